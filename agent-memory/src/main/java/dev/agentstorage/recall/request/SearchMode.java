package dev.agentstorage.recall.request;

/** How messages are searched. */
public enum SearchMode {
    /** {@link #HYBRID} when there is an embedder and the vector store has texts, else the one of the two that there is. */
    AUTO,
    /** By meaning and by words, fused by rank. Needs an embedder, and a vector store with texts. */
    HYBRID,
    /** By meaning. Needs an embedder. */
    DENSE,
    /** By words. Needs a vector store with texts, and no model. */
    LEXICAL
}
