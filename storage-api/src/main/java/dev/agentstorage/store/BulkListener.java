package dev.agentstorage.store;

/** Receives the progress of a bulk operation, on its thread. An exception thrown here stops the operation after the current step. */
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
