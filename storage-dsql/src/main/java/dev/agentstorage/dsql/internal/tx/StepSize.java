package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.error.TooLarge;
import dev.agentstorage.spi.BulkStep;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * How many rows the steps of bulk operations take. A transaction is limited in rows, bytes and time, of which only the rows are known before
 * it runs; a step that turns out to be too large changed nothing, and is taken again with half of its rows. Later steps begin with what
 * worked, and grow slowly. Thread-safe.
 */
public final class StepSize {
    private final AtomicInteger rows = new AtomicInteger(Integer.MAX_VALUE);

    /** Creates it; the first step is as large as it may be. */
    public StepSize() {}

    /**
     * Runs a step of at most so many rows.
     *
     * @throws TooLarge when one row is too much
     */
    public BulkStep run(int limit, IntFunction<BulkStep> step) {
        int size = Math.min(limit, rows.get());
        while (true) {
            try {
                BulkStep result = step.apply(size);
                if (size < limit) {
                    rows.set(size + size / 8 + 1);
                }
                return result;
            } catch (TooLarge e) {
                if (size == 1) {
                    throw e;
                }
                size /= 2;
                rows.set(size);
            }
        }
    }
}
