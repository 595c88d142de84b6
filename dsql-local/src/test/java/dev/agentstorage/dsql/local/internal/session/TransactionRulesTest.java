package dev.agentstorage.dsql.local.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.rawclient.Pipeline;
import dev.agentstorage.dsql.local.rawclient.RawConnection;
import dev.agentstorage.dsql.local.rawclient.Result;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a transaction may do, what ends it, and what is left of it, in both protocols. */
@Timeout(30)
class TransactionRulesTest {
    private static final String ONE_DDL = "multiple ddl statements not supported in a transaction";
    private static final String NO_MIX = "ddl and dml are not supported in the same transaction";

    private static TestEndpoint endpoint;
    private RawConnection client;

    @BeforeAll
    static void start() throws SQLException {
        endpoint = TestEndpoint.start();
        endpoint.execute(
                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "CREATE TABLE parent (id int PRIMARY KEY)",
                "CREATE TABLE child (id int PRIMARY KEY,"
                        + " parent_id int REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)");
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @BeforeEach
    void connect() throws Exception {
        client = endpoint.raw();
        client.simple("DELETE FROM t");
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
    }

    private List<String> codes(String sql) throws IOException {
        return client.simple(sql).stream()
                .map(result -> result.ok() ? result.tag() : result.sqlState())
                .toList();
    }

    private void assertRefused(Result result, String sqlState, String message) {
        assertThat(result.sqlState()).isEqualTo(sqlState);
        assertThat(result.message()).isEqualTo(message);
    }

    private String count() throws IOException {
        try (RawConnection other = endpoint.raw()) {
            return String.valueOf(other.simple("SELECT count(*) FROM t").get(0).value());
        }
    }

    private boolean exists(String table) throws IOException {
        return "t"
                .equals(client.simple("SELECT to_regclass('" + table + "') IS NOT NULL")
                        .get(0)
                        .value());
    }

    @Test
    void aSecondDdlIsRefusedAndNothingStays() throws IOException {
        assertThat(codes("BEGIN")).containsExactly("BEGIN");
        assertThat(codes("CREATE TABLE one_a (id int PRIMARY KEY)")).containsExactly("CREATE TABLE");
        assertRefused(client.extended("CREATE TABLE one_b (id int PRIMARY KEY)"), "0A000", ONE_DDL);
        assertThat(client.status()).isEqualTo('E');
        assertThat(codes("SELECT 1")).containsExactly("25P02");
        assertThat(codes("COMMIT")).containsExactly("ROLLBACK");
        assertThat(client.status()).isEqualTo('I');
        assertThat(exists("one_a")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t VALUES (1, 'a'); CREATE TABLE mix_a (id int PRIMARY KEY)",
                "CREATE TABLE mix_a (id int PRIMARY KEY); INSERT INTO t VALUES (1, 'a')",
                "CREATE TABLE mix_a (id int PRIMARY KEY); WITH x AS (INSERT INTO t VALUES (1, 'a') RETURNING id) SELECT * FROM x",
                "DELETE FROM t; GRANT SELECT ON t TO PUBLIC",
                "CREATE TABLE mix_a (id int PRIMARY KEY); SELECT id FROM t WHERE id = 1 FOR UPDATE"
            })
    void ddlAndDmlInOneSimpleQueryAreRefusedTogether(String sql) throws IOException {
        List<Result> results = client.simple(sql);
        assertThat(results).hasSize(2);
        assertRefused(results.get(1), "0A000", NO_MIX);
        assertThat(client.status()).isEqualTo('I');
        assertThat(exists("mix_a")).isFalse();
        assertThat(count()).isEqualTo("0");
    }

    @Test
    void ddlAndDmlInOnePipelineAreRefusedTogether() throws IOException {
        List<Result> results = client.run(new Pipeline()
                .statement("INSERT INTO t VALUES (1, 'a')")
                .statement("CREATE TABLE mix_b (id int PRIMARY KEY)")
                .statement("SELECT 1")
                .sync());
        assertThat(results).hasSize(2);
        assertRefused(results.get(1), "0A000", NO_MIX);
        assertThat(count()).isEqualTo("0");
        assertThat(exists("mix_b")).isFalse();
    }

    @Test
    void twoDdlInOneSimpleQueryAreRefused() throws IOException {
        List<Result> results =
                client.simple("CREATE TABLE two_a (id int PRIMARY KEY); CREATE TABLE two_b (id int PRIMARY KEY)");
        assertRefused(results.get(1), "0A000", ONE_DDL);
        assertThat(exists("two_a")).isFalse();
    }

    @Test
    void readsGoWithDdl() throws IOException {
        assertThat(codes("SELECT 1; CREATE TABLE with_read (id int PRIMARY KEY); SELECT count(*) FROM with_read"))
                .containsExactly("SELECT 1", "CREATE TABLE", "SELECT 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t SELECT g, 'x' FROM generate_series(1, 3001) g",
                "INSERT INTO t SELECT g, 'x' FROM generate_series(1, 3001) g RETURNING id",
                "WITH a AS (INSERT INTO t SELECT g, 'x' FROM generate_series(1, 3001) g) SELECT 1",
                "WITH a AS (INSERT INTO t SELECT g, 'x' FROM generate_series(1, 2000) g),"
                        + " b AS (INSERT INTO t SELECT g, 'x' FROM generate_series(2001, 3001) g) SELECT 1"
            })
    void theStatementThatCrossesTheRowLimitFailsAndNothingStays(String sql) throws IOException {
        assertRefused(client.extended(sql), "54000", "transaction row limit exceeded");
        assertThat(client.status()).isEqualTo('I');
        assertThat(count()).isEqualTo("0");

        assertThat(codes("BEGIN")).containsExactly("BEGIN");
        assertRefused(client.extended(sql), "54000", "transaction row limit exceeded");
        assertThat(client.status()).isEqualTo('E');
        assertThat(codes("SELECT 1")).containsExactly("25P02");
        assertThat(codes("COMMIT")).containsExactly("ROLLBACK");
        assertThat(count()).isEqualTo("0");

        List<Result> simple = client.simple(sql);
        assertThat(simple.get(simple.size() - 1).sqlState()).isEqualTo("54000");
        assertThat(count()).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t SELECT g, 'x' FROM generate_series(1, 3000) g",
                "INSERT INTO t SELECT g, 'x' FROM generate_series(1, 3000) g RETURNING id",
                "WITH a AS (INSERT INTO t SELECT g, 'x' FROM generate_series(1, 3000) g) SELECT 1"
            })
    void threeThousandRowsPass(String sql) throws IOException {
        assertThat(client.extended(sql).error()).isEmpty();
        assertThat(count()).isEqualTo("3000");
        assertThat(codes("BEGIN; DELETE FROM t; COMMIT")).containsExactly("BEGIN", "DELETE 3000", "COMMIT");
        assertThat(count()).isEqualTo("0");
    }

