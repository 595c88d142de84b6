package dev.agentstorage.dsql.local.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.rawclient.PgError;
import dev.agentstorage.dsql.local.rawclient.Pipeline;
import dev.agentstorage.dsql.local.rawclient.RawConnection;
import dev.agentstorage.dsql.local.rawclient.Result;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of the size and age of a transaction: which statement fails, and what remains of the transaction. */
@Tag("slow")
@Timeout(120)
class TransactionSizeTest {
    private static final String MEGABYTE = "x".repeat(1_000_000);
    private static final String TEN = "transaction size limit 10mb exceeded";

    private static TestEndpoint endpoint;
    private RawConnection client;

    @BeforeAll
    static void start() throws SQLException {
        endpoint = TestEndpoint.start();
        endpoint.execute("CREATE TABLE t (id int PRIMARY KEY, v text)");
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @BeforeEach
    void connect() throws IOException {
        client = endpoint.raw();
        client.simple("DELETE FROM t");
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
    }

    private static void assertRefused(Result result, String message, String detail) {
        assertThat(result.sqlState()).isEqualTo("54000");
        assertThat(result.message()).isEqualTo(message);
        assertThat(result.error().flatMap(PgError::detail)).contains(detail);
    }

    private static void succeed(RawConnection connection, String... statements) throws IOException {
        for (String sql : statements) {
            assertThat(connection.extended(sql).error()).as(sql).isEmpty();
        }
    }

    private static String count(RawConnection connection) throws IOException {
        return String.valueOf(connection.extended("SELECT count(*) FROM t").value());
    }

    private String countElsewhere() throws IOException {
        try (RawConnection other = endpoint.raw()) {
            return count(other);
        }
    }

    private static Pipeline insert(Pipeline pipeline, int id, String value) {
        return pipeline.parse("", "INSERT INTO t VALUES ($1, $2)")
                .bind("", "", List.of(Integer.toString(id), value))
                .execute("");
    }

    @Test
    void aBlockReportsItsSizeAtCommit() throws IOException {
        succeed(client, "BEGIN");
        for (int i = 0; i < 11; i++) {
            assertThat(client.run(insert(new Pipeline(), i, MEGABYTE).sync()))
                    .singleElement()
                    .satisfies(result -> assertThat(result.tag()).isEqualTo("INSERT 0 1"));
        }
        assertThat(count(client)).isEqualTo("11");
        assertThat(client.status()).isEqualTo('T');
        assertRefused(client.extended("COMMIT"), TEN, "Current transaction size 11mb > 10mb");
        assertThat(client.status()).isEqualTo('I');
        assertThat(countElsewhere()).isEqualTo("0");
        succeed(client, "BEGIN", "INSERT INTO t VALUES (1, 'a')", "COMMIT");
        assertThat(countElsewhere()).isEqualTo("1");
    }

    @Test
    void aBlockInOneSimpleQueryReportsItsSizeAtCommit() throws IOException {
        List<Result> results =
                client.simple("BEGIN; INSERT INTO t SELECT g, repeat('x', 1000000) FROM generate_series(1, 11) g;"
                        + " COMMIT; INSERT INTO t VALUES (1, 'a')");
        assertThat(results).hasSize(3);
        assertRefused(results.get(2), TEN, "Current transaction size 11mb > 10mb");
        assertThat(countElsewhere()).isEqualTo("0");
    }

    @Test
    void messagesUpToASyncAreOneTransactionThatFailsAtTheStatement() throws IOException {
        Pipeline pipeline = new Pipeline();
        for (int i = 0; i < 12; i++) {
            insert(pipeline, i, MEGABYTE);
        }
        List<Result> results = client.run(pipeline.sync());
        assertThat(results).hasSize(11);
        assertRefused(results.get(10), TEN, "Current transaction size 11mb > 10mb");
        assertThat(client.status()).isEqualTo('I');
        assertThat(countElsewhere()).isEqualTo("0");
    }

    @Test
    void aTooLargeCopyFailsAtCommitInABlockAndImmediatelyInAutocommit() throws IOException {
        succeed(client, "BEGIN");
        assertThat(copy(11)).isEqualTo("COPY 11");
        assertRefused(client.extended("COMMIT"), TEN, "Current transaction size 11mb > 10mb");
        assertThat(countElsewhere()).isEqualTo("0");
        assertThat(copy(11)).isEqualTo("54000");
        assertThat(client.status()).isEqualTo('I');
        assertThat(countElsewhere()).isEqualTo("0");
        assertThat(copy(10)).isEqualTo("COPY 10");
        assertThat(countElsewhere()).isEqualTo("10");
    }

    private String copy(int rows) throws IOException {
        client.send(new Pipeline().query("COPY t FROM STDIN"));
        client.framesUntil('G');
        for (int i = 0; i < rows; i++) {
            client.send(new Pipeline().copyData(i + "\t" + MEGABYTE + "\n"));
        }
        client.send(new Pipeline().copyDone());
        Result result = client.results().get(0);
        return result.ok() ? result.tag() : result.sqlState();
    }

    @Test
    void noRowIsCountedForTheSize() throws IOException {
        succeed(
                client,
                "BEGIN",
                "WITH many AS (INSERT INTO t SELECT g, repeat('x', CASE WHEN g <= 11 THEN 1000000 ELSE 1 END)"
                        + " FROM generate_series(1, 3000) g) SELECT 1");
        assertRefused(client.extended("COMMIT"), TEN, "Current transaction size 11mb > 10mb");
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 11})
    void workThatIsDoneAgainIsCountedOnce(int megabytes) throws IOException {
        succeed(client, "INSERT INTO t VALUES (0, 'a')", "BEGIN", "UPDATE t SET v = 'b' WHERE id = 0");
        succeed(client, "INSERT INTO t SELECT g, repeat('x', 1000000) FROM generate_series(1, " + megabytes + ") g");
        try (RawConnection other = endpoint.raw()) {
            succeed(other, "BEGIN", "UPDATE t SET v = 'c' WHERE id = 0", "ROLLBACK");
        }
        Result end = client.extended("COMMIT");
        if (megabytes > 10) {
            assertRefused(end, TEN, "Current transaction size 11mb > 10mb");
            assertThat(countElsewhere()).isEqualTo("1");
        } else {
            assertThat(end.tag()).isEqualTo("COMMIT");
            assertThat(countElsewhere()).isEqualTo("7");
        }
    }

