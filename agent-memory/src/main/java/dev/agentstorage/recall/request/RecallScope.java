package dev.agentstorage.recall.request;

/** The threads of the resource to search. Threads of other resources are never searched. */
public enum RecallScope {
    /** All threads of the resource. */
    RESOURCE,
    /** The thread of the request. */
    THREAD,
    /** All threads of the resource except that of the request. */
    OTHER_THREADS
}
