package dev.agentstorage.dsql.local.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import dev.agentstorage.dsql.local.postgres.PostgresServer;
import dev.agentstorage.dsql.local.rawclient.Pipeline;
import dev.agentstorage.dsql.local.rawclient.RawConnection;
import dev.agentstorage.dsql.local.rawclient.Result;
import dev.agentstorage.dsql.local.rawclient.Target;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client's messages cost on its connection to PostgreSQL, without a conflict.
 *
 * <p>Expected are the types of all messages to PostgreSQL: P Parse, B Bind, D Describe, E Execute, C Close, H Flush, S Sync.
 * The endpoint waits for the responses after each Flush and each Sync, so their number is that of the round trips. The client
 * sends a statement as PBDE and S. CBE is an internal statement that is prepared, CCPBE one that is not.
 */
class BackendTrafficTest {
    private static final String READ = "SELECT n FROM counted WHERE id = 1";
    private static final String LOCKING_READ = READ + " FOR UPDATE";
    private static final String WRITE = "UPDATE counted SET n = n + 1 WHERE id = 1";
    private static final String FAILING_WRITE = "UPDATE counted SET n = n / 0 WHERE id = 1";

    private static EmbeddedPostgres postgres;
    private static BackendRelay relay;
    private static DsqlLocal endpoint;

