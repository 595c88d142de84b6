package dev.agentstorage.store;

/** Hears how a bulk operation proceeds, in the thread that runs it. An exception that it throws stops the operation between two steps. */
@FunctionalInterface
public interface BulkListener {
    /** A listener that does nothing. */
    BulkListener NONE = affected -> {};

    /**
     * Called after each step.
     *
     * @param affected how many rows were changed or removed so far
     */
    void progress(long affected);
}
