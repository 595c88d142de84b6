package dev.agentstorage.dsql.local.internal.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * Prepares a PostgreSQL 16 database for the endpoint: role {@code admin} owns it, schema {@code sys}
 * exists, {@code version()} returns the text of the service, and event triggers reject what the service rejects.
 *
 * <p>Runs in one transaction. A database that was already prepared by the same version of this library with the same
 * limits is not changed. Stateless, thread-safe, and safe for concurrent processes.
 */
public final class ServerSetup {
    private static final String INSTALLED = """
            SELECT d.description
              FROM pg_catalog.pg_namespace n
              JOIN pg_catalog.pg_description d
                ON d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.objoid = n.oid
             WHERE n.nspname = 'dsql_local'
            """;

    private static final String LOCK = "SELECT pg_catalog.pg_advisory_xact_lock(4922011774513381)";

    private static final String LIMITS = "INSERT INTO dsql_local.limits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private ServerSetup() {}

    /**
     * Installs everything that is missing.
     *
     * @param superuser opens connections to the database as a superuser, in autocommit mode
     * @return whether anything was installed
     * @throws SQLException if the database cannot be reached, or the user is not a superuser; nothing has changed then
     */
    public static boolean install(DataSource superuser, ServerLimits limits) throws SQLException {
        List<String> scripts = SqlScripts.all();
        String fingerprint = SqlScripts.fingerprint(scripts, limits);
        try (Connection connection = superuser.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            if (isInstalled(statement, fingerprint)) {
                return false;
            }
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            statement.execute(LOCK);
            boolean missing = !isInstalled(statement, fingerprint);
            if (missing) {
                run(connection, statement, scripts, limits);
                statement.execute("COMMENT ON SCHEMA dsql_local IS '" + fingerprint + "'");
            }
            connection.commit();
            return missing;
        }
    }

    private static void run(Connection connection, Statement statement, List<String> scripts, ServerLimits limits)
            throws SQLException {
        for (String script : scripts.subList(0, scripts.size() - 1)) {
            statement.execute(script);
        }
        statement.execute("DELETE FROM dsql_local.limits");
        try (PreparedStatement insert = connection.prepareStatement(LIMITS)) {
            int parameter = 0;
            for (long limit : new long[] {
                limits.columnBytes(),
                limits.rowBytes(),
                limits.keyBytes(),
                limits.columns(),
                limits.keyColumns(),
                limits.indexes(),
                limits.statistics(),
                limits.schemas(),
                limits.tables(),
                limits.views(),
                limits.sequences(),
                limits.transactionBytes()
            }) {
                insert.setLong(++parameter, limit);
            }
            insert.executeUpdate();
        }
        statement.execute(scripts.get(scripts.size() - 1));
    }

    private static boolean isInstalled(Statement statement, String fingerprint) throws SQLException {
        try (ResultSet row = statement.executeQuery(INSTALLED)) {
            return row.next() && fingerprint.equals(row.getString(1));
        }
    }
}
