package dev.agentstorage.dsql.local.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentstorage.dsql.local.internal.job.JobIds;
import dev.agentstorage.dsql.local.internal.job.JobRunner;
import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLException;

/** A server with everything installed, and what the endpoint's sessions would send to it. */
final class PreparedServer implements AutoCloseable {
    private final EmbeddedPostgres postgres;

    private PreparedServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    static PreparedServer start() throws SQLException {
        return start(ServerLimits.ofTheService());
    }

    static PreparedServer start(ServerLimits limits) throws SQLException {
        PreparedServer server = new PreparedServer(EmbeddedPostgres.start());
        ServerSetup.install(server.superuser(), limits);
        return server;
    }

    DataSource superuser() {
        return superuser(postgres);
    }

    static DataSource superuser(EmbeddedPostgres postgres) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(postgres.jdbcUrl("postgres"));
        return source;
    }

    /** A connection as a client has one. */
    Connection client() throws SQLException {
        return client("admin");
    }

    Connection client(String role) throws SQLException {
        Connection connection = superuser().getConnection();
        execute(connection, "SET SESSION AUTHORIZATION " + role);
        return connection;
    }

    JobRunner jobs(Duration buildTime) throws SQLException {
        return JobRunner.start(superuser(), buildTime, jobId -> false, (jobId, relations) -> {});
    }

    static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first row, its columns joined by a bar, NULL as an empty text. */
    static String row(Connection connection, String sql) throws SQLException {
        List<String> rows = rows(connection, sql);
        if (rows.isEmpty()) {
            throw new AssertionError("no row: " + sql);
        }
        return rows.get(0);
    }

    static List<String> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                StringJoiner row = new StringJoiner("|");
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    String value = result.getString(i);
                    row.add(value == null ? "" : value);
                }
                rows.add(row.toString());
            }
            return rows;
        }
    }

    /** What CREATE INDEX ASYNC becomes: one transaction, or a part of one that is open. */
    static String createIndex(Connection connection, String flags, String statement) throws SQLException {
        String jobId = JobIds.next();
        boolean implicit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            row(connection, "SELECT set_config('dsql_local.job', '" + jobId + "|" + flags + "', true)");
            execute(connection, statement);
            if (implicit) {
                connection.commit();
            }
            return jobId;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(implicit);
        }
    }

    static void assertRefused(Connection connection, String sql, String sqlState, String message) {
        assertThatExceptionOfType(PSQLException.class)
                .as(sql.length() > 200 ? sql.substring(0, 200) : sql)
                .isThrownBy(() -> execute(connection, sql))
                .satisfies(refused -> {
                    assertThat(refused.getServerErrorMessage()).isNotNull();
                    assertThat(refused.getSQLState()).isEqualTo(sqlState);
                    assertThat(refused.getServerErrorMessage().getMessage()).isEqualTo(message);
                });
    }

    @Override
    public void close() {
        postgres.close();
    }
}
