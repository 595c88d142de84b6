package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.dsql.internal.tx.StepSize;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Version;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The agent domain in SQL: the one door to its stores. Thread-safe. */
@Singleton
public final class DsqlAgentBackend implements AgentBackend {
    private final AgentRecords agents;
    private final VersionStore versions;
    private final StepSize steps;

    @Inject
    DsqlAgentBackend(Transactions transactions, AgentRecords agents, VersionStore versions) {
        this.steps = transactions.stepSize();
        this.agents = agents;
        this.versions = versions;
    }

    @Override
    public AgentDefinition createAgent(AgentDefinition agent, AgentVersion first) {
        return agents.create(agent, first);
    }

    @Override
    public AgentDefinition saveAgent(AgentDefinition agent, Optional<Version> expected) {
        return agents.save(agent, expected);
    }

    @Override
    public AgentDefinition updateAgent(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
        return agents.update(id, patch, expected, now);
    }

    @Override
    public Optional<AgentDefinition> getAgent(String id) {
        return agents.get(id);
    }

    @Override
    public Optional<ResolvedAgent> resolveAgent(String id, Resolution resolution) {
        return agents.resolve(id, resolution);
    }

    @Override
    public Optional<ResolvedAgent> resolveAgent(String id, String versionId) {
        return agents.resolve(id, versionId);
    }

    @Override
    public BulkStep deleteAgent(String id, int limit) {
        return steps.run(limit, rows -> agents.delete(id, rows));
    }

    @Override
    public List<AgentDefinition> listAgents(AgentQuery query, Window window) {
        return agents.list(query, window);
    }

    @Override
    public long countAgents(AgentQuery query) {
        return agents.count(query);
    }

    @Override
    public List<ResolvedAgent> listResolvedAgents(AgentQuery query, Resolution resolution, Window window) {
        return agents.listResolved(query, resolution, window);
    }

    @Override
    public AgentVersion createVersion(NewAgentVersion version) {
        return versions.create(version);
    }

    @Override
    public Optional<AgentVersion> getVersion(String id) {
        return versions.get(id);
    }

    @Override
    public Optional<AgentVersion> getVersion(String agentId, int number) {
        return versions.get(agentId, number);
    }

    @Override
    public Optional<AgentVersion> getLatestVersion(String agentId) {
        return versions.latest(agentId);
    }

    @Override
    public List<AgentVersion> listVersions(VersionQuery query, Window window) {
        return versions.list(query, window);
    }

    @Override
    public long countVersions(String agentId) {
        return versions.count(agentId);
    }

    @Override
    public boolean deleteVersion(String id) {
        return versions.delete(id);
    }

    @Override
    public BulkStep deleteVersions(String agentId, int limit) {
        return steps.run(limit, rows -> versions.deleteOfAgent(agentId, rows));
    }

    @Override
    public BulkStep clear(int limit) {
        return steps.run(limit, agents::clear);
    }
}
