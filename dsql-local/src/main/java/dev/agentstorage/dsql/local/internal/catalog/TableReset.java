package dev.agentstorage.dsql.local.internal.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.function.IntFunction;
import javax.sql.DataSource;

/** Empties all tables of the clients with one statement, in one transaction, as a superuser. */
public final class TableReset {
    /** A deadlock with a statement of a client, or a table that was dropped meanwhile: the next attempt may succeed. */
    private static final Set<String> TRANSIENT = Set.of("40P01", "40001", "42P01");

    private static final int ATTEMPTS = 10;
    private static final String RESET = SqlScripts.read("reset");

    private TableReset() {}

    /** What sees to it that a process of PostgreSQL need not wait for idle transactions. */
    @FunctionalInterface
    public interface Watch {
        /** The process waits no longer. */
        void end();
    }

    /**
     * Returns when all tables are empty and all sequences begin again.
     *
     * @param superuser gives connections of a superuser to the database, with autocommit
     * @param watch starts to watch a process
     * @param patience how long a lock is waited for
     * @throws SQLException if the database cannot be reached, or a statement of a client ran for longer than that
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
