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
 * Bounds the heap that the large calls of one storage use at the same time. A call reserves its estimated peak and waits for it, first come
 * first served, while it holds no connection. A call that is larger than the budget waits until it is alone. Thread-safe.
 */
@Singleton
public final class MemoryBudget {
    /** A call of up to this estimate does not count: it takes no lock and never waits. */
    static final long UNCOUNTED_BYTES = 16L << 20;

    private final long budget;
    private final Duration deadline;
    private final Lifetime lifetime;

    // not synchronized: a virtual thread that waits must not hold its carrier
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Reservation> waiting = new ArrayDeque<>();
    private long reserved;

    /** Creates the budget that is configured. */
    @Inject
    public MemoryBudget(DsqlSettings settings, Lifetime lifetime) {
        this(settings.memoryBytes(), settings.retry().deadline(), lifetime);
    }

    /**
     * Creates a budget.
     *
     * @param deadline maximum wait of a call, counted from its beginning
     */
    MemoryBudget(long budget, Duration deadline, Lifetime lifetime) {
        this.budget = budget;
        this.deadline = deadline;
        this.lifetime = lifetime;
    }

    /** What one call has reserved. Used by one thread. */
    public final class Reservation {
        private long bytes;

        private Reservation() {}

        /**
         * Makes sure that this much is reserved, once the call knows better how much it needs. If it is not free now, the call is undone by an
         * exception that must be let through, and begins again when it is: what waits must not hold a connection. A call that may
         * have changed something by then ends as {@code OutcomeUnknownException}.
         */
        public void require(long needed) {
            if (needed > bytes && needed > UNCOUNTED_BYTES && !extend(this, needed)) {
                throw new Shortage(needed);
            }
        }
    }

    /** Ends a call that needs more than it has reserved. */
    static final class Shortage extends RuntimeException {
        private final long needed;

        Shortage(long needed) {
            super(null, null, false, false);
            this.needed = needed;
        }
    }

    /**
     * Runs a call when its estimate is reserved, and releases it when the call ends, in whatever way. Calls must not be nested: one that waits
     * while it has something reserved might wait for itself.
     *
     * @param estimate the peak heap of the call, in bytes, as far as that is known
     * @param call runs again when it {@linkplain Reservation#require requires} more than was free
     * @throws UnavailableException {@code memory-budget} when it was not free within the deadline, {@code interrupted}
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
                // the next one may fit now, also when this one has given up
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
