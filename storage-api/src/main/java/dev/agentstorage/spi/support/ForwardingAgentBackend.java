package dev.agentstorage.spi.support;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.AgentRecordBackend;
import dev.agentstorage.spi.AgentVersionBackend;
import dev.agentstorage.spi.BulkStep;

/**
 * Forwards all calls for the agent domain to another backend; a decorator extends it, overrides methods, and is returned by its
 * own {@code StorageBackend.agents()}. Thread-safe when the backend behind it and what the decorator adds are.
 *
 * <p>A change to one part needs the other in mind, see {@link AgentBackend}: override {@link #agents()} and {@link #versions()}, and give
 * decorators of what {@code super} gives, such as a {@link ForwardingAgentRecordBackend}.
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

    /** {@return the backend behind this one} */
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
