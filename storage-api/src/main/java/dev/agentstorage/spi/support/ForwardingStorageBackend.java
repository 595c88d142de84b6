package dev.agentstorage.spi.support;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.IndexBackend;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.value.Health;
import java.util.Optional;

/**
 * Forwards all calls, including {@link #unwrap}, to another backend. A decorator extends it and overrides lifecycle methods, or domains to return
 * decorators of the backends that {@code super} returns. Thread-safe if the other backend and the code of the decorator are.
 */
public abstract class ForwardingStorageBackend implements StorageBackend {
    private final StorageBackend delegate;

    /**
     * Creates a decorator of this backend.
     *
     * @param delegate the backend that does the work
     */
    protected ForwardingStorageBackend(StorageBackend delegate) {
        this.delegate = Checks.notNull("delegate", delegate);
    }

    /** {@return the decorated backend} */
    protected final StorageBackend delegate() {
        return delegate;
    }

    @Override
    public void init() {
        delegate.init();
    }

    @Override
    public Health health() {
        return delegate.health();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return delegate.unwrap(type);
    }

    @Override
    public Optional<MemoryBackend> memory() {
        return delegate.memory();
    }

    @Override
    public Optional<WorkflowBackend> workflows() {
        return delegate.workflows();
    }

    @Override
    public Optional<ObservabilityBackend> observability() {
        return delegate.observability();
    }

    @Override
    public Optional<ScoreBackend> scores() {
        return delegate.scores();
    }

    @Override
    public Optional<AgentBackend> agents() {
        return delegate.agents();
    }

    @Override
    public Optional<IndexBackend> indexes() {
        return delegate.indexes();
    }

    @Override
    public void close() {
        delegate.close();
    }
}
