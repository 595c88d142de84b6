package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.IndexBackend;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.value.Health;
import java.util.Optional;

/** Does what the backend behind it does; a mutant overrides the domain that it gets wrong. */
class ForwardingBackend implements StorageBackend {
    private final StorageBackend real;

    ForwardingBackend(StorageBackend real) {
        this.real = real;
    }

    @Override
    public void init() {
        real.init();
    }

    @Override
    public Health health() {
        return real.health();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return real.unwrap(type);
    }

    @Override
    public Optional<MemoryBackend> memory() {
        return real.memory();
    }

    @Override
    public Optional<WorkflowBackend> workflows() {
        return real.workflows();
    }

    @Override
    public Optional<ObservabilityBackend> observability() {
        return real.observability();
    }

    @Override
    public Optional<ScoreBackend> scores() {
        return real.scores();
    }

    @Override
    public Optional<AgentBackend> agents() {
        return real.agents();
    }

    @Override
    public Optional<IndexBackend> indexes() {
        return real.indexes();
    }

    @Override
    public void close() {
        real.close();
    }
}
