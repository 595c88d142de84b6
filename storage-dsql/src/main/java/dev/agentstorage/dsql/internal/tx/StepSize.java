package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.spi.BulkStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * How many rows the steps of bulk operations take. A transaction is limited in rows, bytes and time, of which only the rows are known before
 * it runs; a step that turns out to be too large or to take too long changed nothing, and is taken again with half of its rows, until one
 * row is too much or the deadline has passed. Later steps begin with what worked, and grow slowly. Thread-safe.
 */
public final class StepSize {
    private final AtomicInteger rows = new AtomicInteger(Integer.MAX_VALUE);
    private final Lifetime lifetime;
    private final Duration deadline;

    /**
     * Creates it; the first step is as large as it may be.
     *
     * @param deadline after which a step is not taken again
     */
    StepSize(Lifetime lifetime, Duration deadline) {
        this.lifetime = lifetime;
        this.deadline = deadline;
    }

    /**
     * Runs a step of at most so many rows.
     *
     * @throws TooLargeException when one row is too much, or the deadline has passed
     * @throws UnavailableException {@code transaction-too-old}, likewise
     */
    public BulkStep run(int limit, IntFunction<BulkStep> step) {
        long start = lifetime.nanos();
        int size = Math.min(limit, rows.get());
        while (true) {
            try {
                BulkStep result = step.apply(size);
                if (size < limit) {
                    rows.set(size + size / 8 + 1);
                }
                return result;
            } catch (TooLargeException | UnavailableException e) {
                if (size == 1 || !mayBeHalved(e, start)) {
                    throw e;
                }
                size /= 2;
                rows.set(size);
            }
        }
    }

    /**
     * Runs one change of all of these rows, or one for each part of them.
     *
     * @return what the changes returned, one after the other
     * @throws TooLargeException when one row is too much, or the deadline has passed
     * @throws UnavailableException {@code transaction-too-old}, likewise
     */
    public List<String> all(List<String> ids, UnaryOperator<List<String>> change) {
        return all(ids, change, lifetime.nanos());
    }

    private List<String> all(List<String> ids, UnaryOperator<List<String>> change, long start) {
        try {
            return change.apply(ids);
        } catch (TooLargeException | UnavailableException e) {
            if (ids.size() <= 1 || !mayBeHalved(e, start)) {
                throw e;
            }
            int half = ids.size() / 2;
            List<String> all = new ArrayList<>(this.all(ids.subList(0, half), change, start));
            all.addAll(this.all(ids.subList(half, ids.size()), change, start));
            return all;
        }
    }

    private boolean mayBeHalved(StorageException e, long start) {
        return (e instanceof TooLargeException || e.code().equals(LimitFailures.TOO_OLD))
                && lifetime.nanos() - start < deadline.toNanos();
    }
}
