package dev.agentstorage.spi;

import java.util.Set;

/**
 * What one bounded, atomic step of a bulk operation did. The store repeats the step until it is done; after a crash between two steps
 * the same operation continues where it stopped.
 *
 * @param affected number of rows that the step changed or removed
 * @param done whether nothing was left when the step ended
 * @param ids of the ids that the step was given, those of which it removed anything; empty where it was given none
 */
public record BulkStep(long affected, boolean done, Set<String> ids) {
    /**
     * Copies the ids.
     *
     * @param affected number of rows that the step changed or removed
     * @param done whether nothing was left when the step ended
     * @param ids of the ids that the step was given, those of which it removed anything
     */
    public BulkStep {
        ids = Set.copyOf(ids);
    }

    /**
     * A step that was given no ids.
     *
     * @param affected the number of rows changed or removed
     * @param done whether no matching rows are left
     */
    public BulkStep(long affected, boolean done) {
        this(affected, done, Set.of());
    }
}
