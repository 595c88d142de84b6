package dev.agentstorage.spi.support;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.AgentRecordBackend;
import dev.agentstorage.spi.AgentVersionBackend;
import dev.agentstorage.spi.BulkStep;

/**
 * Forwards all calls for the agent domain to another backend. A decorator extends it, overrides methods, and is returned by its {@code
 * StorageBackend.agents()}. Thread-safe if the other backend and the code of the decorator are.
 *
 * <p>A decorator must usually cover both parts, see {@link AgentBackend}: override {@link #agents()} and {@link #versions()} to return decorators
 * of the backends that {@code super} returns, such as a {@link ForwardingAgentRecordBackend}.
 */
public abstract class ForwardingAgentBackend implements AgentBackend {
    private final AgentBackend delegate;

    /**
     * Creates a decorator of this backend.
     *
     * @param delegate the backend that does the work
     */
    protected ForwardingAgentBackend(AgentBackend delegate) {
        this.delegate = Checks.notNull("delegate", delegate);
    }

    /** {@return the decorated backend} */
    protected final AgentBackend delegate() {
        return delegate;
    }

    @Override
    public AgentRecordBackend agents() {
        return delegate.agents();
    }

    @Override
    public AgentVersionBackend versions() {
        return delegate.versions();
    }

    @Override
    public BulkStep clear(int limit) {
        return delegate.clear(limit);
    }
}
