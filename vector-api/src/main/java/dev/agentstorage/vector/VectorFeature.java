package dev.agentstorage.vector;

/**
 * An optional capability of a vector store. A call that needs an absent feature throws {@link dev.agentstorage.error.UnsupportedException};
 * features are never partly implemented.
 */
public enum VectorFeature {
    /** Full-text search, ranked by relevance. */
    LEXICAL,
    /** {@link Metric#EUCLIDEAN} is supported. */
    EUCLIDEAN,
    /** {@link Metric#DOT_PRODUCT} is supported. */
    DOT_PRODUCT,
    /** {@link VectorStore#deleteWhere} is supported. */
    DELETE_BY_FILTER,
    /** Flushed data is available after the store is closed and opened again with the same configuration. */
    PERSISTENCE,
    /**
     * Only one store at a time can open the data; a second one is rejected. Stores with {@link #PERSISTENCE} and without this feature can
     * be open at the same time, and see each other's writes.
     */
    SINGLE_WRITER
}
