package dev.agentstorage.dsql.local.internal.catalog;

import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.assertRefused;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.execute;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.row;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The mappings of IAM identities to roles. */
class IamMappingsTest {
    private static final String ARN = "arn:aws:iam::111122223333:role/reader";

    private static PreparedServer server;
    private static Connection client;

    @BeforeAll
    static void start() throws SQLException {
        server = PreparedServer.start();
        client = server.client();
    }

    @AfterAll
    static void stop() throws SQLException {
        client.close();
        server.close();
    }

    @Test
    void mappingsComeAndGo() throws SQLException {
        execute(client, "CREATE ROLE reader LOGIN");
        row(client, grant("reader"));
        row(client, grant("reader"));
        assertThat(rows(
                        client,
                        "SELECT arn, pg_role_name, grantor_pg_role_name, pg_role_oid = 'reader'::regrole"
                                + " FROM sys.iam_pg_role_mappings"))
                .containsExactly(ARN + "|reader|admin|t");
        row(client, "SELECT dsql_local.iam_revoke('reader', '" + ARN + "')");
        assertThat(rows(client, "SELECT * FROM sys.iam_pg_role_mappings")).isEmpty();
        row(client, grant("reader"));
        execute(client, "DROP ROLE reader");
        assertThat(rows(client, "SELECT * FROM sys.iam_pg_role_mappings")).isEmpty();
    }

    @Test
    void aRoleThatIsNotThereIsAnError() {
        assertRefused(client, grant("nobody_there"), "42704", "role \"nobody_there\" does not exist");
    }

    @Test
    void onlyAdminGrants() throws SQLException {
        execute(client, "CREATE ROLE worker LOGIN");
        try (Connection worker = server.client("worker")) {
            assertRefused(worker, grant("worker"), "42501", "permission denied");
        }
    }

    @Test
    void aReadOnlyTransactionMapsNothing() throws SQLException {
        execute(client, "CREATE ROLE observer LOGIN", "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
        try {
            assertRefused(client, grant("observer"), "25006", "cannot execute GRANT in a read-only transaction");
            assertRefused(
                    client,
                    "SELECT dsql_local.iam_revoke('observer', '" + ARN + "')",
                    "25006",
                    "cannot execute REVOKE in a read-only transaction");
        } finally {
            execute(client, "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE");
        }
    }

    private static String grant(String role) {
        return "SELECT dsql_local.iam_grant('" + role + "', '" + ARN + "')";
    }
}
