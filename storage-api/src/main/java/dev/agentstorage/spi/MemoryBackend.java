package dev.agentstorage.spi;

/**
 * Conversations in a backend: threads, messages and resources, one part each, and the operations that span all of them. Thread-safe.
 *
 * <p>The three parts share one transaction scope: a message is never without its thread, and what a write of one part reads of another,
 * such as whether a thread is there, in scope, and whose it is, it reads inside its own atomic change. So a change that a method of one part has
 * returned from is seen by the next call of every part. Who decorates one of them, to encrypt, to route or to cache, decorates all three
 * together: {@link ThreadBackend} stores and removes messages too, {@link MessageBackend} moves the times of threads, and
 * {@link #eraseResource} and {@link #clear} pass all three by.
 *
 * <p>The stores ask for a part at each call, so that giving it costs nothing and reaches nothing.
 *
 * <p>{@link dev.agentstorage.spi.support.MemoryChanges} has what the writes do to threads, messages and resources: a backend reads what is
 * stored, applies the function and writes the result, in one transaction.
 *
 * <p>All methods throw {@code UnavailableException} when the backend cannot be reached, and writes {@code OutcomeUnknownException} when it cannot be known
 * whether they were applied; every write is idempotent when repeated with the same arguments.
 */
public interface MemoryBackend {
    /** {@return the threads} */
    ThreadBackend threads();

    /** {@return the messages} */
    MessageBackend messages();

    /** {@return the resources} */
    ResourceBackend resources();

    /**
     * Removes what is stored of a resource, at most {@code limit} rows in this step: its messages in any thread, its threads with all
     * their messages, last its own row.
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
