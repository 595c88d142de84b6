package dev.agentstorage.value;

import java.util.Set;

/**
 * An optional capability of a backend. A feature that is absent is refused with {@link dev.agentstorage.error.UnsupportedException}, never half
 * done; the conformance kit tests both sides.
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
    /** {@code describe} of an index gives its size and use. */
    INDEX_STATISTICS,
    /** A unique index over any columns is enforced; without it, only one whose columns include a key of the table. */
    UNIQUE_INDEXES,
    /** What was stored is there after the storage was closed and opened again with the same configuration. */
    PERSISTENCE;

    /** {@return the features that a backend with this one has as well} */
    public Set<Feature> implied() {
        return this == INDEX_STATISTICS || this == UNIQUE_INDEXES ? Set.of(INDEXES) : Set.of();
    }
}
