package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Does what the backend behind it does; a mutant overrides what it gets wrong. */
abstract class ForwardingAgentBackend implements AgentBackend {
    final AgentBackend real;

    ForwardingAgentBackend(AgentBackend real) {
        this.real = real;
    }

    @Override
    public AgentDefinition createAgent(AgentDefinition agent, AgentVersion first) {
        return real.createAgent(agent, first);
    }

    @Override
    public AgentDefinition saveAgent(AgentDefinition agent, Optional<Version> expected) {
        return real.saveAgent(agent, expected);
    }

    @Override
    public AgentDefinition updateAgent(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
        return real.updateAgent(id, patch, expected, now);
    }

    @Override
    public Optional<AgentDefinition> getAgent(String id) {
        return real.getAgent(id);
    }

    @Override
    public Optional<ResolvedAgent> resolveAgent(String id, Resolution resolution) {
        return real.resolveAgent(id, resolution);
    }

    @Override
    public Optional<ResolvedAgent> resolveAgent(String id, String versionId) {
        return real.resolveAgent(id, versionId);
    }

    @Override
    public BulkStep deleteAgent(String id, int limit) {
        return real.deleteAgent(id, limit);
    }

    @Override
    public List<AgentDefinition> listAgents(AgentQuery query, Window window) {
        return real.listAgents(query, window);
    }

    @Override
    public long countAgents(AgentQuery query) {
        return real.countAgents(query);
    }

    @Override
    public List<ResolvedAgent> listResolvedAgents(AgentQuery query, Resolution resolution, Window window) {
        return real.listResolvedAgents(query, resolution, window);
    }

    @Override
    public AgentVersion createVersion(NewAgentVersion version) {
        return real.createVersion(version);
    }

    @Override
    public Optional<AgentVersion> getVersion(String id) {
        return real.getVersion(id);
    }

    @Override
    public Optional<AgentVersion> getVersion(String agentId, int number) {
        return real.getVersion(agentId, number);
    }

    @Override
    public Optional<AgentVersion> getLatestVersion(String agentId) {
        return real.getLatestVersion(agentId);
    }

    @Override
    public List<AgentVersion> listVersions(VersionQuery query, Window window) {
        return real.listVersions(query, window);
    }

    @Override
    public long countVersions(String agentId) {
        return real.countVersions(agentId);
    }

    @Override
    public boolean deleteVersion(String id) {
        return real.deleteVersion(id);
    }

    @Override
    public BulkStep deleteVersions(String agentId, int limit) {
        return real.deleteVersions(agentId, limit);
    }

    @Override
    public BulkStep clear(int limit) {
        return real.clear(limit);
    }
}
