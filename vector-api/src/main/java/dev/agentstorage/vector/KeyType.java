package dev.agentstorage.vector;

/** The type of the values of a metadata key that filters may name. */
public enum KeyType {
    /** A string. */
    TEXT,
    /** A finite 64-bit floating-point number. */
    NUMBER,
    /** {@code true} or {@code false}. */
    FLAG,
    /** A list of strings; a filter matches any of them. */
    TEXTS
}
