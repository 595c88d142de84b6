package dev.agentstorage.benchmarks.endpoint;

import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** One PostgreSQL with an endpoint in front of it, and the table that all work is done on. Thread-safe. */
final class Stage implements AutoCloseable {
    /** Rows of the table, with the ids from 0 on. */
    static final int ROWS = 1_000;

    private final PostgresServer postgres;
    private final DsqlLocal endpoint;

    private Stage(PostgresServer postgres, DsqlLocal endpoint) {
        this.postgres = postgres;
        this.endpoint = endpoint;
    }

    static Stage open() throws SQLException {
        PostgresServer postgres = PostgresServer.embedded();
        Stage stage = new Stage(postgres, DsqlLocal.builder().postgres(postgres).start());
        boolean filled = false;
        try {
            stage.fill();
            filled = true;
            return stage;
        } finally {
            if (!filled) {
                stage.close();
            }
        }
    }

    private void fill() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(Way.ENDPOINT));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE account (id int PRIMARY KEY, owner text NOT NULL, cents bigint NOT NULL)");
            statement.execute("INSERT INTO account SELECT id, 'owner ' || id, 0 FROM generate_series(0, " + (ROWS - 1)
                    + ") AS id");
        }
    }

    /** A JDBC URL that needs nothing else. */
    String url(Way way) {
        return switch (way) {
            case DIRECT ->
                "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/" + DsqlLocal.DATABASE + "?user="
                        + DsqlLocal.ADMIN + "&sslmode=disable";
            case ENDPOINT -> endpoint.jdbcUrl();
        };
    }

    DsqlLocal endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
