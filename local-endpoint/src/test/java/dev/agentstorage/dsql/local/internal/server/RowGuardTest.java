package dev.agentstorage.dsql.local.internal.server;

import static dev.agentstorage.dsql.local.internal.server.PreparedServer.assertRefused;
import static dev.agentstorage.dsql.local.internal.server.PreparedServer.createIndex;
import static dev.agentstorage.dsql.local.internal.server.PreparedServer.execute;
import static dev.agentstorage.dsql.local.internal.server.PreparedServer.row;
import static dev.agentstorage.dsql.local.internal.server.PreparedServer.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How large rows, columns and keys may be. */
class RowGuardTest {
    private static final String KEY = "key size too large";

    private static PreparedServer server;
    private Connection client;

    @BeforeAll
    static void start() throws SQLException {
        server = PreparedServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void connect() throws SQLException {
        client = server.client();
    }

    @AfterEach
    void disconnect() throws SQLException {
        execute(client, "DROP TABLE IF EXISTS t");
        client.close();
    }

    @Test
    void aColumnHoldsOneMebibyte() throws SQLException {
        execute(client, "CREATE TABLE t (id int PRIMARY KEY, a text, b bytea, c jsonb, d varchar, e json)");
        execute(client, "INSERT INTO t (id, a) VALUES (1, repeat('x', 1048576))");
        assertColumnRefused("INSERT INTO t (id, a) VALUES (2, repeat('x', 1048577))", "text");
        assertColumnRefused("INSERT INTO t (id, a) VALUES (2, repeat('€', 349526))", "text");
        assertColumnRefused("UPDATE t SET a = a || 'x'", "text");
        assertColumnRefused("INSERT INTO t (id, b) VALUES (2, decode(repeat('00', 1048577), 'hex'))", "bytea");
        assertColumnRefused("INSERT INTO t (id, c) VALUES (2, to_jsonb(repeat('x', 1048577)))", "jsonb");
        assertColumnRefused("INSERT INTO t (id, e) VALUES (2, to_json(repeat('x', 1048577)))", "json");
        execute(client, "INSERT INTO t (id, d) VALUES (2, repeat('x', 65535))");
        assertRefused(
                client,
                "INSERT INTO t (id, d) VALUES (3, repeat('x', 65536))",
                "54000",
                "datatype limit greater than 65535 bytes not supported for varchar");
        assertThat(row(client, "SELECT count(*) FROM t")).isEqualTo("2");
    }

    @Test
    void aRowHoldsTwoMebibytes() throws SQLException {
        execute(client, "CREATE TABLE t (id int PRIMARY KEY, a text, b text, c text)");
        execute(client, "INSERT INTO t VALUES (1, repeat('x', 1000000), repeat('y', 1000000), NULL)");
        assertRefused(client, "UPDATE t SET c = repeat('z', 98000)", "54000", "maximum row size exceeded");
        execute(client, "UPDATE t SET c = repeat('z', 97000)");
    }

    @Test
    void largeRowsOfATransactionHoldTenMebibytes() throws SQLException {
        execute(client, "CREATE TABLE t (id int PRIMARY KEY, a text)");
        String elevenRows = "INSERT INTO t SELECT g, repeat('x', 1000000) FROM generate_series(1, 11) g";
        assertRefused(client, elevenRows, "54000", "transaction size limit 10mb exceeded");
        client.setAutoCommit(false);
        execute(client, "INSERT INTO t SELECT g, repeat('x', 1000000) FROM generate_series(1, 6) g", "SAVEPOINT here");
        assertRefused(
                client,
                "INSERT INTO t SELECT g, repeat('x', 1000000) FROM generate_series(11, 15) g",
                "54000",
                "transaction size limit 10mb exceeded");
        execute(client, "ROLLBACK TO here");
        execute(client, "INSERT INTO t SELECT g, repeat('x', 1000000) FROM generate_series(11, 14) g");
        client.commit();
        execute(client, "INSERT INTO t SELECT g, repeat('x', 1000000) FROM generate_series(21, 30) g");
        client.commit();
        client.setAutoCommit(true);
    }

    @Test
    void aKeyHoldsOneKibibyte() throws SQLException {
        execute(client, "CREATE TABLE t (a text, b text, n bigint, v text, PRIMARY KEY (a, b, n))");
        execute(client, "INSERT INTO t VALUES (repeat('x', 508), repeat('x', 508), 1, repeat('x', 5000))");
        execute(client, "INSERT INTO t VALUES ('', repeat('x', 1016), 1)");
        assertRefused(client, "INSERT INTO t VALUES (repeat('x', 509), repeat('x', 508), 1)", "54000", KEY);
        assertRefused(client, "UPDATE t SET a = a || 'xxx'", "54000", KEY);
    }

    @Test
    void theKeyOfAnIndexIsOneToo() throws SQLException {
        execute(client, "CREATE TABLE t (id int PRIMARY KEY, a text, b text)");
        execute(client, "INSERT INTO t VALUES (1, repeat('x', 2000))");
        createIndex(client, "-|-", "CREATE INDEX t_b ON t (b, id) INCLUDE (a)");
        assertRefused(client, "INSERT INTO t VALUES (2, NULL, repeat('x', 1021))", "54000", KEY);
        execute(client, "INSERT INTO t VALUES (2, repeat('x', 1000), repeat('x', 1020))");
        execute(client, "DROP INDEX t_b", "INSERT INTO t VALUES (3, NULL, repeat('x', 3000))");
    }

    @Test
    void tablesWhoseRowsCannotBeLargeHaveNoGuard() throws SQLException {
        execute(client, "CREATE TABLE t (id uuid PRIMARY KEY, a varchar(64), at timestamptz, n numeric(20, 5))");
        assertThat(guards()).isEqualTo("0");
    }

    @Test
    void theGuardFollowsTheColumns() throws SQLException {
        execute(client, "CREATE TABLE t (id int PRIMARY KEY, n int)");
        assertThat(guards()).isEqualTo("0");
        execute(client, "ALTER TABLE t ADD COLUMN a text");
        assertColumnRefused("INSERT INTO t (id, a) VALUES (2, repeat('x', 1048577))", "text");
        execute(client, "ALTER TABLE t ADD COLUMN \"B b\" text", "ALTER TABLE t DROP COLUMN a");
        execute(
                client,
                "ALTER TABLE t RENAME COLUMN \"B b\" TO c",
                "ALTER TABLE t RENAME TO t2",
                "ALTER TABLE t2 RENAME TO t");
        assertColumnRefused("INSERT INTO t (id, c) VALUES (2, repeat('x', 1048577))", "text");
        execute(client, "ALTER TABLE t DROP COLUMN c", "INSERT INTO t VALUES (3, 3)");
        assertThat(guards()).isEqualTo("0");
    }

    @Test
    void theGuardIsHidden() throws SQLException {
        execute(client, "CREATE TABLE t (id int PRIMARY KEY, a text)");
        assertThat(guards()).isEqualTo("1");
        assertThat(rows(client, "SELECT * FROM pg_trigger WHERE tgrelid = 't'::regclass AND NOT tgisinternal"))
                .isEmpty();
        assertThat(rows(client, "SELECT * FROM information_schema.triggers WHERE event_object_table = 't'"))
                .isEmpty();
    }

    @Test
    void theGuardHoldsForUpserts() throws SQLException {
        execute(client, "CREATE TABLE t (id text PRIMARY KEY, a text)");
        execute(client, "INSERT INTO t VALUES ('1', 'x')");
        assertColumnRefused(
                "INSERT INTO t VALUES ('1', 'y') ON CONFLICT (id) DO UPDATE SET a = repeat('x', 1048577)", "text");
        try (Connection other = server.client("postgres")) {
            execute(other, "SET ROLE admin");
            assertRefused(other, "INSERT INTO t VALUES (repeat('x', 1025), 'y')", "54000", KEY);
        }
    }

    private String guards() throws SQLException {
        return row(client, "SELECT count(*) FROM pg_trigger WHERE tgrelid = 't'::regclass");
    }

    private void assertColumnRefused(String sql, String type) {
        assertRefused(client, sql, "54000", "datatype limit greater than 1048576 bytes not supported for " + type);
    }
}
