package dev.agentstorage;

import dev.agentstorage.store.AgentStore;
import dev.agentstorage.store.IndexManager;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.store.ObservabilityStore;
import dev.agentstorage.store.ScoreStore;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.value.Feature;
import java.util.List;
import java.util.Locale;

/**
 * A domain of a storage, identified by the type of its store. Look up a store with {@link Storage#find(Domain)}.
 *
 * @param <S> the type of the store
 */
public final class Domain<S> {
    /** Threads, messages and resources. */
    public static final Domain<MemoryStore> MEMORY = new Domain<>(Feature.MEMORY, MemoryStore.class);

    /** Workflow runs. */
    public static final Domain<WorkflowStore> WORKFLOWS = new Domain<>(Feature.WORKFLOWS, WorkflowStore.class);

    /** Spans and traces. */
    public static final Domain<ObservabilityStore> OBSERVABILITY =
            new Domain<>(Feature.OBSERVABILITY, ObservabilityStore.class);

    /** Evaluation scores. */
    public static final Domain<ScoreStore> SCORES = new Domain<>(Feature.SCORES, ScoreStore.class);

    /** Agent definitions. */
    public static final Domain<AgentStore> AGENTS = new Domain<>(Feature.AGENTS, AgentStore.class);

    /** Declared indexes. */
    public static final Domain<IndexManager> INDEXES = new Domain<>(Feature.INDEXES, IndexManager.class);

    private static final List<Domain<?>> ALL = List.of(MEMORY, WORKFLOWS, OBSERVABILITY, SCORES, AGENTS, INDEXES);

    private final Feature feature;
    private final Class<S> store;

    private Domain(Feature feature, Class<S> store) {
        this.feature = feature;
        this.store = store;
    }

    /** {@return all domains} */
    public static List<Domain<?>> values() {
        return ALL;
    }

    /** {@return the feature that a backend with this domain has} */
    public Feature feature() {
        return feature;
    }

    /** {@return the type of the store} */
    public Class<S> store() {
        return store;
    }

    /** Returns the name of the domain in lower case, such as {@code memory}. */
    @Override
    public String toString() {
        return feature.name().toLowerCase(Locale.ROOT);
    }
}
