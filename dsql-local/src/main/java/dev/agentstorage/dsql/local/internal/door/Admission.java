package dev.agentstorage.dsql.local.internal.door;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * How many clients may be connected, and how many may connect per second: a bucket of tokens that fills at a steady rate.
 * It is full at first. A client that is turned away costs nothing.
 *
 * <p>Thread-safe.
 */
public final class Admission {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final int mostConnections;
    private final long nanosPerConnection;
    private final long fullBucketNanos;
    private final LongSupplier nanoTime;
    private int open;
    /** What is in the bucket, as time: each connection takes {@link #nanosPerConnection}. */
    private long bucketNanos;

    private long filledAt;

    /** The right of one client to be connected. */
    final class Place implements AutoCloseable {
        private final AtomicBoolean given = new AtomicBoolean();

        /** Gives it back. Does nothing the second time. */
        @Override
        public void close() {
            if (given.compareAndSet(false, true)) {
                leave();
            }
        }
    }

    /**
     * Limits on the clock of this JVM.
     *
     * @param mostConnections that are open at one time
     * @param perSecond new connections
     * @param burst new connections at once after a quiet time
     * @throws IllegalArgumentException if one is below 1
     */
    public Admission(int mostConnections, int perSecond, int burst) {
        this(mostConnections, perSecond, burst, System::nanoTime);
    }

    /**
     * Limits on another clock.
     *
     * @param nanoTime as {@link System#nanoTime()}
     * @throws IllegalArgumentException if a limit is below 1
     */
    public Admission(int mostConnections, int perSecond, int burst, LongSupplier nanoTime) {
        if (mostConnections < 1 || perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException("limits of connections start at 1");
        }
        this.mostConnections = mostConnections;
        this.nanosPerConnection = Math.max(1, NANOS_PER_SECOND / perSecond);
        this.fullBucketNanos = nanosPerConnection * burst;
        this.nanoTime = nanoTime;
        this.bucketNanos = fullBucketNanos;
        this.filledAt = nanoTime.getAsLong();
    }

    /** How many clients are connected. */
    public synchronized int open() {
        return open;
    }

    /**
     * Lets one more client in.
     *
     * @throws RefusedException if there is no place, or too many came in a short time
     */
    synchronized Place enter() throws RefusedException {
        if (open >= mostConnections) {
            throw new RefusedException(Refusal.tooManyConnections());
        }
        long now = nanoTime.getAsLong();
        long elapsed = Math.min(now - filledAt, fullBucketNanos);
        bucketNanos = Math.min(fullBucketNanos, bucketNanos + elapsed);
        filledAt = now;
        if (bucketNanos < nanosPerConnection) {
            throw new RefusedException(Refusal.rateExceeded());
        }
        bucketNanos -= nanosPerConnection;
        open++;
        return new Place();
    }

    private synchronized void leave() {
        open--;
    }
}
