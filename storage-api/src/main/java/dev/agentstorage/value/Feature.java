package dev.agentstorage.value;

import java.util.Set;

/**
 * An optional capability of a backend. A call that needs an absent feature throws {@link dev.agentstorage.error.UnsupportedException};
 * features are never partly implemented.
 */
public enum Feature {
    /** Threads, messages and resources: {@link dev.agentstorage.spi.MemoryBackend}. */
    MEMORY,
    /** Workflow runs: {@link dev.agentstorage.spi.WorkflowBackend}. */
    WORKFLOWS,
    /** Spans and traces: {@link dev.agentstorage.spi.ObservabilityBackend}. */
    OBSERVABILITY,
    /** Evaluation scores: {@link dev.agentstorage.spi.ScoreBackend}. */
    SCORES,
    /** Agent definitions with versions: {@link dev.agentstorage.spi.AgentBackend}. */
    AGENTS,
    /** Declared indexes can be created, listed, described and dropped: {@link dev.agentstorage.spi.IndexBackend}. */
    INDEXES,
    /** Index descriptions contain size and usage. */
    INDEX_STATISTICS,
    /** Unique indexes on any columns are enforced; without it, only those whose columns include a key of the table. */
    UNIQUE_INDEXES,
    /** Stored data is available after the storage is closed and opened again with the same configuration. */
    PERSISTENCE;

    /** {@return the features that this feature implies} */
    public Set<Feature> implied() {
        return this == INDEX_STATISTICS || this == UNIQUE_INDEXES ? Set.of(INDEXES) : Set.of();
    }
}