    @Test
    void aTransactionThatMustFailForItsSizeIsNotHeldInMemory() throws IOException {
        byte[] write = new Pipeline()
                .parse("", "INSERT INTO t SELECT 1, 'x' WHERE length($1) < 0")
                .bind("", "", List.of("x".repeat(8_000_000)))
                .execute("")
                .sync()
                .toBytes();
        succeed(client, "BEGIN");
        long before = used();
        for (int i = 0; i < 25; i++) {
            client.send(write);
            assertThat(client.results()).singleElement().matches(Result::ok);
        }
        assertThat(used() - before).as("bytes held").isLessThan(100L << 20);
        assertRefused(client.extended("COMMIT"), TEN, "Current transaction size 191mb > 10mb");
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void aConfiguredLimitIsShownInTheMessages() throws IOException, SQLException {
        try (TestEndpoint small = TestEndpoint.withTransactionBytes(2 << 20);
                RawConnection other = open(small)) {
            String limit = "transaction size limit 2mb exceeded";
            String detail = "Current transaction size 3mb > 2mb";
            String madeUp = "INSERT INTO t SELECT g, repeat('x', 1000000) FROM generate_series(1, 3) g";
            assertRefused(other.extended(madeUp), limit, detail);
            succeed(other, "BEGIN", madeUp);
            assertRefused(other.extended("COMMIT"), limit, detail);
            String sent = "INSERT INTO t VALUES (1, '" + "x".repeat(2_100_000) + "')";
            assertRefused(other.extended(sent), limit, detail);
            succeed(other, "BEGIN", sent);
            assertRefused(other.extended("COMMIT"), limit, detail);
        }
    }

    @ParameterizedTest
    @CsvSource({"2000, COMMIT, 00000", "2500, COMMIT, 54000", "2500, ROLLBACK, 00000"})
    void theKeysOfLockedRowsCount(int rows, String end, String sqlState) throws IOException, SQLException {
        try (TestEndpoint small = TestEndpoint.withTransactionBytes(2 << 20);
                RawConnection other = small.raw()) {
            succeed(
                    other,
                    "CREATE TABLE keyed (k text PRIMARY KEY)",
                    "INSERT INTO keyed SELECT lpad(g::text, 1000, 'k') FROM generate_series(1, " + rows + ") g",
                    "BEGIN",
                    "SELECT count(*) FROM (SELECT k FROM keyed FOR UPDATE) AS locked");
            assertThat(other.extended(end).sqlState()).isEqualTo(sqlState);
            succeed(other, "UPDATE keyed SET k = k || 'x' WHERE k LIKE '%k1'");
        }
    }

    private static RawConnection open(TestEndpoint of) throws IOException, SQLException {
        of.execute("CREATE TABLE t (id int PRIMARY KEY, v text)");
        return of.raw();
    }

    @Test
    void aTransactionThatTakesTooLongReportsItsAge() throws IOException, SQLException {
        try (TestEndpoint hasty = TestEndpoint.withAge(Duration.ofSeconds(1));
                RawConnection other = open(hasty)) {
            succeed(other, "BEGIN", "INSERT INTO t VALUES (1, 'a')");
            Result end = Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> other.extended("SELECT 1"), result -> !result.ok());
            assertThat(end.sqlState()).isEqualTo("54000");
            assertThat(end.message()).isEqualTo("transaction age limit of 1s exceeded");
            assertThat(end.error().flatMap(PgError::detail))
                    .hasValueSatisfying(
                            detail -> assertThat(detail).matches("Current transaction age ([2-9]|1\\d)s exceeds 1s"));
            assertThat(other.extended("COMMIT").tag()).isEqualTo("ROLLBACK");
            assertThat(count(other)).isEqualTo("0");
        }
    }
}
