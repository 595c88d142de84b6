package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.spi.support.Refusals;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Limits the heap that the large calls of a storage use at the same time. A call reserves its estimated peak, and waits for it in the
 * order of arrival, without a connection. A call larger than the budget waits until no other large call runs. Thread-safe.
 */
@Singleton
public final class MemoryBudget {
    /** Calls with an estimate up to this size are not counted: they take no lock and never wait. */
    static final long UNCOUNTED_BYTES = 16L << 20;

    private final long budget;
    private final Duration deadline;
    private final Lifetime lifetime;

    // not synchronized, because a waiting virtual thread would pin its carrier
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Reservation> waiting = new ArrayDeque<>();
    private long reserved;

    /** Creates the configured budget. */
    @Inject
    public MemoryBudget(DsqlSettings settings, Lifetime lifetime) {
        this(settings.memoryBytes(), settings.retry().deadline(), lifetime);
    }

    /**
     * Creates a budget.
     *
     * @param budget maximum number of reserved bytes
     * @param deadline maximum wait of a call, counted from its beginning
     */
    MemoryBudget(long budget, Duration deadline, Lifetime lifetime) {
        this.budget = budget;
        this.deadline = deadline;
        this.lifetime = lifetime;
    }

    /** The reservation of a call. Used by one thread. */
    public final class Reservation {
        private long bytes;

        private Reservation() {}

        /**
         * Increases the reservation to this number of bytes, if it is smaller. If the bytes are not available, throws an exception that the call
         * must not catch: it rolls the call back, and the call runs again when they are available, because a waiting call must not hold
         * a connection. A call that may already have changed something fails with {@code OutcomeUnknownException}.
         */
        public void require(long needed) {
            if (needed > bytes && needed > UNCOUNTED_BYTES && !extend(this, needed)) {
                throw new Shortage(needed);
            }
        }
    }

    /** Aborts a call that needs more than it has reserved. */
    static final class Shortage extends RuntimeException {
        private final long needed;

        Shortage(long needed) {
            super(null, null, false, false);
            this.needed = needed;
        }
    }

    /**
     * Reserves the estimate, runs the call, and releases the reservation when the call returns or throws. Calls must not be nested: a nested
     * call might wait for the reservation of the outer one.
     *
     * @param estimate the estimated peak heap of the call, in bytes
     * @param call the call; runs again if it {@linkplain Reservation#require requires} more than is available
     * @throws UnavailableException {@code memory-budget} if the estimate was not available within the deadline; {@code interrupted}
     * @throws NotInitializedException {@code storage-closed}
     */
    public <T> T reserving(long estimate, Function<Reservation, T> call) {
        Reservation own = new Reservation();
        long start = lifetime.nanos();
        long needed = estimate;
        while (true) {
            try {
                if (needed > UNCOUNTED_BYTES) {
                    await(own, needed, start);
                }
                return call.apply(own);
            } catch (Shortage e) {
                needed = e.needed;
            } finally {
                release(own);
            }
        }
    }

    private void await(Reservation own, long needed, long start) {
        lifetime.await(() -> {
            lock.lock();
            try {
                waiting.addLast(own);
                while (waiting.peekFirst() != own || !isFree(needed, 0)) {
                    long left = deadline.toNanos() - (lifetime.nanos() - start);
                    if (left <= 0) {
                        throw new UnavailableException(
                                "memory-budget",
                                "timeout while waiting for memory that other large calls use; repeat the call later, make fewer"
                                        + " large calls concurrently, or raise memoryBytes",
                                details(needed, start));
                    }
                    changed.awaitNanos(left);
                }
                take(own, needed);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Refusals.interrupted(details(needed, start), e);
            } finally {
                // the next call may fit now, even if this one has given up
                waiting.remove(own);
                changed.signalAll();
                lock.unlock();
            }
            return own;
        });
    }

    private Map<String, Object> details(long needed, long start) {
        return Details.of(
                "wantedBytes",
                needed,
                "memoryBytes",
                budget,
                "waitedMillis",
                Duration.ofNanos(lifetime.nanos() - start).toMillis());
    }

    private boolean extend(Reservation own, long needed) {
        lock.lock();
        try {
            boolean free = waiting.isEmpty() && isFree(needed, own.bytes);
            if (free) {
                take(own, needed);
            }
            return free;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFree(long needed, long own) {
        long others = reserved - own;
        return others == 0 || needed <= budget - others;
    }

    private void take(Reservation own, long needed) {
        reserved += needed - own.bytes;
        own.bytes = needed;
    }

    private void release(Reservation own) {
        if (own.bytes > 0) {
            lock.lock();
            try {
                take(own, 0);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
