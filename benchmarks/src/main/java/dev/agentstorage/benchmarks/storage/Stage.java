package dev.agentstorage.benchmarks.storage;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The servers, with the threads that are worked on. Thread-safe. */
final class Stage implements AutoCloseable {
    private final Map<Server, PostgresServer> databases = new EnumMap<>(Server.class);
    private final DsqlLocal endpoint;

    private Stage(PostgresServer plain, PostgresServer behind) {
        databases.put(Server.POSTGRESQL, plain);
        databases.put(Server.DSQL, behind);
        endpoint = DsqlLocal.builder()
                .postgres(behind)
                .indexBuildTime(Duration.ofMillis(1))
                .start();
    }

    /** Starts the servers, makes the tables and the threads, and configures this process with them. */
    static Stage open() throws SQLException {
        Stage stage = new Stage(PostgresServer.embedded(), PostgresServer.embedded());
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
        for (Server server : Server.values()) {
            place(server).tell();
            try (Storage storage = place(server).open(1)) {
                storage.init();
                await(() -> storage.health().building().isEmpty());
                Fixture.LENGTHS.forEach(length -> new Fixture(length).fill(storage.memory()));
            }
        }
        tidy();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the indexes are not built in time");
            }
            Thread.onSpinWait();
        }
    }

    /** Clears away what deletes have left, so that no measurement pays for the one before it. */
    void tidy() throws SQLException {
        for (PostgresServer database : databases.values()) {
            try (Connection connection = superuser(database);
                    Statement statement = connection.createStatement()) {
                statement.execute("VACUUM ANALYZE");
            }
        }
    }

    private static Connection superuser(PostgresServer database) throws SQLException {
        return DriverManager.getConnection(url(database), database.user(), database.password());
    }

    private static String url(PostgresServer database) {
        return "jdbc:postgresql://" + database.host() + ":" + database.port() + "/" + DsqlLocal.DATABASE
                + "?sslmode=disable";
    }

    Place place(Server server) {
        if (server == Server.DSQL) {
            return new Place(server, endpoint.jdbcUrlWithoutLogin(), DsqlLocal.ADMIN, endpoint.token(DsqlLocal.ADMIN));
        }
        PostgresServer database = databases.get(server);
        if (database == null) {
            throw new IllegalStateException("no such server");
        }
        return new Place(server, url(database), database.user(), database.password());
    }

    List<Place> places() {
        return List.of(place(Server.POSTGRESQL), place(Server.DSQL));
    }

    DsqlLocal endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        endpoint.close();
        databases.values().forEach(PostgresServer::close);
    }
}
