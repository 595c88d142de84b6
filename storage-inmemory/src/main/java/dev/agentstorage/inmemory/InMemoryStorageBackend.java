package dev.agentstorage.inmemory;

import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.IndexBackend;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.value.Health;
import dev.agentstorage.value.Limits;
import java.util.List;
import java.util.Optional;

/** The backend: independent domains without shared state. */
final class InMemoryStorageBackend implements StorageBackend {
    private final Optional<MemoryBackend> memory;
    private final Optional<WorkflowBackend> workflows = Optional.of(new InMemoryWorkflowBackend());
    private final Optional<ObservabilityBackend> observability;
    private final Optional<ScoreBackend> scores = Optional.of(new InMemoryScoreBackend());
    private final Optional<AgentBackend> agents;
    private final Optional<IndexBackend> indexes = Optional.of(new InMemoryIndexBackend());

    InMemoryStorageBackend(Limits limits) {
        memory = Optional.of(new InMemoryMemoryBackend(limits));
        observability = Optional.of(new InMemoryObservabilityBackend(limits));
        agents = Optional.of(new InMemoryAgentBackend(limits));
    }

    @Override
    public void init() {
        // nothing to prepare
    }

    @Override
    public Health health() {
        return new Health(true, "in memory", List.of());
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public Optional<MemoryBackend> memory() {
        return memory;
    }

    @Override
    public Optional<WorkflowBackend> workflows() {
        return workflows;
    }

    @Override
    public Optional<ObservabilityBackend> observability() {
        return observability;
    }

    @Override
    public Optional<ScoreBackend> scores() {
        return scores;
    }

    @Override
    public Optional<AgentBackend> agents() {
        return agents;
    }

    @Override
    public Optional<IndexBackend> indexes() {
        return indexes;
    }

    @Override
    public void close() {
        // nothing to release
    }
}
