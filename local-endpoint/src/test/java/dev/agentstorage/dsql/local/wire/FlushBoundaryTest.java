package dev.agentstorage.dsql.local.wire;

import static dev.agentstorage.dsql.local.wire.RawClient.extended;
import static dev.agentstorage.dsql.local.wire.RawClient.join;
import static dev.agentstorage.dsql.local.wire.RawClient.message;
import static dev.agentstorage.dsql.local.wire.RawClient.queryMessage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The count does not depend on the packets that the network makes of a flush. */
class FlushBoundaryTest extends RelayFixture {
    private static final byte[] BEGIN = queryMessage("BEGIN");
    private static final byte[] SYNC = message('S', "");

    @Test
    void aFlushCutAnywhereWithinAMessageIsOne() throws Exception {
        byte[] flush = join(BEGIN, extended("SELECT 1"), SYNC);
        try (RawClient client = rawClient()) {
            for (int cut = 1; cut < flush.length; cut++) {
                if (cut != BEGIN.length) {
                    assertThat(roundTripsOfTwoPieces(client, flush, cut))
                            .as("cut at byte %s", cut)
                            .isEqualTo(1);
                }
            }
        }
    }

    /** Sends the second piece only when the relay has the first one, and the server may have answered it. */
    private long roundTripsOfTwoPieces(RawClient client, byte[] flush, int cut) throws Exception {
        WireCounters before = relay.counters();
        client.send(Arrays.copyOf(flush, cut));
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> relay.counters().minus(before).bytesIn() == cut);
        client.send(Arrays.copyOfRange(flush, cut, flush.length));
        client.awaitReady(2);
        long roundTrips = relay.counters().minus(before).roundTrips();
        client.send(queryMessage("ROLLBACK"));
        client.awaitReady(1);
        return roundTrips;
    }

    @Test
    void aClientThatWaitsAfterBeginPaysForIt() throws Exception {
        try (RawClient client = rawClient()) {
            WireCounters cost = cost(() -> {
                client.send(BEGIN);
                client.awaitReady(1);
                client.send(join(extended("SELECT 1"), SYNC));
                client.awaitReady(1);
            });

            assertThat(cost.roundTrips()).isEqualTo(2);
        }
    }

    @Test
    void manyQueriesInOneFlushAreOne() throws Exception {
        byte[][] queries = new byte[100][];
        Arrays.fill(queries, queryMessage("SELECT 1"));
        try (RawClient client = rawClient()) {
            WireCounters cost = cost(() -> {
                client.send(join(queries));
                client.awaitReady(100);
            });

            assertThat(cost.roundTrips()).isEqualTo(1);
            assertThat(cost.statements()).isEqualTo(100);
        }
    }

    @Test
    void whatIsSentBeforeTheAnswerToTheLastFlushBelongsToIt() throws Exception {
        try (RawClient client = rawClient();
                var locks = connectDirectly();
                var statement = locks.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(1)");
            WireCounters before = relay.counters();
            client.send(queryMessage("SELECT pg_advisory_lock_shared(1)"));
            await().until(() -> relay.counters().minus(before).roundTrips() == 1);
            client.send(queryMessage("SELECT 2"));
            await().until(() -> relay.counters().minus(before).statements() == 2);
            statement.execute("SELECT pg_advisory_unlock(1)");
            client.awaitReady(2);

            assertThat(relay.counters().minus(before).roundTrips()).isEqualTo(1);
        }
    }

    @Test
    void aFlushMessageAsksForAnAnswerToo() throws Exception {
        try (RawClient client = rawClient()) {
            WireCounters cost = cost(() -> {
                client.send(join(message('P', "\0SELECT 1\0\0\0"), message('H', "")));
                client.await('1');
                client.send(join(message('B', "\0\0\0\0\0\0\0\0"), message('E', "\0\0\0\0\0"), SYNC));
                client.awaitReady(1);
            });

            assertThat(cost.roundTrips()).isEqualTo(2);
            assertThat(cost.statements()).isEqualTo(1);
        }
    }
}
