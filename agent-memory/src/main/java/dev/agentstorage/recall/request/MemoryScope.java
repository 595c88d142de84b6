package dev.agentstorage.recall.request;

/** Where working memory is kept. What is kept in one place is not seen by the other. */
public enum MemoryScope {
    /** With the resource, so that all its threads share it. */
    RESOURCE,
    /** In the metadata of the thread, under {@code workingMemory}. */
    THREAD
}
