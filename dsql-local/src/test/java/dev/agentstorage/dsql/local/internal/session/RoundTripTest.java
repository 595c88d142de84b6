package dev.agentstorage.dsql.local.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentstorage.dsql.local.rawclient.Pipeline;
import dev.agentstorage.dsql.local.rawclient.RawConnection;
import dev.agentstorage.dsql.local.wire.WireCounters;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The count does not depend on the packets that the network makes of what a client sends in one go. */
class RoundTripTest {
    private static TestEndpoint endpoint;

    private RawConnection client;

    @BeforeAll
    static void start() {
        endpoint = TestEndpoint.start();
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

    @Test
    void extendedMessagesCutAnywhereAreOne() throws Exception {
        byte[] sent =
                new Pipeline().statement("BEGIN").statement("SELECT 1").sync().toBytes();
        for (int cut = 1; cut < sent.length; cut++) {
            assertThat(roundTripsOfTwoPieces(sent, cut, 1))
                    .as("cut at byte %s", cut)
                    .isEqualTo(1);
        }
    }

    @Test
    void aQueryAndWhatFollowsCutWithinAMessageAreOne() throws Exception {
        byte[] sent = new Pipeline().query("BEGIN").statement("SELECT 1").sync().toBytes();
        Set<Integer> ends = Stream.of(
                        new Pipeline().query("BEGIN"),
                        new Pipeline().query("BEGIN").parse("", "SELECT 1"),
                        new Pipeline().query("BEGIN").parse("", "SELECT 1").bind("", ""),
                        new Pipeline()
                                .query("BEGIN")
                                .parse("", "SELECT 1")
                                .bind("", "")
                                .describePortal(""),
                        new Pipeline().query("BEGIN").statement("SELECT 1"))
                .map(messages -> messages.toBytes().length)
                .collect(Collectors.toSet());
        for (int cut = 1; cut < sent.length; cut++) {
            if (!ends.contains(cut)) {
                assertThat(roundTripsOfTwoPieces(sent, cut, 2))
                        .as("cut at byte %s", cut)
                        .isEqualTo(1);
            }
        }
    }

    /** Sends the second piece only when the endpoint has the first one. */
    private long roundTripsOfTwoPieces(byte[] sent, int cut, int answers) throws Exception {
        WireCounters before = counters();
        client.send(Arrays.copyOf(sent, cut));
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> counters().minus(before).bytesIn() == cut);
        client.send(Arrays.copyOfRange(sent, cut, sent.length));
        awaitReady(answers);
        long roundTrips = counters().minus(before).roundTrips();
        client.simple("ROLLBACK");
        return roundTrips;
    }

    @Test
    void aClientThatWaitsAfterBeginNeedsAnotherRoundTrip() throws Exception {
        WireCounters before = counters();
        client.simple("BEGIN");
        client.extended("SELECT 1");

        assertThat(counters().minus(before).roundTrips()).isEqualTo(2);
    }

    @Test
    void manyQueriesInOneGoAreOne() throws Exception {
        Pipeline queries = new Pipeline();
        for (int i = 0; i < 100; i++) {
            queries.query("SELECT 1");
        }
        WireCounters before = counters();
        client.send(queries);
        awaitReady(100);

        assertThat(counters().minus(before).roundTrips()).isEqualTo(1);
        assertThat(counters().minus(before).statements()).isEqualTo(100);
    }

    @Test
    void whatIsSentBeforeTheAnswerToTheLastBelongsToIt() throws Exception {
        WireCounters before = counters();
        client.send(new Pipeline().query("SELECT pg_sleep(600)"));
        await().until(() -> counters().minus(before).statements() == 1);
        client.send(new Pipeline().query("SELECT 2"));
        await().until(() -> {
            client.cancel(endpoint.target());
            return counters().minus(before).roundTrips() > 0;
        });
        awaitReady(2);

        assertThat(counters().minus(before).roundTrips()).isEqualTo(1);
        assertThat(counters().minus(before).statements()).isEqualTo(2);
    }

    @Test
    void aFlushMessageAsksForAnAnswerToo() throws Exception {
        WireCounters before = counters();
        client.send(new Pipeline().parse("", "SELECT 1").flush());
        client.framesUntil('1');
        client.run(new Pipeline().bind("", "").execute("").sync());

        assertThat(counters().minus(before).roundTrips()).isEqualTo(2);
        assertThat(counters().minus(before).statements()).isEqualTo(1);
    }

    @Test
    void everyByteOfTheMessagesIsCounted() throws Exception {
        WireCounters before = counters();
        Pipeline query = new Pipeline().query("SELECT repeat('x', 100000)");
        client.send(query);
        long received = client.framesUntil('Z').stream()
                .mapToLong(frame -> 1 + Integer.BYTES + frame.length())
                .sum();

        assertThat(counters().minus(before).bytesIn()).isEqualTo(query.toBytes().length);
        assertThat(counters().minus(before).bytesOut()).isEqualTo(received).isGreaterThan(100_000);
    }

    private void awaitReady(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            client.framesUntil('Z');
        }
    }

    private static WireCounters counters() {
        return endpoint.endpoint().counters();
    }
}
