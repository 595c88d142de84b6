package dev.agentstorage.vector;

/**
 * An optional capability of a vector store. A feature that is absent is refused with {@link dev.agentstorage.error.UnsupportedException}, never
 * half done; the kit tests both sides.
 */
public enum VectorFeature {
    /** Texts are searched by their words, the better match first. */
    LEXICAL,
    /** Vectors can be compared by {@link Metric#EUCLIDEAN}. */
    EUCLIDEAN,
    /** Vectors can be compared by {@link Metric#DOT_PRODUCT}. */
    DOT_PRODUCT,
    /** {@link VectorStore#deleteWhere} works. */
    DELETE_BY_FILTER,
    /** What was flushed is there after the store was closed and opened again with the same configuration. */
    PERSISTENCE,
    /**
     * Only one store at a time may have the data open; a second one is refused. Stores with {@link #PERSISTENCE} and without this may be
     * open together, and see each other's writes.
     */
    SINGLE_WRITER
}
