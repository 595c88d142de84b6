package dev.agentstorage.spi.support;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.AgentRecordBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Forwards all calls for agent records to another backend. A decorator extends it, overrides methods, and is returned by its {@code
 * AgentBackend.agents()}. Thread-safe if the other backend and the code of the decorator are.
 */
public abstract class ForwardingAgentRecordBackend implements AgentRecordBackend {
    private final AgentRecordBackend delegate;

    /**
     * Creates a decorator of this backend.
     *
     * @param delegate the backend that does the work
     */
    protected ForwardingAgentRecordBackend(AgentRecordBackend delegate) {
        this.delegate = Checks.notNull("delegate", delegate);
    }

    /** {@return the decorated backend} */
    protected final AgentRecordBackend delegate() {
        return delegate;
    }

    @Override
    public AgentDefinition create(AgentDefinition agent, AgentVersion first) {
        return delegate.create(agent, first);
    }

    @Override
    public AgentDefinition save(AgentDefinition agent, Optional<Version> expected) {
        return delegate.save(agent, expected);
    }

    @Override
    public AgentDefinition update(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
        return delegate.update(id, patch, expected, now);
    }

    @Override
    public Optional<AgentDefinition> get(String id) {
        return delegate.get(id);
    }

    @Override
    public Optional<ResolvedAgent> resolve(String id, Resolution resolution) {
        return delegate.resolve(id, resolution);
    }

    @Override
    public Optional<ResolvedAgent> resolve(String id, String versionId) {
        return delegate.resolve(id, versionId);
    }

    @Override
    public BulkStep delete(String id, int limit) {
        return delegate.delete(id, limit);
    }

    @Override
    public List<AgentDefinition> list(AgentQuery query, Window window) {
        return delegate.list(query, window);
    }

    @Override
    public long count(AgentQuery query) {
        return delegate.count(query);
    }

    @Override
    public List<ResolvedAgent> listResolved(AgentQuery query, Resolution resolution, Window window) {
        return delegate.listResolved(query, resolution, window);
    }
}
