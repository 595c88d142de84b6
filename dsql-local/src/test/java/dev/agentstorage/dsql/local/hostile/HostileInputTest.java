package dev.agentstorage.dsql.local.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.rawclient.Frame;
import dev.agentstorage.dsql.local.rawclient.Pipeline;
import dev.agentstorage.dsql.local.rawclient.RawConnection;
import dev.agentstorage.dsql.local.rawclient.Result;
import dev.agentstorage.dsql.local.rawclient.Target.Security;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no client should send: it costs at most the connection that it came on. */
final class HostileInputTest extends HostileFixture {

    @Test
    void plainHttpIsRejected() throws IOException {
        try (RawConnection connection = RawConnection.withoutStartup(target())) {
            connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(connection.seesTheEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, 3, 4, 7, 10_001, 1 << 24, Integer.MAX_VALUE})
    void aStartupPacketOfAnImpossibleLengthIsRejected(int length) throws IOException {
        try (RawConnection connection = RawConnection.secured(target())) {
            connection.send(
                    ByteBuffer.allocate(8).putInt(length).putInt(3 << 16).array());
            assertThat(connection.seesTheEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 9, 30})
    void halfAStartupPacketIsDiscardedWithItsClient(int bytes) throws IOException {
        byte[] startup = RawConnection.startup(Map.of("user", "admin", "database", "postgres"));
        try (RawConnection connection = RawConnection.secured(target())) {
            connection.send(Arrays.copyOf(startup, bytes));
        }
        onlyTheNeighbourIsServed();
    }

    @Test
    void onlyTlsIsAccepted() throws IOException {
        try (RawConnection connection = RawConnection.withoutStartup(target().with(Security.PLAIN))) {
            connection.send(RawConnection.startup(Map.of("user", "admin", "database", "postgres")));
            assertThat(connection.receive().type()).isEqualTo('E');
            assertThat(connection.seesTheEnd()).isTrue();
        }
    }

    static Stream<Arguments> deadlyMessages() {
        return Stream.of(
                Arguments.of(
                        "unknown type", new Pipeline().raw('y', new byte[0]).toBytes()),
                Arguments.of("binary garbage", new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3}),
                Arguments.of("negative length", header('Q', -1)),
                Arguments.of("length too small for itself", header('Q', 3)),
                Arguments.of("length of 2 GiB", header('y', Integer.MAX_VALUE)),
                Arguments.of(
                        "query without an end",
                        new Pipeline().raw('Q', bytes("SELECT 1")).toBytes()),
                Arguments.of(
                        "parse without a text",
                        new Pipeline().raw('P', bytes("\0")).toBytes()),
                Arguments.of(
                        "bind cut off", new Pipeline().raw('B', bytes("\0")).toBytes()),
                Arguments.of(
                        "describe of nothing known",
                        new Pipeline().raw('D', bytes("X\0")).toBytes()),
                Arguments.of(
                        "execute without a count",
                        new Pipeline().raw('E', bytes("\0")).toBytes()),
                Arguments.of(
                        "close of nothing", new Pipeline().raw('C', new byte[0]).toBytes()),
                Arguments.of(
                        "another password", new Pipeline().password("again").toBytes()),
                Arguments.of(
                        "another startup packet",
                        RawConnection.startup(Map.of("user", "admin", "database", "postgres"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deadlyMessages")
    void aMessageThatIsNoneEndsItsConnection(String name, byte[] message) throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(message);
            // The end of the input ends a message that is shorter than its declared length.
            connection.socket().shutdownOutput();
            assertThat(connection.seesTheEnd()).as(name).isTrue();
        }
    }

    @Test
    void aQueryOf2GibIsRefusedOrCutOff() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(header('Q', Integer.MAX_VALUE));
            connection.send(new byte[1 << 20]);
            connection.vanish();
        } catch (SocketException cutOff) {
            // Not even the first part of it was wanted.
        }
        onlyTheNeighbourIsServed();
    }

    static Stream<Arguments> wrongButHarmless() {
        return Stream.of(
                Arguments.of("invalid UTF-8 in a query", raw('Q', "SELECT '\u00ff\u00fe'\0"), "22021"),
                Arguments.of("invalid UTF-8 in a parse", join(raw('P', "\0SELECT '\u00c3('\0\0\0"), sync()), "22021"),
                Arguments.of("function call", raw('F', "\0\0\0\0\0\0\0\0\0\0"), "0A000"),
                Arguments.of(
                        "bind of an unknown statement",
                        join(new Pipeline().bind("", "missing").toBytes(), sync()),
                        "26000"),
                Arguments.of(
                        "execute of an unknown portal",
                        join(new Pipeline().execute("missing").toBytes(), sync()),
                        "34000"),
                Arguments.of(
                        "describe of an unknown statement",
                        join(new Pipeline().describeStatement("missing").toBytes(), sync()),
                        "26000"),
                Arguments.of(
                        "too few parameters",
                        join(
                                new Pipeline()
                                        .parse("", "SELECT $1::int")
                                        .bind("", "")
                                        .toBytes(),
                                sync()),
                        "08P01"),
                Arguments.of(
                        "a parameter count that lies",
                        join(
                                new Pipeline().parse("", "SELECT $1::int").toBytes(),
                                raw('B', "\0\0\0\0\0\u0001\0\0\u0000\u0004"),
                                sync()),
                        "08P01"),
                Arguments.of(
                        "a parameter that is no number",
                        join(
                                new Pipeline()
                                        .parse("", "SELECT $1::int")
                                        .bind("", "", List.of("pear"))
                                        .toBytes(),
                                sync()),
                        "22P02"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongButHarmless")
    void anInvalidMessageIsAnsweredAndTheSessionContinues(String name, byte[] message, String sqlState)
            throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(message);
            List<Result> results = connection.results();
            assertThat(results).as(name).hasSize(1);
            assertThat(results.get(0).sqlState()).as(name).isEqualTo(sqlState);
            assertThat(connection.extended("SELECT 1").value()).isEqualTo("1");
            assertThat(connection.simple("SELECT 2")).hasSize(1);
        }
    }

    @Test
    void copyMessagesOutOfPlaceAreIgnored() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(new Pipeline().copyData("1\n").copyDone().copyFail("no"));
            assertThat(connection.extended("SELECT 1").value()).isEqualTo("1");
        }
    }

    @Test
    void whatFollowsAnErrorIsSkippedUpToSync() throws IOException {
        try (RawConnection connection = connect()) {
            List<Result> results = connection.run(new Pipeline()
                    .statement("SELECT 1 / 0")
                    .statement("INSERT INTO yard VALUES (2, 'never')")
                    .closeStatement("missing")
                    .sync());
            assertThat(results)
                    .singleElement()
                    .satisfies(r -> assertThat(r.sqlState()).isEqualTo("22012"));
            assertThat(connection
                            .extended("SELECT count(*) FROM yard WHERE id = 2")
                            .value())
                    .isEqualTo("0");
        }
    }

    @Test
    void aThousandSyncsGetAThousandAnswers() throws IOException {
        Pipeline syncs = new Pipeline();
        for (int i = 0; i < 1000; i++) {
            syncs.sync();
        }
        try (RawConnection connection = connect()) {
            connection.send(syncs);
            for (int i = 0; i < 1000; i++) {
                assertThat(connection.receive().type()).isEqualTo('Z');
            }
        }
    }

    @Test
    void messagesArriveByteByByte() throws IOException {
        try (RawConnection connection = connect()) {
            for (byte each : new Pipeline().statement("SELECT 'slow'").sync().toBytes()) {
                connection.send(new byte[] {each});
            }
            assertThat(connection.results())
                    .singleElement()
                    .satisfies(r -> assertThat(r.value()).isEqualTo("slow"));
        }
    }

    @Test
    void clientThatVanishesWithinATransactionLeavesNothing() throws IOException {
        try (RawConnection connection = connect()) {
            connection.simple("BEGIN; INSERT INTO yard VALUES (3, 'ghost')");
            connection.vanish();
        }
        onlyTheNeighbourIsServed();
        try (RawConnection connection = connect()) {
            assertThat(connection
                            .extended("INSERT INTO yard VALUES (3, 'flesh')")
                            .tag())
                    .isEqualTo("INSERT 0 1");
            assertThat(connection.extended("DELETE FROM yard WHERE id = 3").tag())
                    .isEqualTo("DELETE 1");
        }
    }

    @Test
    void clientThatVanishesWithinAMessageLeavesNothing() throws IOException {
        byte[] message = new Pipeline().statement("SELECT 1").sync().toBytes();
        for (int bytes = 1; bytes < message.length; bytes += 7) {
            try (RawConnection connection = connect()) {
                connection.send(Arrays.copyOf(message, bytes));
                connection.vanish();
            }
        }
        onlyTheNeighbourIsServed();
    }

    @Test
    void resultsForAClientThatDoesNotReadAreNotBuffered() throws IOException {
        long before = liveHeap();
        try (RawConnection connection = connect()) {
            connection.send(new Pipeline()
                    .statement("SELECT repeat('x', 1000) FROM generate_series(1, 2000000)")
                    .sync());
            assertThat(connection.receive().type()).isEqualTo('1');
            try (RawConnection other = connect()) {
                for (int i = 0; i < 200; i++) {
                    assertThat(other.extended("SELECT 1").value()).isEqualTo("1");
                }
            }
            assertThat(liveHeap() - before).as("bytes held").isLessThan(100L << 20);
            connection.vanish();
        }
        onlyTheNeighbourIsServed();
    }

    @Test
    void statementOfAVanishedClientIsCancelled() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(new Pipeline()
                    .statement("SELECT generate_series(1, 100000000)")
                    .sync());
            List<Frame> first = connection.framesUntil('D');
            assertThat(first).isNotEmpty();
            connection.vanish();
        }
        onlyTheNeighbourIsServed();
    }

    private static void onlyTheNeighbourIsServed() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(sessionThreads()).hasSize(1));
    }

    private static byte[] header(char type, int length) {
        return ByteBuffer.allocate(5).put((byte) type).putInt(length).array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] raw(char type, String body) {
        return new Pipeline().raw(type, bytes(body)).toBytes();
    }

    private static byte[] sync() {
        return new Pipeline().sync().toBytes();
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Stream.of(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
