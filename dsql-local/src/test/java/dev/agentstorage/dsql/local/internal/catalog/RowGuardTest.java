package dev.agentstorage.dsql.local.internal.catalog;

import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.assertRefused;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.createIndex;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.execute;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.row;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/** How large rows, columns and keys may be. */
@Tag("slow")
class RowGuardTest {
    private static final String KEY = "key size too large";
    private static final String TRANSACTION = "transaction size limit 10mb exceeded";

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

    /** A query for this number of characters, which compression does not shorten. */
    private static String random(int length) {
        return "(SELECT substr(string_agg(md5(g::text), ''), 1, " + length + ") FROM generate_series(0, " + length
                + " / 32) g)";
    }

    @Test
    void aColumnHoldsOneMebibyte() throws SQLException {
        execute(client, "CREATE TABLE t (id int PRIMARY KEY, a text, b bytea, c jsonb, d varchar, e json, f bpchar)");
        execute(client, "INSERT INTO t (id, a) VALUES (1, " + random(1_048_576) + ")");
        assertColumnRefused("INSERT INTO t (id, a) VALUES (2, " + random(1_048_577) + ")", "text");
        assertColumnRefused("UPDATE t SET a = a || 'x'", "text");
        assertColumnRefused("INSERT INTO t (id, b) VALUES (2, decode(repeat('00', 1048577), 'hex'))", "bytea");
        assertColumnRefused("INSERT INTO t (id, c) VALUES (2, to_jsonb(" + random(1_048_577) + "))", "jsonb");
        assertColumnRefused("INSERT INTO t (id, e) VALUES (2, to_json(repeat('x', 1048577)))", "json");
        assertColumnRefused("INSERT INTO t (id, f) VALUES (2, " + random(1_048_577) + ")", "char");
        execute(client, "INSERT INTO t (id, d) VALUES (2, repeat('x', 65535))");
        assertRefused(
                client,
                "INSERT INTO t (id, d) VALUES (3, repeat('x', 65536))",
                "54000",
                "datatype limit greater than 65535 bytes not supported for varchar");
        assertThat(row(client, "SELECT count(*) FROM t")).isEqualTo("2");
    }

    @Test
    void aColumnCountsBytesAndNotCharacters() throws SQLException {
        String ideographs = "(SELECT string_agg(chr(19968 + (hashint4(g) & 16383)), '') FROM generate_series(1, %d) g)";
        execute(client, "CREATE TABLE t (id int PRIMARY KEY, a text)");
        execute(client, "INSERT INTO t VALUES (1, " + ideographs.formatted(349_525) + ")");
        assertColumnRefused("INSERT INTO t VALUES (2, " + ideographs.formatted(349_526) + ")", "text");
    }

    @Test
    void aColumnCountsWhatCompressionLeaves() throws SQLException {
        execute(client, "CREATE TABLE t (id int PRIMARY KEY, a text, c jsonb, f bpchar)");
        execute(client, "INSERT INTO t (id, a) VALUES (1, repeat('a fruit and ', 250000))");
        execute(client, "INSERT INTO t (id, c) VALUES (2, jsonb_build_array(repeat('x', 3000000), 1))");
        execute(client, "INSERT INTO t (id, f) VALUES (3, repeat('x', 3000000))");
        execute(client, "UPDATE t SET a = a || a WHERE id = 1");
        String halfRandom = "INSERT INTO t (id, a) SELECT 4, string_agg(md5(g::text) || '%s', '')"
                + " FROM generate_series(1, %d) g";
        execute(client, halfRandom.formatted("a fruit and another fruit ", 27_000));
        assertColumnRefused(halfRandom.formatted("a fruit and another fruit ", 32_000), "text");
    }

    @Test
    void aRowHoldsTwoMebibytes() throws SQLException {
        execute(client, "CREATE TABLE t (id int PRIMARY KEY, a text, b text, c text, d bytea)");
        execute(client, "INSERT INTO t VALUES (1, " + random(1_000_000) + ", " + random(1_000_000) + ")");
        assertRefused(client, "UPDATE t SET c = " + random(98_000), "54000", "maximum row size exceeded");
        execute(client, "UPDATE t SET c = " + random(97_000));
    }

    @Test
    void aRowCountsWhatCompressionLeaves() throws SQLException {
        execute(client, "CREATE TABLE t (id int PRIMARY KEY, a text, b text, c text, d bytea)");
        execute(
                client,
                "INSERT INTO t VALUES (1, repeat('x', 3000000), repeat('y', 800000), " + random(1_000_000) + ")");
        execute(client, "UPDATE t SET d = decode(repeat('00', 1000000), 'hex')");
        assertRefused(client, "UPDATE t SET b = " + random(200_000), "54000", "maximum row size exceeded");
    }

    @Test
    void largeRowsOfAStatementHoldTenMebibytes() throws SQLException {
        execute(client, "CREATE TABLE t (id int PRIMARY KEY, a text)");
        String rows = "INSERT INTO t SELECT g, repeat('x', 1000000) FROM generate_series(1, %d) g";
        assertRefused(client, rows.formatted(11), "54000", TRANSACTION);
        assertRefused(client, "INSERT INTO t VALUES (1, repeat('x', 10485761))", "54000", TRANSACTION);
        execute(client, rows.formatted(10));
    }

