package dev.agentstorage.index;

/** Whether an index can be used. */
public enum IndexState {
    /** Complete. */
    VALID,
    /** Being built. */
    BUILDING,
    /** The build failed: queries do not use the index, a unique one may still reject rows, and it can only be dropped. */
    INVALID
}
