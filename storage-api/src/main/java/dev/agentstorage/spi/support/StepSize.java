package dev.agentstorage.spi.support;

import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.spi.BulkStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The number of rows of the steps of bulk operations. A transaction is limited in rows, bytes and time, of which only the rows are known before
 * it runs; a step that turns out to be too much changed nothing, and is taken again with half of its rows, until one row is too much or the
 * deadline has passed. Later steps begin with what worked, and grow slowly. Keep one instance for the operations of a domain. Thread-safe.
 */
public final class StepSize {
    private final AtomicInteger rows = new AtomicInteger(Integer.MAX_VALUE);
    private final Duration deadline;
    private final LongSupplier nanos;
    private final Predicate<StorageException> tooMuch;

    /**
     * Creates it; the first step is as large as it may be. A step is too much when it fails with {@link TooLargeException}.
     *
     * @param deadline the time since a call began, after which its step is not taken again
     */
    public StepSize(Duration deadline) {
        this(deadline, System::nanoTime, TooLargeException.class::isInstance);
    }

    /**
     * Creates it; the first step is as large as it may be.
     *
     * @param deadline the time since a call began, after which its step is not taken again
     * @param nanos a clock: nanoseconds since an unknown moment
     * @param tooMuch whether an error says that a step was too much and changed nothing
     */
    public StepSize(Duration deadline, LongSupplier nanos, Predicate<StorageException> tooMuch) {
        this.deadline = deadline;
        this.nanos = nanos;
        this.tooMuch = tooMuch;
    }

    /**
     * Runs a step.
     *
     * @param limit maximum number of rows that it may take, at least 1
     * @param step does it with at most the given number of rows
     * @return the result of this step
     * @throws StorageException what the step throws, when it is not too much, when one row is, or when the deadline has passed
     */
    public BulkStep run(int limit, IntFunction<BulkStep> step) {
        long start = nanos.getAsLong();
        int size = Math.min(limit, rows.get());
        while (true) {
            try {
                BulkStep result = step.apply(size);
                if (size < limit) {
                    rows.set(size + size / 8 + 1);
                }
                return result;
            } catch (StorageException e) {
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
     * @param ids the ids of the rows
     * @param change changes the rows of these ids
     * @return what the changes returned, one after the other
     * @throws StorageException what a change throws, when it is not too much, when one row is, or when the deadline has passed
     */
    public List<String> all(List<String> ids, UnaryOperator<List<String>> change) {
        return all(ids, change, nanos.getAsLong());
    }

    private List<String> all(List<String> ids, UnaryOperator<List<String>> change, long start) {
        try {
            return change.apply(ids);
        } catch (StorageException e) {
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
        return tooMuch.test(e) && nanos.getAsLong() - start < deadline.toNanos();
    }
}
