package dev.agentstorage.store;

/** Receives the progress of a bulk operation, in the thread that runs it. An exception that it throws stops the operation between two steps. */
@FunctionalInterface
public interface BulkListener {
    /** A listener that does nothing. */
    BulkListener NONE = affected -> {};

    /**
     * Called after each step.
     *
     * @param affected number of rows changed or removed so far
     */
    void progress(long affected);
}
