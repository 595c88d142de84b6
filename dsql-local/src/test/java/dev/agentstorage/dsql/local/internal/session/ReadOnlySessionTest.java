package dev.agentstorage.dsql.local.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

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

/** SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY, and what the endpoint does unseen in such a session. */
@Timeout(30)
class ReadOnlySessionTest {
    private static TestEndpoint endpoint;
    private RawConnection client;

    @BeforeAll
    static void start() throws SQLException {
        endpoint = TestEndpoint.start();
        endpoint.execute(
                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "CREATE TABLE bounded (id int PRIMARY KEY, n int)",
                "ALTER TABLE bounded ADD CONSTRAINT small CHECK (n < 5) NOT VALID");
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @BeforeEach
    void connect() throws Exception {
        endpoint.execute("DELETE FROM t", "INSERT INTO t VALUES (1, 'old')");
        client = endpoint.raw();
        assertThat(say("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")).isEqualTo("SET");
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
    }

    private String say(String sql) throws IOException {
        return say(client, sql);
    }

    private static String say(RawConnection client, String sql) throws IOException {
        List<Result> results = client.simple(sql);
        Result last = results.get(results.size() - 1);
        return last.ok() ? last.tag() : last.sqlState() + " " + last.message();
    }

    @Test
    void jobsAndMappingsAreRefusedAsTheirStatementsAre() throws IOException {
        assertThat(say("CREATE UNIQUE INDEX ASYNC t_v ON t (v)"))
                .isEqualTo("25006 cannot execute CREATE INDEX in a read-only transaction");
        assertThat(say("ALTER TABLE ASYNC bounded VALIDATE CONSTRAINT small"))
                .isEqualTo("25006 cannot execute ALTER TABLE in a read-only transaction");
        assertThat(say("AWS IAM GRANT admin TO 'arn:aws:iam::111122223333:role/r'"))
                .isEqualTo("25006 cannot execute GRANT in a read-only transaction");
        assertThat(say("COPY t FROM STDIN")).isEqualTo("25006 cannot execute COPY FROM in a read-only transaction");
        assertThat(say("SELECT count(*) FROM sys.jobs WHERE object_name = 'public.t_v'"))
                .isEqualTo("SELECT 1");
    }

    @Test
    void aRefusedStatementLeavesNoTrace() throws IOException, SQLException {
        assertThat(say("BEGIN")).isEqualTo("BEGIN");
        assertThat(say("INSERT INTO t VALUES (2, 'new')"))
                .isEqualTo("25006 cannot execute INSERT in a read-only transaction");
        assertThat(say("COMMIT")).isEqualTo("ROLLBACK");
        assertThat(say("BEGIN; SELECT v FROM t; COMMIT")).isEqualTo("COMMIT");
        assertThat(say("CALL sys.wait_for_job('aaaaaaaaaaaaaaaaaaaaaaaaaa')")).isEqualTo("CALL");
    }

    @Test
    void aTransactionThatWritesLosesAndContinuesAsElsewhere() throws IOException {
        assertThat(say("BEGIN READ WRITE")).isEqualTo("BEGIN");
        assertThat(say("SELECT v FROM t")).isEqualTo("SELECT 1");
        try (RawConnection other = endpoint.raw()) {
            assertThat(say(other, "UPDATE t SET v = 'other'")).isEqualTo("UPDATE 1");
        }
        assertThat(say("UPDATE t SET v = 'mine'")).isEqualTo("UPDATE 1");
        assertThat(client.simple("SELECT v FROM t").get(0).value()).isEqualTo("mine");
        assertThat(say("COMMIT")).startsWith("40001 ");
    }

    @Test
    void theSessionEndsIt() throws IOException {
        client.close();
        client = endpoint.raw();
        assertThat(say("UPDATE t SET v = 'new'")).isEqualTo("UPDATE 1");
    }
}