    @Test
    void largeRowsOfATransactionAreJudgedAtItsEnd() throws SQLException {
        execute(client, "CREATE TABLE t (id int PRIMARY KEY, a text)");
        String rows = "INSERT INTO t SELECT g, repeat('x', 1000000) FROM generate_series(%d, %d) g";
        client.setAutoCommit(false);
        // As the endpoint does before the first change.
        execute(client, "SAVEPOINT start", rows.formatted(1, 6), rows.formatted(11, 16), rows.formatted(21, 30));
        assertThat(row(client, "SELECT count(*) FROM t")).isEqualTo("22");
        assertThatExceptionOfType(PSQLException.class)
                .isThrownBy(client::commit)
                .satisfies(refused -> assertThat(refused.getServerErrorMessage())
                        .isNotNull()
                        .satisfies(error -> {
                            assertThat(error.getSQLState()).isEqualTo("54000");
                            assertThat(error.getMessage()).isEqualTo(TRANSACTION);
                            assertThat(error.getDetail()).isEqualTo("Current transaction size 21mb > 10mb");
                        }));
        execute(client, "SAVEPOINT start", rows.formatted(1, 6), "SAVEPOINT here", rows.formatted(11, 16));
        execute(client, "ROLLBACK TO here", rows.formatted(11, 14));
        client.commit();
        execute(client, rows.formatted(21, 30));
        client.commit();
        client.setAutoCommit(true);
        assertThat(row(client, "SELECT count(*) FROM t")).isEqualTo("20");
    }

    @Test
    void aKeyHasABudget() throws SQLException {
        execute(client, "CREATE TABLE t (a text, b text, n bigint, v text, PRIMARY KEY (a, b, n))");
        execute(client, "INSERT INTO t VALUES (repeat('x', 980), repeat('x', 979), 1, repeat('x', 5000))");
        execute(client, "INSERT INTO t VALUES ('', repeat('x', 1959), 1)");
        assertRefused(client, "INSERT INTO t VALUES (repeat('x', 980), repeat('x', 980), 1)", "54000", KEY);
        assertRefused(client, "UPDATE t SET a = a || 'x'", "54000", KEY);
    }

    @Test
    void anIndexSharesTheBudgetWithThePrimaryKey() throws SQLException {
        execute(client, "CREATE TABLE t (id text PRIMARY KEY, a text, b text)");
        execute(client, "INSERT INTO t VALUES (repeat('x', 1981), repeat('x', 2000))");
        createIndex(client, "-|-", "CREATE INDEX t_b ON t (b, id) INCLUDE (a)");
        assertRefused(client, "INSERT INTO t VALUES (repeat('y', 1000), NULL, repeat('x', 975))", "54000", KEY);
        execute(client, "INSERT INTO t VALUES (repeat('y', 1000), repeat('x', 1000), repeat('x', 974))");
        execute(client, "DROP INDEX t_b");
        createIndex(client, "u|-", "CREATE INDEX t_b ON t (b)");
        assertRefused(client, "INSERT INTO t VALUES (repeat('z', 1000), NULL, repeat('y', 975))", "54000", KEY);
        assertRefused(client, "UPDATE t SET id = id || 'y' WHERE id LIKE 'y%'", "54000", KEY);
        execute(client, "INSERT INTO t VALUES (repeat('z', 1000), NULL, repeat('y', 974))");
        execute(client, "DROP INDEX t_b", "INSERT INTO t VALUES ('3', NULL, repeat('x', 3000))");
    }

    @Test
    void anIndexOfATableWithoutAPrimaryKeyHasTheBudgetForItself() throws SQLException {
        execute(client, "CREATE TABLE t (a text)");
        createIndex(client, "-|-", "CREATE INDEX t_a ON t (a)");
        execute(client, "INSERT INTO t VALUES (repeat('x', 1981))");
        assertRefused(client, "INSERT INTO t VALUES (repeat('x', 1982))", "54000", KEY);
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
        assertColumnRefused("INSERT INTO t (id, a) VALUES (2, " + random(1_048_577) + ")", "text");
        execute(client, "ALTER TABLE t ADD COLUMN \"B b\" text", "ALTER TABLE t DROP COLUMN a");
        execute(
                client,
                "ALTER TABLE t RENAME COLUMN \"B b\" TO c",
                "ALTER TABLE t RENAME TO t2",
                "ALTER TABLE t2 RENAME TO t");
        assertColumnRefused("INSERT INTO t (id, c) VALUES (2, " + random(1_048_577) + ")", "text");
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
                "INSERT INTO t VALUES ('1', 'y') ON CONFLICT (id) DO UPDATE SET a = " + random(1_048_577), "text");
        try (Connection other = server.client("postgres")) {
            execute(other, "SET ROLE admin");
            assertRefused(other, "INSERT INTO t VALUES (repeat('x', 1982), 'y')", "54000", KEY);
        }
    }

    private String guards() throws SQLException {
        return row(client, "SELECT count(*) FROM pg_trigger WHERE tgrelid = 't'::regclass");
    }

    private void assertColumnRefused(String sql, String type) {
        assertRefused(client, sql, "54000", "datatype limit greater than 1048576 bytes not supported for " + type);
    }
}
