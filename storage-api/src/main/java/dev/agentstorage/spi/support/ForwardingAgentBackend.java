package dev.agentstorage.spi.support;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Does what the backend behind it does, for the agent domain; a decorator extends it, overrides what it changes, and is given out by its
 * own {@code StorageBackend.agents()}. Thread-safe when the backend behind it and what the decorator adds are.
 */
public abstract class ForwardingAgentBackend implements AgentBackend {
    private final AgentBackend delegate;

    /** Makes a decorator of this backend. */
    protected ForwardingAgentBackend(AgentBackend delegate) {
        this.delegate = Checks.notNull("delegate", delegate);
    }

    /** Returns the backend behind this one. */
    protected final AgentBackend delegate() {
        return delegate;
    }

    @Override
    public AgentDefinition createAgent(AgentDefinition agent, AgentVersion first) {
        return delegate.createAgent(agent, first);
    }

    @Override
    public AgentDefinition saveAgent(AgentDefinition agent, Optional<Version> expected) {
        return delegate.saveAgent(agent, expected);
    }

    @Override
    public AgentDefinition updateAgent(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
        return delegate.updateAgent(id, patch, expected, now);
    }

    @Override
    public Optional<AgentDefinition> getAgent(String id) {
        return delegate.getAgent(id);
    }

    @Override
    public Optional<ResolvedAgent> resolveAgent(String id, Resolution resolution) {
        return delegate.resolveAgent(id, resolution);
    }

    @Override
    public Optional<ResolvedAgent> resolveAgent(String id, String versionId) {
        return delegate.resolveAgent(id, versionId);
    }

    @Override
    public BulkStep deleteAgent(String id, int limit) {
        return delegate.deleteAgent(id, limit);
    }

    @Override
    public List<AgentDefinition> listAgents(AgentQuery query, Window window) {
        return delegate.listAgents(query, window);
    }

    @Override
    public long countAgents(AgentQuery query) {
        return delegate.countAgents(query);
    }

    @Override
    public List<ResolvedAgent> listResolvedAgents(AgentQuery query, Resolution resolution, Window window) {
        return delegate.listResolvedAgents(query, resolution, window);
    }

    @Override
    public AgentVersion createVersion(NewAgentVersion version) {
        return delegate.createVersion(version);
    }

    @Override
    public Optional<AgentVersion> getVersion(String id) {
        return delegate.getVersion(id);
    }

    @Override
    public Optional<AgentVersion> getVersion(String agentId, int number) {
        return delegate.getVersion(agentId, number);
    }

    @Override
    public Optional<AgentVersion> getLatestVersion(String agentId) {
        return delegate.getLatestVersion(agentId);
    }

    @Override
    public List<AgentVersion> listVersions(VersionQuery query, Window window) {
        return delegate.listVersions(query, window);
    }

    @Override
    public long countVersions(String agentId) {
        return delegate.countVersions(agentId);
    }

    @Override
    public boolean deleteVersion(String id) {
        return delegate.deleteVersion(id);
    }

    @Override
    public BulkStep deleteVersions(String agentId, int limit) {
        return delegate.deleteVersions(agentId, limit);
    }

    @Override
    public BulkStep clear(int limit) {
        return delegate.clear(limit);
    }
}
