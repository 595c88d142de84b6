package dev.agentstorage.recall.request;

/** Where working memory is stored. The two scopes do not see each other's content. */
public enum MemoryScope {
    /** With the resource, so that all its threads share it. */
    RESOURCE,
    /** In the metadata of the thread, under {@code workingMemory}. */
    THREAD
}
