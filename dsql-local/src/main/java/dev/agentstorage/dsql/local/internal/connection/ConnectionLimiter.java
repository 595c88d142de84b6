package dev.agentstorage.dsql.local.internal.connection;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Limits the number of open connections and, with a token bucket that is initially full, of new connections per second.
 * A refused client takes no token from the bucket.
 *
 * <p>Thread-safe.
 */
public final class ConnectionLimiter {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final int maxConnections;
    private final long nanosPerConnection;
    private final long fullBucketNanos;
    private final LongSupplier nanoTime;
    private int open;
    /** The content of the bucket, in nanoseconds: each connection takes {@link #nanosPerConnection}. */
    private long bucketNanos;

    private long filledAt;

    /** The permit of one connection. */
    final class Permit implements AutoCloseable {
        private final AtomicBoolean given = new AtomicBoolean();

        /** Releases the permit. Idempotent. */
        @Override
        public void close() {
            if (given.compareAndSet(false, true)) {
                leave();
            }
        }
    }

    /**
     * Creates a limiter with the clock of this JVM.
     *
     * @param maxConnections the maximum number of open connections
     * @param perSecond the sustained rate of new connections per second
     * @param burst the maximum number of new connections in a burst
     * @throws IllegalArgumentException if a limit is below 1
     */
    public ConnectionLimiter(int maxConnections, int perSecond, int burst) {
        this(maxConnections, perSecond, burst, System::nanoTime);
    }

    /**
     * Creates a limiter with another clock.
     *
     * @param nanoTime a clock like {@link System#nanoTime()}
     * @throws IllegalArgumentException if a limit is below 1
     */
    public ConnectionLimiter(int maxConnections, int perSecond, int burst, LongSupplier nanoTime) {
        if (maxConnections < 1 || perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException("limits of connections must be at least 1");
        }
        this.maxConnections = maxConnections;
        this.nanosPerConnection = Math.max(1, NANOS_PER_SECOND / perSecond);
        this.fullBucketNanos = nanosPerConnection * burst;
        this.nanoTime = nanoTime;
        this.bucketNanos = fullBucketNanos;
        this.filledAt = nanoTime.getAsLong();
    }

    /** The number of connected clients. */
    public synchronized int open() {
        return open;
    }

    /**
     * Admits one more client.
     *
     * @throws RefusedException if a limit is reached
     */
    synchronized Permit enter() throws RefusedException {
        if (open >= maxConnections) {
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
        return new Permit();
    }

    private synchronized void leave() {
        open--;
    }
}
