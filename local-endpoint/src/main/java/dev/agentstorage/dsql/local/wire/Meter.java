package dev.agentstorage.dsql.local.wire;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts for one connection, or for all of them together. Thread-safe.
 *
 * <p>A connection's meter also decides what a round trip is. Two rules make the figure independent of how the operating
 * system cuts the stream into packets. A flush ends only where a message that asks for an answer is the last thing that
 * has arrived; in the middle of a message there is no end. And a flush that ends before the client can have seen any
 * answer to the one before it belongs to that one.
 */
final class Meter {
    private final @Nullable Meter total;
    private final AtomicLong connects = new AtomicLong();
    private final AtomicLong roundTrips = new AtomicLong();
    private final AtomicLong statements = new AtomicLong();
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();

    private volatile Awaited awaited = Awaited.NOTHING;

    /** What would tell the client that its last flush was answered. */
    private enum Awaited {
        NOTHING,
        /** ReadyForQuery, or the invitation to send or receive COPY data. */
        TURN,
        /** Anything: a Flush message asks for what there is. */
        ANYTHING
    }

    /** @param total counts the same events, or null for the total itself */
    Meter(@Nullable Meter total) {
        this.total = total;
    }

    WireCounters snapshot() {
        return new WireCounters(connects.get(), roundTrips.get(), statements.get(), bytesIn.get(), bytesOut.get());
    }

    void connected() {
        connects.incrementAndGet();
        if (total != null) {
            total.connected();
        }
    }

    void statement() {
        statements.incrementAndGet();
        if (total != null) {
            total.statement();
        }
    }

    void received(int bytes) {
        bytesIn.addAndGet(bytes);
        if (total != null) {
            total.received(bytes);
        }
    }

    void answered(int bytes) {
        bytesOut.addAndGet(bytes);
        if (total != null) {
            total.answered(bytes);
        }
    }

    /** A flush of the client ended with this message. Called before the message is forwarded. */
    void flushEnded(int frontendType) {
        if (awaited == Awaited.NOTHING) {
            roundTrip();
        }
        awaited = frontendType == Messages.FLUSH ? Awaited.ANYTHING : Awaited.TURN;
    }

    private void roundTrip() {
        roundTrips.incrementAndGet();
        if (total != null) {
            total.roundTrip();
        }
    }

    /** The server sent this message. Called before the message is forwarded. */
    void serverSent(int backendType) {
        Awaited now = awaited;
        if (now == Awaited.NOTHING || Messages.isUnsolicited(backendType)) {
            return;
        }
        if (now == Awaited.ANYTHING || Messages.givesTheTurn(backendType)) {
            awaited = Awaited.NOTHING;
        }
    }
}
