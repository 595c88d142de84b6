package dev.agentstorage.store;

import dev.agentstorage.spi.BulkStep;
import java.util.function.IntFunction;

/** Removes a limited number of rows in bounded steps. */
final class Prune {
    private Prune() {}

    /**
     * Repeats the step until nothing is left or the limit is reached.
     *
     * @param limit maximum number of rows in all
     * @param atomicRows maximum number of rows in one step
     * @param step removes at most the given number of rows
     * @throws dev.agentstorage.error.UnavailableException {@code no-progress} as {@link Bulk#run} says
     */
    static BulkResult run(int limit, int atomicRows, IntFunction<BulkStep> step) {
        long affected = 0;
        int idle = 0;
        while (affected < limit) {
            BulkStep result = step.apply((int) Math.min(atomicRows, limit - affected));
            affected += result.affected();
            if (result.done()) {
                return new BulkResult(affected, true);
            }
            idle = Bulk.idle(result, idle, affected);
        }
        return new BulkResult(affected, false);
    }
}
