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

/** DEALLOCATE ALL drops what the client has prepared, and nothing else. */
@Timeout(30)
class DeallocateTest {
    private static final String UNDEFINED = "26000";

    private static TestEndpoint endpoint;
    private RawConnection client;

    @BeforeAll
    static void start() throws SQLException {
        endpoint = TestEndpoint.start();
        endpoint.execute("CREATE TABLE t (id int PRIMARY KEY, v text)", "INSERT INTO t VALUES (1, 'old')");
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @BeforeEach
    void connect() throws IOException {
        client = endpoint.raw();
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
    }

    private void prepare(String name, String sql) throws IOException {
        assertThat(client.run(new Pipeline().parse(name, sql).sync())).isEmpty();
    }

    private List<Result> executed(String name) throws IOException {
        return client.run(executing(new Pipeline(), name).sync());
    }

    private static Pipeline executing(Pipeline pipeline, String name) {
        return pipeline.bind("", name).describePortal("").execute("");
    }

    private static void assertValue(List<Result> results, String value) {
        assertThat(results)
                .singleElement()
                .satisfies(result -> assertThat(result.value()).isEqualTo(value));
    }

    private void assertGone(String name) throws IOException {
        assertThat(executed(name)).singleElement().satisfies(result -> {
            assertThat(result.sqlState()).isEqualTo(UNDEFINED);
            assertThat(result.message()).isEqualTo("prepared statement \"" + name + "\" does not exist");
        });
    }

    @Test
    void namedStatementsAreGoneAndTheirNamesAreFree() throws IOException {
        prepare("one", "SELECT 1");
        prepare("two", "SELECT 2");
        assertThat(client.simple("DEALLOCATE ALL")).singleElement().satisfies(result -> {
            assertThat(result.tag()).isEqualTo("DEALLOCATE ALL");
            assertThat(result.columns()).isEmpty();
        });
        assertGone("one");
        assertGone("two");
        prepare("one", "SELECT 11");
        assertValue(executed("one"), "11");
    }

    @Test
    void theUnnamedStatementStays() throws IOException {
        prepare("", "SELECT 3");
        assertThat(client.run(new Pipeline()
                        .parse("d", "DEALLOCATE ALL")
                        .bind("p", "d")
                        .describePortal("p")
                        .execute("p")
                        .sync()))
                .singleElement()
                .satisfies(result -> assertThat(result.tag()).isEqualTo("DEALLOCATE ALL"));
        assertGone("d");
        prepare("", "SELECT 4");
        assertValue(executed(""), "4");
    }

    @Test
    void messagesOfOneUnitAreHandledInTheirOrder() throws IOException {
        Pipeline unit = new Pipeline().parse("one", "SELECT 'first'").parse("d", "DEALLOCATE ALL");
        executing(unit, "one");
        executing(unit, "d").parse("one", "SELECT 'second'");
        List<Result> results = client.run(executing(unit, "one").sync());
        assertThat(results).hasSize(3);
        assertThat(results.get(0).value()).isEqualTo("first");
        assertThat(results.get(2).value()).isEqualTo("second");
        assertValue(executed("one"), "second");
        assertGone("d");
    }

    @Test
    void nothingIsDroppedBehindAnError() throws IOException {
        prepare("one", "SELECT 1");
        List<Result> results = client.run(new Pipeline()
                .statement("SELECT 1 / 0")
                .statement("DEALLOCATE ALL")
                .sync());
        assertThat(results)
                .singleElement()
                .satisfies(result -> assertThat(result.sqlState()).isEqualTo("22012"));
        assertValue(executed("one"), "1");
    }

    @Test
    void aRollbackBringsNothingBack() throws IOException {
        client.simple("BEGIN");
        prepare("one", "SELECT 1");
        client.simple("DEALLOCATE ALL");
        client.simple("ROLLBACK");
        assertGone("one");
    }

    @Test
    void aLosingTransactionContinuesWithoutItsStatements() throws IOException {
        prepare("one", "SELECT v FROM t WHERE id = 1");
        client.simple("BEGIN");
        client.simple("UPDATE t SET v = 'mine' WHERE id = 1");
        try (RawConnection other = endpoint.raw()) {
            other.simple("BEGIN");
            other.simple("UPDATE t SET v = 'other' WHERE id = 1");
            assertThat(client.simple("DEALLOCATE ALL"))
                    .singleElement()
                    .satisfies(result -> assertThat(result.tag()).isEqualTo("DEALLOCATE ALL"));
            assertValue(client.simple("SELECT v FROM t WHERE id = 1"), "mine");
            assertThat(client.simple("COMMIT"))
                    .singleElement()
                    .satisfies(result -> assertThat(result.tag()).isEqualTo("COMMIT"));
            assertThat(other.simple("COMMIT"))
                    .singleElement()
                    .satisfies(result -> assertThat(result.sqlState()).isEqualTo("40001"));
        }
        assertGone("one");
    }

    @Test
    void manyStatementsAreDroppedTogether() throws IOException {
        Pipeline many = new Pipeline();
        for (int i = 0; i < 3_000; i++) {
            many.parse("statement_with_a_long_name_" + i, "SELECT " + i);
        }
        assertThat(client.run(many.sync())).isEmpty();
        client.simple("DEALLOCATE ALL");
        assertGone("statement_with_a_long_name_0");
        assertGone("statement_with_a_long_name_2999");
        assertValue(
                client.simple("SELECT count(*) FROM pg_prepared_statements WHERE name NOT LIKE '\\_dsql\\_local%'"),
                "0");
    }
}
