package dev.agentstorage.benchmarks.vectors;

/** What is timed. */
public enum Way {
    /** {@code Memory.recall} with the default options: history, hybrid search, messages with their neighbours. */
    RECALL,
    /** What recall cannot do without: one embedding of the question, and a comparison with every message of the resource. */
    CEILING,
    /** The embedding alone. */
    EMBEDDING
}