    @Test
    void theRowLimitHoldsForTheSumOfAPipeline() throws IOException {
        Pipeline batch = new Pipeline().parse("i", "INSERT INTO t VALUES ($1, 'x')");
        for (int i = 1; i <= 3001; i++) {
            batch.bind("", "i", List.of(Integer.toString(i))).execute("");
        }
        List<Result> results = client.run(batch.sync());
        assertThat(results).hasSize(3001);
        assertRefused(results.get(3000), "54000", "transaction row limit exceeded");
        assertThat(client.status()).isEqualTo('I');
        assertThat(count()).isEqualTo("0");
    }

    @Test
    void theRowLimitHoldsForTheSumOfATransaction() throws IOException {
        assertThat(codes("BEGIN; INSERT INTO t SELECT g, 'x' FROM generate_series(1, 1500) g"))
                .contains("INSERT 0 1500");
        assertThat(codes("UPDATE t SET v = 'y'")).containsExactly("UPDATE 1500");
        assertRefused(client.extended("DELETE FROM t WHERE id = 1"), "54000", "transaction row limit exceeded");
        assertThat(codes("COMMIT")).containsExactly("ROLLBACK");
        assertThat(count()).isEqualTo("0");
    }

    @Test
    void theRowLimitHoldsForCopy() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 1; i <= 3001; i++) {
            rows.append(i).append("\tx\n");
        }
        client.send(new Pipeline().query("COPY t FROM STDIN"));
        client.framesUntil('G');
        client.send(new Pipeline().copyData(rows.toString()).copyDone());
        assertThat(client.results().get(0).sqlState()).isEqualTo("54000");
        assertThat(client.status()).isEqualTo('I');
        assertThat(count()).isEqualTo("0");
    }

    @Test
    void everyMessageButTheEndIsIgnoredInAFailedTransaction() throws IOException {
        client.run(new Pipeline().parse("before", "SELECT 1").sync());
        client.run(new Pipeline().parse("end", "COMMIT").sync());
        codes("BEGIN");
        assertThat(client.extended("SELECT 1/0").sqlState()).isEqualTo("22012");
        assertThat(client.status()).isEqualTo('E');
        assertIgnored(new Pipeline().parse("x", "SELECT 2"));
        assertIgnored(new Pipeline().bind("", "before"));
        assertIgnored(new Pipeline().describeStatement("before"));
        assertIgnored(new Pipeline().parse("", "TRUNCATE t"));
        assertIgnored(new Pipeline().query("SELECT 1"));
        assertThat(codes("")).containsExactly("");
        assertThat(client.status()).isEqualTo('E');
        List<Result> end = client.run(new Pipeline().bind("", "end").execute("").sync());
        assertThat(end.get(0).tag()).isEqualTo("ROLLBACK");
        assertThat(client.status()).isEqualTo('I');
        assertThat(client.run(new Pipeline().bind("", "before").execute("").sync())
                        .get(0)
                        .tag())
                .isEqualTo("SELECT 1");
        // The name was not taken by the message that was ignored.
        assertThat(client.run(new Pipeline()
                                .parse("x", "SELECT 7")
                                .bind("", "x")
                                .execute("")
                                .sync())
                        .get(0)
                        .value())
                .isEqualTo("7");
    }

    private void assertIgnored(Pipeline messages) throws IOException {
        List<Result> results = client.run(messages.sync());
        assertThat(results).isNotEmpty();
        assertThat(results.get(0).sqlState()).isEqualTo("25P02");
        if (client.status() != 'E') {
            throw new AssertionError("status " + client.status());
        }
        drainSecondReady(messages);
    }

    /** A Query is answered with its own ReadyForQuery, before that of the Sync. */
    private void drainSecondReady(Pipeline messages) throws IOException {
        if (messages.toBytes()[0] == 'Q') {
            client.framesUntil('Z');
        }
    }

    @Test
    void aDeferredConstraintFailsTheCommit() throws IOException {
        assertThat(codes("BEGIN; INSERT INTO child VALUES (1, 99)")).containsExactly("BEGIN", "INSERT 0 1");
        assertThat(codes("COMMIT")).containsExactly("23503");
        assertThat(client.status()).isEqualTo('I');
        assertThat(codes("INSERT INTO child VALUES (1, 99)")).containsExactly("INSERT 0 1", "23503");
        assertThat(client.status()).isEqualTo('I');
        assertThat(codes("SELECT 1 FROM child")).containsExactly("SELECT 0");
    }

    @Test
    void beginAndCommitStandAnywhereInASimpleQuery() throws IOException {
        assertThat(codes("INSERT INTO t VALUES (1, 'a'); BEGIN; INSERT INTO t VALUES (2, 'b')"))
                .containsExactly("INSERT 0 1", "BEGIN", "INSERT 0 1");
        assertThat(client.status()).isEqualTo('T');
        assertThat(codes("ROLLBACK; INSERT INTO t VALUES (3, 'c'); COMMIT; SELECT 1/0"))
                .containsExactly("ROLLBACK", "INSERT 0 1", "COMMIT", "22012");
        assertThat(client.status()).isEqualTo('I');
        assertThat(count()).isEqualTo("1");
        assertThat(codes("BEGIN; INSERT INTO t VALUES (4, 'd'); COMMIT; INSERT INTO t VALUES (5, 'e'); SELECT 1/0"))
                .containsExactly("BEGIN", "INSERT 0 1", "COMMIT", "INSERT 0 1", "22012");
        assertThat(count()).isEqualTo("2");
        assertThat(codes("BEGIN; SELECT 1/0; COMMIT")).containsExactly("BEGIN", "22012");
        assertThat(client.status()).isEqualTo('E');
        assertThat(codes("END")).containsExactly("ROLLBACK");
    }

    @Test
    void superfluousBeginsAndEndsAreWarnedOf() throws IOException {
        assertThat(codes("BEGIN; INSERT INTO t VALUES (1, 'a'); BEGIN; COMMIT"))
                .containsExactly("BEGIN", "INSERT 0 1", "BEGIN", "COMMIT");
        assertThat(codes("COMMIT")).containsExactly("COMMIT");
        assertThat(codes("ROLLBACK")).containsExactly("ROLLBACK");
        assertThat(client.notices()).extracting(notice -> notice.sqlState()).containsExactly("25001", "25P01", "25P01");
        assertThat(count()).isEqualTo("1");
    }

    @Test
    void aReadOnlyTransactionRefusesWrites() throws IOException {
        assertThat(codes("BEGIN READ ONLY")).containsExactly("BEGIN");
        assertThat(codes("SELECT count(*) FROM t")).containsExactly("SELECT 1");
        assertThat(codes("INSERT INTO t VALUES (1, 'a')")).containsExactly("25006");
        assertThat(codes("COMMIT")).containsExactly("ROLLBACK");
        assertThat(
                        codes(
                                "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SHOW transaction_read_only; COMMIT"))
                .containsExactly("BEGIN", "SHOW", "COMMIT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BEGIN;", "begin transaction ;", "/* a */ BEGIN -- b", "START TRANSACTION READ WRITE"})
    void anyFormOfBeginBeginsAndOfCommitCommits(String begin) throws IOException {
        assertThat(client.extended(begin).ok()).isTrue();
        assertThat(client.status()).isEqualTo('T');
        assertThat(client.extended("INSERT INTO t VALUES (1, 'a')").tag()).isEqualTo("INSERT 0 1");
        assertThat(client.extended("/* x */ COMMIT; ").tag()).isEqualTo("COMMIT");
        assertThat(client.status()).isEqualTo('I');
        assertThat(count()).isEqualTo("1");
    }

    @Test
    void aFailedAutocommitStatementLeavesNothing() throws IOException {
        assertThat(codes("INSERT INTO t SELECT g, 'x' FROM generate_series(1, 5) g; UPDATE t SET id = 1/0"))
                .containsExactly("INSERT 0 5", "22012");
        assertThat(count()).isEqualTo("0");
        assertThat(client.extended("INSERT INTO t SELECT 1/g, 'x' FROM generate_series(0, 1) g")
                        .sqlState())
                .isEqualTo("22012");
        assertThat(client.status()).isEqualTo('I');
        assertThat(count()).isEqualTo("0");
    }
}
