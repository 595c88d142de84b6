package dev.agentstorage.store;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.spi.BulkStep;
import java.util.function.Supplier;

/** Runs the bounded steps of a bulk operation. */
final class Bulk {
    /** Another process may do the work of a step at the same time, but not this many times in a row. */
    private static final int MOST_IDLE_STEPS = 100;

    private Bulk() {}

    /**
     * Repeats the step until nothing is left.
     *
     * @throws UnavailableException {@code no-progress} when too many consecutive steps change nothing and report remaining rows
     */
    static BulkResult run(Supplier<BulkStep> step, BulkListener listener) {
        long affected = 0;
        int idle = 0;
        while (true) {
            BulkStep result = step.get();
            affected += result.affected();
            idle = idle(result, idle, affected);
            listener.progress(affected);
            if (result.done()) {
                return new BulkResult(affected, true);
            }
        }
    }

    /**
     * Returns the number of consecutive steps that changed nothing, including this one.
     *
     * @param before number of such steps before it
     * @param affected number of rows that all steps changed
     * @throws UnavailableException {@code no-progress} when there are too many of them
     */
    static int idle(BulkStep step, int before, long affected) {
        int idle = step.affected() > 0 || step.done() ? 0 : before + 1;
        if (idle == MOST_IDLE_STEPS) {
            throw Progress.none(Details.of("rows", affected, "attempts", idle));
        }
        return idle;
    }
}
