package dev.agentstorage.dsql.local.internal.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.function.IntFunction;
import javax.sql.DataSource;

/** Empties all tables of the clients with one statement in one transaction, as superuser. */
public final class TableReset {
    /** SQLSTATEs that are retried: a deadlock with a client's statement, or a table that was dropped concurrently. */
    private static final Set<String> TRANSIENT = Set.of("40P01", "40001", "42P01");

    private static final int ATTEMPTS = 10;
    private static final String RESET = SqlScripts.read("reset");

    private TableReset() {}

    /** Evicts idle transactions while a process of PostgreSQL waits for them. */
    @FunctionalInterface
    public interface Watch {
        /** Ends the watch. */
        void end();
    }

    /**
     * Empties all tables and restarts all sequences.
     *
     * @param superuser opens connections to the database as a superuser, in autocommit mode
     * @param watch starts a watch on the process with this id
     * @param patience maximum time to wait for a lock
     * @throws SQLException if the database cannot be reached, or a client's statement ran for longer than
     *     {@code patience}
     */
    public static void run(DataSource superuser, IntFunction<Watch> watch, Duration patience) throws SQLException {
        try (Connection connection = superuser.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("SET lock_timeout TO " + patience.toMillis());
            Watch watching = watch.apply(pid(statement));
            try {
                empty(statement);
            } finally {
                watching.end();
            }
        }
    }

    private static int pid(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void empty(Statement statement) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                statement.execute(RESET);
                return;
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !TRANSIENT.contains(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
            }
        }
    }
}