    private RawConnection client;
    private BackendRelay.Recorded backend;
    private String opening;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
        relay = new BackendRelay(postgres.port());
        endpoint = DsqlLocal.builder()
                .postgres(PostgresServer.url(
                        "jdbc:postgresql://127.0.0.1:" + relay.port() + "/postgres?user=" + EmbeddedPostgres.SUPERUSER))
                .start();
        try (RawConnection owner = RawConnection.open(Target.of(endpoint))) {
            assertThat(owner.extended("CREATE TABLE counted (id int PRIMARY KEY, n int)")
                            .ok())
                    .isTrue();
            assertThat(owner.extended("INSERT INTO counted VALUES (1, 0)").ok()).isTrue();
        }
    }

    @AfterAll
    static void stop() throws IOException {
        endpoint.close();
        relay.close();
        postgres.close();
    }

    @BeforeEach
    void connect() throws IOException {
        String name = UUID.randomUUID().toString();
        client = RawConnection.open(Target.of(endpoint));
        assertThat(client.extended("SELECT '" + name + "'").ok()).isTrue();
        backend = relay.connectionWith(name);
        opening = backend.take();
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
    }

    /** The internal statements are prepared, the role is looked up, the role is taken; the last is the test's own. */
    @Test
    void aConnectionOpensInThreeRoundTrips() {
        assertThat(opening).isEqualTo(messages("PPPPPP S", "CCPBE S", "CCPBE S", "PBDE S"));
    }

    @Test
    void aReadIsOneRoundTrip() throws IOException {
        assertExtended(READ, "PBDE S");
    }

    /** The text says how many rows it inserts. */
    @Test
    void anInsertOfValuesIsOneRoundTrip() throws IOException {
        assertExtended("INSERT INTO counted VALUES (2, 0)", "PBDE S");
        assertExtended("DELETE FROM counted WHERE id = 2", "PBDE H", "S");
    }

    /** The Sync commits, so the endpoint must know before it how many rows were changed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                WRITE,
                WRITE + " RETURNING n",
                "DELETE FROM counted WHERE id = 3",
                "INSERT INTO counted SELECT id, n FROM counted WHERE id = 3"
            })
    void aWriteOfAnyNumberOfRowsIsTwoRoundTrips(String write) throws IOException {
        assertExtended(write, "PBDE H", "S");
    }

    /** As every write, and PostgreSQL is asked before and after it how many rows the transaction has changed. */
    @Test
    void aWriteWhoseTagHasNoCountIsTwoRoundTrips() throws IOException {
        assertExtended("WITH changed AS (" + WRITE + " RETURNING n) SELECT n FROM changed", "PBD CBE E CBE H", "S");
    }

    /** The statement, whether it reads a table, which rows it has locked, the commit. */
    @Test
    void aLockingReadIsFourRoundTrips() throws IOException {
        assertExtended(LOCKING_READ, "PBDE H", "CCPBE H", "CCPBE H", "S");
    }

    @Test
    void aPreparedWriteIsTwoRoundTrips() throws IOException {
        client.run(
                new Pipeline().parse("write", WRITE).describeStatement("write").sync());
        assertSent("PD S");
        client.run(new Pipeline().bind("", "write").execute("").sync());
        assertSent("BE H", "S");
    }

    /**
     * BEGIN takes the snapshot. The first write sets the savepoint to which a conflict rolls back. The responses to what was
     * sent before the internal COMMIT, even if it is only the client's own Parse, Bind and Describe, are read first.
     */
    @Test
    void aBlockIsOneRoundTripForEachStatementAndTwoForCommit() throws IOException {
        assertExtended("BEGIN", "PBD CCPBE CBE S");
        assertExtended(READ, "PBDE S");
        assertExtended(WRITE, "PBD CBE E S");
        assertExtended(WRITE, "PBDE S");
        assertExtended("COMMIT", "PBD H", "CBE S");
    }

    @Test
    void aRollbackIsTwoRoundTrips() throws IOException {
        assertExtended("BEGIN", "PBD CCPBE CBE S");
        assertExtended(WRITE, "PBD CBE E S");
        assertExtended("ROLLBACK", "PBD H", "CBE S");
    }

    /** A simple query has no messages of the client's own at BEGIN and COMMIT. */
    @Test
    void aBlockOfSimpleQueriesIsOneRoundTripForEach() throws IOException {
        assertSimple("BEGIN", "CCPBE CBE S");
        assertSimple(WRITE, "PBD CBE E S");
        assertSimple("COMMIT", "CBE S");
    }

    @Test
    void aBlockInOneSimpleQueryIsTwoRoundTrips() throws IOException {
        assertSimple("BEGIN; " + WRITE + "; COMMIT", "CCPBE CBE PBD CBE E H", "CBE S");
    }

    @Test
    void aBlockInOnePipelineIsTwoRoundTrips() throws IOException {
        client.run(new Pipeline()
                .statement("BEGIN")
                .statement(WRITE)
                .statement("COMMIT")
                .sync());
        assertSent("PBD CCPBE CBE", "PBD CBE E", "PBD H", "CBE S");
    }

    /** Before the commit: whether the locking read reads a table, and which rows it has locked. */
    @Test
    void aBlockWithALockingReadIsTwoMoreAtCommit() throws IOException {
        assertExtended("BEGIN", "PBD CCPBE CBE S");
        assertExtended(LOCKING_READ, "PBD CBE E S");
        assertExtended(WRITE, "PBDE S");
        assertExtended("COMMIT", "PBD H", "CCPBE S", "CCPBE S", "CBE S");
    }

    /** The error rolls back in PostgreSQL immediately, so that the ROLLBACK of the client does nothing there. */
    @Test
    void anErrorInABlockIsOneMore() throws IOException {
        assertExtended("BEGIN", "PBD CCPBE CBE S");
        Result failed = client.extended(FAILING_WRITE);
        assertThat(failed.sqlState()).isEqualTo("22012");
        assertSent("PBD CBE E S", "CBE S");
        assertExtended("ROLLBACK", "PBD H", "S");
    }

    private void assertExtended(String sql, String... roundTrips) throws IOException {
        assertThat(client.extended(sql).ok()).as(sql).isTrue();
        assertSent(roundTrips);
    }

    private void assertSimple(String sql, String... roundTrips) throws IOException {
        assertThat(client.simple(sql)).as(sql).isNotEmpty().allMatch(Result::ok);
        assertSent(roundTrips);
    }

    private void assertSent(String... roundTrips) {
        assertThat(backend.take()).isEqualTo(messages(roundTrips));
    }

    private static String messages(String... parts) {
        return String.join("", parts).replace(" ", "");
    }
}
