package dev.agentstorage.value;

/** The direction of an order; the ids that break ties follow the same direction. */
public enum Direction {
    /** Smallest, oldest first. */
    ASC,
    /** Largest, newest first. */
    DESC
}
