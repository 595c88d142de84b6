package dev.agentstorage.dsql.local.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.rawclient.Pipeline;
import dev.agentstorage.dsql.local.rawclient.RawConnection;
import dev.agentstorage.dsql.local.rawclient.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A message of 10 MiB is taken, a longer one ends its connection. The length is what the message itself says: it counts its own
 * four bytes and the body, but not the type.
 */
@Tag("slow")
@Timeout(60)
class MessageLengthTest {
    private static final int LONGEST = 10 << 20;

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
    void connect() throws IOException, SQLException {
        client = endpoint.raw();
        endpoint.execute("DELETE FROM t");
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
    }

    /** A message whose length is the one given: a text is made longer until it is. */
    private static byte[] message(int length, Function<String, Pipeline> make) {
        int rest = make.apply("").toBytes().length - 1;
        byte[] message = make.apply("x".repeat(length - rest)).toBytes();
        assertThat(ByteBuffer.wrap(message, 1, Integer.BYTES).getInt()).isEqualTo(length);
        return message;
    }

    private static byte[] query(int length) {
        return message(length, text -> new Pipeline().query("SELECT length('" + text + "') > 0 AS it"));
    }

    private static byte[] parse(int length) {
        return message(length, text -> new Pipeline().parse("", "SELECT length('" + text + "') > 0 AS it"));
    }

    private static byte[] bind(int length) {
        return message(length, text -> new Pipeline().bind("", "", List.of(text)));
    }

    private void assertEnds(byte[] bytes) throws IOException {
        client.send(bytes);
        assertThat(client.receiveByte()).as("messages before the end").isEmpty();
        try (RawConnection other = endpoint.raw()) {
            assertThat(other.extended("SELECT count(*) FROM t").value()).isEqualTo("0");
        }
    }

    @Test
    void messagesOfExactlyTenMebibytesAreTaken() throws IOException {
        client.send(query(LONGEST));
        assertTrue(client.results());
        client.send(parse(LONGEST));
        assertTrue(client.run(new Pipeline().bind("", "").execute("").sync()));
        client.send(new Pipeline().parse("", "SELECT length($1) > 0 AS it"));
        client.send(bind(LONGEST));
        assertTrue(client.run(new Pipeline().execute("").sync()));
        client.send(new Pipeline().parse("", "UPDATE t SET v = 'x' WHERE length($1) < 0 RETURNING true AS it"));
        client.send(bind(LONGEST));
        assertThat(client.run(new Pipeline().execute("").sync()))
                .singleElement()
                .satisfies(result -> assertThat(result.sqlState())
                        .as("with its text it is too large a change")
                        .isEqualTo("54000"));
        assertThat(client.status()).isEqualTo('I');
    }

    private static void assertTrue(List<Result> results) {
        assertThat(results)
                .singleElement()
                .satisfies(result -> assertThat(result.value()).isEqualTo("t"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Q", "P", "B", "D", "E", "C", "H", "S", "F", "d", "c", "f", "p"})
    void aLongerMessageEndsTheConnectionBeforeItsBodyIsRead(String type) throws IOException {
        for (int length : new int[] {LONGEST + 1, 1 << 28, Integer.MAX_VALUE}) {
            byte[] header = ByteBuffer.allocate(5)
                    .put((byte) type.charAt(0))
                    .putInt(length)
                    .array();
            assertEnds(header);
            client.close();
            client = endpoint.raw();
        }
    }

    @Test
    void aLongerMessageLeavesNothingOfItsTransaction() throws IOException {
        assertThat(client.simple("BEGIN; INSERT INTO t VALUES (1, 'a')")).hasSize(2);
        assertEnds(Arrays.copyOf(query(LONGEST + 1), 1_000));
        client.close();
        client = endpoint.raw();
        byte[] insert =
                new Pipeline().statement("INSERT INTO t VALUES (1, 'a')").toBytes();
        byte[] longer = Arrays.copyOf(bind(LONGEST + 1), 1_000);
        assertEnds(ByteBuffer.allocate(insert.length + longer.length)
                .put(insert)
                .put(longer)
                .array());
    }

    @Test
    void aLongerMessageEndsTheConnectionThatIgnoresMessages() throws IOException {
        client.send(new Pipeline().statement("SELECT 1 / 0").flush());
        assertThat(client.framesUntil('E')).isNotEmpty();
        assertEnds(Arrays.copyOf(bind(LONGEST + 1), 1_000));
    }

    @Test
    void aLongerPieceOfACopyEndsTheConnection() throws IOException {
        client.send(new Pipeline().query("COPY t FROM STDIN"));
        client.framesUntil('G');
        client.send(new Pipeline().copyData("1\ta\n"));
        assertEnds(Arrays.copyOf(message(LONGEST + 1, text -> new Pipeline().copyData("2\t" + text)), 1_000));
    }

    @Test
    void aPieceOfACopyOfExactlyTenMebibytesIsTaken() throws IOException {
        client.send(new Pipeline().query("BEGIN; COPY t FROM STDIN; ROLLBACK"));
        client.framesUntil('G');
        client.send(message(LONGEST, text -> new Pipeline().copyData("1\t" + text + "\n")));
        client.send(new Pipeline().copyDone());
        assertThat(client.results()).extracting(Result::tag).containsExactly("COPY 1", "ROLLBACK");
    }
}
