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
 * Adapts the number of rows of the steps of bulk operations. Databases limit the rows, bytes and time of a transaction, and only the rows are
 * known in advance. A step that exceeds a limit changed nothing; it is repeated with half of the rows, until a single row is too much or the
 * deadline has passed. Later steps start with the size that worked and grow slowly. Keep one instance per domain. Thread-safe.
 */
public final class StepSize {
    private final AtomicInteger rows = new AtomicInteger(Integer.MAX_VALUE);
    private final Duration deadline;
    private final LongSupplier nanos;
    private final Predicate<StorageException> tooMuch;

    /**
     * The first step has the maximum size. A step is too large when it fails with {@link TooLargeException}.
     *
     * @param deadline the time since the start of a call, after which a step is not repeated
     */
    public StepSize(Duration deadline) {
        this(deadline, System::nanoTime, TooLargeException.class::isInstance);
    }

    /**
     * The first step has the maximum size.
     *
     * @param deadline the time since the start of a call, after which a step is not repeated
     * @param nanos a monotonic clock, in nanoseconds, such as {@link System#nanoTime}
     * @param tooMuch whether an error means that a step was too large and changed nothing
     */
    public StepSize(Duration deadline, LongSupplier nanos, Predicate<StorageException> tooMuch) {
        this.deadline = deadline;
        this.nanos = nanos;
        this.tooMuch = tooMuch;
    }

    /**
     * Runs a step.
     *
     * @param limit maximum number of rows of the step, at least 1
     * @param step processes at most the given number of rows in one transaction
     * @return the result of this step
     * @throws StorageException the error of the step, if it is not a size limit, a single row is too large, or the deadline has passed
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
     * Changes all of these rows in one transaction, or in several when one is too large.
     *
     * @param ids the ids of the rows
     * @param change changes the rows with the given ids in one transaction
     * @return the concatenated results of the changes
     * @throws StorageException the error of a change, if it is not a size limit, a single row is too large, or the deadline has passed; earlier
     *     changes stay applied
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
