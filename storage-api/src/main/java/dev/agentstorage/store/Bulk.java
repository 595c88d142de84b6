package dev.agentstorage.store;

import dev.agentstorage.spi.BulkStep;
import java.util.function.Supplier;

/** Runs the bounded steps of a bulk operation. */
final class Bulk {
    private Bulk() {}

    /** Repeats the step until nothing is left. */
    static BulkResult run(Supplier<BulkStep> step, BulkListener listener) {
        long affected = 0;
        while (true) {
            BulkStep result = step.get();
            affected += result.affected();
            listener.progress(affected);
            if (result.done()) {
                return new BulkResult(affected, true);
            }
        }
    }
}
