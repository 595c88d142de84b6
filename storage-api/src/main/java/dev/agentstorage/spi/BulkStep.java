package dev.agentstorage.spi;

import java.util.Set;

/**
 * The result of one bounded, atomic step of a bulk operation. The store repeats the step until it is done; after a crash between two steps,
 * repeating the operation continues it.
 *
 * @param affected the number of rows changed or removed by the step
 * @param done whether nothing was left when the step ended
 * @param ids the given ids of which the step removed rows; empty when the operation takes no ids
 */
public record BulkStep(long affected, boolean done, Set<String> ids) {
    /**
     * Copies the ids.
     *
     * @param affected number of rows that the step changed or removed
     * @param done whether nothing was left when the step ended
     * @param ids the given ids of which the step removed rows
     */
    public BulkStep {
        ids = Set.copyOf(ids);
    }

    /**
     * A step of an operation without ids.
     *
     * @param affected the number of rows changed or removed
     * @param done whether no matching rows are left
     */
    public BulkStep(long affected, boolean done) {
        this(affected, done, Set.of());
    }
}
