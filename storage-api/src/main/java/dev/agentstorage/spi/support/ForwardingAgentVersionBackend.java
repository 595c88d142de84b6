package dev.agentstorage.spi.support;

import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.AgentVersionBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Window;
import java.util.List;
import java.util.Optional;

/**
 * Forwards all calls for the versions of agents to another backend. A decorator extends it, overrides methods, and is returned by its {@code
 * AgentBackend.versions()}. Thread-safe if the other backend and the code of the decorator are.
 */
public abstract class ForwardingAgentVersionBackend implements AgentVersionBackend {
    private final AgentVersionBackend delegate;

    /**
     * Creates a decorator of this backend.
     *
     * @param delegate the backend that does the work
     */
    protected ForwardingAgentVersionBackend(AgentVersionBackend delegate) {
        this.delegate = Checks.notNull("delegate", delegate);
    }

    /** {@return the decorated backend} */
    protected final AgentVersionBackend delegate() {
        return delegate;
    }

    @Override
    public AgentVersion create(NewAgentVersion version) {
        return delegate.create(version);
    }

    @Override
    public Optional<AgentVersion> get(String id) {
        return delegate.get(id);
    }

    @Override
    public Optional<AgentVersion> get(String agentId, int number) {
        return delegate.get(agentId, number);
    }

    @Override
    public Optional<AgentVersion> getLatest(String agentId) {
        return delegate.getLatest(agentId);
    }

    @Override
    public List<AgentVersion> list(VersionQuery query, Window window) {
        return delegate.list(query, window);
    }

    @Override
    public long count(String agentId) {
        return delegate.count(agentId);
    }

    @Override
    public boolean delete(String id) {
        return delegate.delete(id);
    }

    @Override
    public BulkStep deleteOfAgent(String agentId, int limit) {
        return delegate.deleteOfAgent(agentId, limit);
    }
}
