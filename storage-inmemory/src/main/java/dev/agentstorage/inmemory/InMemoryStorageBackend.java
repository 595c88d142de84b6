package dev.agentstorage.inmemory;

import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.Health;
import dev.agentstorage.spi.IndexBackend;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.WorkflowBackend;
import java.util.List;
import java.util.Optional;

/** The domains, side by side; they share nothing. */
final class InMemoryStorageBackend implements StorageBackend {
    private final WorkflowBackend workflows = new InMemoryWorkflowBackend();
    private final ScoreBackend scores = new InMemoryScoreBackend();
    private final AgentBackend agents = new InMemoryAgentBackend();
    private final IndexBackend indexes = new InMemoryIndexBackend();

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
    public Optional<WorkflowBackend> workflows() {
        return Optional.of(workflows);
    }

    @Override
    public Optional<ScoreBackend> scores() {
        return Optional.of(scores);
    }

    @Override
    public Optional<AgentBackend> agents() {
        return Optional.of(agents);
    }

    @Override
    public Optional<IndexBackend> indexes() {
        return Optional.of(indexes);
    }

    @Override
    public void close() {
        // the collector does it
    }
}
