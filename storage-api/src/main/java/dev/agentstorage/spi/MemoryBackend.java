package dev.agentstorage.spi;

/**
 * Conversations in a backend: one part each for threads, messages and resources, and the operations that span all of them. Thread-safe.
 *
 * <p>The three parts share one transaction scope: a message never exists without its thread, and a write of one part that depends on
 * another part, for example on the existence, scope or owner of a thread, reads it inside its own atomic change. A change is visible to
 * every part as soon as the method returns. A decorator, for example for encryption, routing or caching, must decorate all three parts:
 * {@link ThreadBackend} stores and removes messages too, {@link MessageBackend} changes the times of threads, and {@link #eraseResource}
 * and {@link #clear} bypass all three.
 *
 * <p>The stores request a part at each call, so returning it must be cheap and do no I/O.
 *
 * <p>{@link dev.agentstorage.spi.support.MemoryChanges} implements the effect of writes on threads, messages and resources: a backend reads
 * the stored entity, applies the function and writes the result, in one transaction.
 *
 * <p>All methods throw {@code UnavailableException} when the backend is unreachable; writes throw {@code OutcomeUnknownException} when it is
 * unknown whether they were applied; every write is idempotent when repeated with the same arguments.
 */
public interface MemoryBackend {
    /** {@return the threads} */
    ThreadBackend threads();

    /** {@return the messages} */
    MessageBackend messages();

    /** {@return the resources} */
    ResourceBackend resources();

    /**
     * Removes the data of a resource, at most {@code limit} rows in this step: its messages in any thread, its threads with all their
     * messages, and finally its own row.
     *
     * @param resourceId the id of the resource
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep eraseResource(String resourceId, int limit);

    /**
     * Removes rows of all tables of the domain, at most {@code limit} in this step; messages before threads.
     *
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep clear(int limit);
}
