package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.wire.WireCounters;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Traffic counters of one connection, or the totals of all connections. Thread-safe. */
public final class Traffic {
    private final @Nullable Traffic total;
    private final LongAdder connects = new LongAdder();
    private final LongAdder roundTrips = new LongAdder();
    private final LongAdder statements = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();

    /** @param total the totals to update as well; null if these are the totals */
    public Traffic(@Nullable Traffic total) {
        this.total = total;
    }

    public WireCounters snapshot() {
        return new WireCounters(connects.sum(), roundTrips.sum(), statements.sum(), bytesIn.sum(), bytesOut.sum());
    }

    void connected() {
        connects.increment();
        if (total != null) {
            total.connected();
        }
    }

    /** Counts a round trip: the client has sent its messages and waits for the answer. */
    void roundTrip() {
        roundTrips.increment();
        if (total != null) {
            total.roundTrip();
        }
    }

    void statement() {
        statements.increment();
        if (total != null) {
            total.statement();
        }
    }

    void received(int bytes) {
        bytesIn.add(bytes);
        if (total != null) {
            total.received(bytes);
        }
    }

    void sent(int bytes) {
        bytesOut.add(bytes);
        if (total != null) {
            total.sent(bytes);
        }
    }
}
