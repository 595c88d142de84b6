package dev.agentstorage.recall.request;

/** How messages are searched. */
public enum SearchMode {
    /** {@link #HYBRID} if there is an embedder and the vector store supports texts, otherwise the one of the two that is available. */
    AUTO,
    /** Semantic and full-text search, fused by rank. Needs an embedder, and a vector store with texts. */
    HYBRID,
    /** Semantic search. Needs an embedder. */
    DENSE,
    /** Full-text search. Needs a vector store with texts, but no model. */
    LEXICAL
}
