package dev.agentstorage.index;

/** Whether an index can be used. */
public enum IndexState {
    /** It is complete. */
    VALID,
    /** It is being built. */
    BUILDING,
    /** Its build failed; nothing reads it, a unique one may still refuse rows, and it can only be dropped. */
    INVALID
}
