package dev.agentstorage.recall.request;

/** Which threads of the resource are searched. Another resource's never are. */
public enum RecallScope {
    /** All threads of the resource. */
    RESOURCE,
    /** The thread of the request. */
    THREAD,
    /** All threads of the resource but the one of the request. */
    OTHER_THREADS
}
