package dev.agentstorage.vector;

/** The type of the values of a metadata key that filters may name. */
public enum KeyType {
    /** One text. */
    TEXT,
    /** A finite number of 64 bits with a binary point. */
    NUMBER,
    /** {@code true} or {@code false}. */
    FLAG,
    /** A list of texts, of which a filter looks at each. */
    TEXTS
}
