package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.CommitProbe;
import dev.agentstorage.dsql.internal.tx.Proof;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.dsql.internal.tx.Work;
import dev.agentstorage.spi.AgentRecordBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.FilterBound;
import dev.agentstorage.spi.support.FilteredScan;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.spi.support.StepSize;
import dev.agentstorage.value.Version;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The operations on agents' thin records, with or without a version. Thread-safe. */
@Singleton
final class DsqlAgentRecordBackend implements AgentRecordBackend {
    private final Transactions transactions;
    private final AgentRecordStatements agents;
    private final AgentVersionStatements versions;
    private final ResolvedAgentStatements resolved;
    private final FilterBound bound;
    private final StepSize steps;

    @Inject
    DsqlAgentRecordBackend(
            Transactions transactions,
            AgentRecordStatements agents,
            AgentVersionStatements versions,
            ResolvedAgentStatements resolved,
            FilterBound bound) {
        this.transactions = transactions;
        this.steps = transactions.stepSize();
        this.agents = agents;
        this.versions = versions;
        this.resolved = resolved;
        this.bound = bound;
    }

    @Override
    public AgentDefinition create(AgentDefinition agent, AgentVersion first) {
        return transactions.transaction(
                session -> {
                    if (session.update(agents.create(agent)) == 0) {
                        throw Refusals.agentExists(
                                agent.id(),
                                session.first(agents.get(agent.id()), AgentRecordColumns::map)
                                        .orElse(null));
                    }
                    if (session.update(versions.create(first)) == 0) {
                        DsqlAgentVersionBackend.refuse(session, versions, first);
                    }
                    return agent;
                },
                saved(agent));
    }

    private Proof<AgentDefinition> saved(AgentDefinition agent) {
        return session ->
                session.first(agents.get(agent.id()), AgentRecordColumns::map).filter(agent::equals);
    }

    @Override
    public AgentDefinition save(AgentDefinition agent, Optional<Version> expected) {
        if (expected.isEmpty()) {
            return transactions.statement(
                    session -> {
                        session.update(agents.upsert(agent));
                        return agent;
                    },
                    saved(agent));
        }
        return transactions.transaction(
                session -> {
                    AgentDefinition stored = session.first(agents.claim(agent.id()), AgentRecordColumns::map)
                            .orElse(null);
                    Refusals.requireAgentVersion(expected, agent.id(), stored);
                    session.update(agents.update(agent));
                    return agent;
                },
                saved(agent));
    }

    @Override
    public AgentDefinition update(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
        CommitProbe<AgentDefinition> probe = new CommitProbe<>(agent -> agent);
        Work<AgentDefinition> work = session -> {
            AgentDefinition stored = session.first(agents.claim(id), AgentRecordColumns::map)
                    .orElseThrow(() -> Refusals.agentNotFound(id));
            Refusals.requireAgentVersion(expected, id, stored);
            AgentDefinition changed = patch.apply(stored, now);
            if (!changed.metadata().equals(stored.metadata())) {
                DsqlSettings.LIMITS.requireValue("metadata", changed.metadata().sizeInBytes());
            }
            probe.record(stored, changed);
            session.update(agents.update(changed));
            return changed;
        };
        return transactions.transaction(
                work,
                session -> probe.applied(
                        session.first(agents.get(id), AgentRecordColumns::map).orElse(null)));
    }

    /** Removes versions, and the agent together with the last of them, so that no version ever exists without its agent. */
    @Override
    public BulkStep delete(String id, int limit) {
        return steps.run(
                limit,
                rows -> transactions.transaction(session -> {
                    session.requireNothingApplied();
                    int removed = session.update(versions.deleteOfAgent(id, rows));
                    if (removed == rows) {
                        return new BulkStep(removed, false);
                    }
                    return new BulkStep(removed + (long) session.update(agents.delete(id)), true);
                }));
    }

    @Override
    public Optional<AgentDefinition> get(String id) {
        return transactions.read(session -> session.first(agents.get(id), AgentRecordColumns::map));
    }

    @Override
    public Optional<ResolvedAgent> resolve(String id, Resolution resolution) {
        return transactions.read(session -> session.first(resolved.get(id, resolution), ResolvedAgentColumns::map));
    }

    @Override
    public Optional<ResolvedAgent> resolve(String id, String versionId) {
        return transactions.read(session -> session.first(resolved.get(id, versionId), ResolvedAgentColumns::map));
    }

    @Override
    public List<AgentDefinition> list(AgentQuery query, Window window) {
        return query.metadata().isPresent() ? scan(query).read(window) : rows(query, window);
    }

    @Override
    public long count(AgentQuery query) {
        if (query.metadata().isPresent()) {
            return scan(query).count();
        }
        return transactions.read(session -> session.count(agents.count(query)));
    }

    @Override
    public List<ResolvedAgent> listResolved(AgentQuery query, Resolution resolution, Window window) {
        Function<Window, List<ResolvedAgent>> rows = part -> transactions.read(
                session -> session.query(resolved.list(query, resolution, part), ResolvedAgentColumns::map));
        if (query.metadata().isEmpty()) {
            return rows.apply(window);
        }
        Predicate<AgentDefinition> matcher = query.matcher();
        return new FilteredScan<>(rows, row -> position(query, row.agent()), row -> matcher.test(row.agent()), bound)
                .read(window);
    }

    private List<AgentDefinition> rows(AgentQuery query, Window window) {
        return transactions.read(session -> session.query(agents.list(query, window), AgentRecordColumns::map));
    }

    private FilteredScan<AgentDefinition> scan(AgentQuery query) {
        return new FilteredScan<>(
                window -> rows(query, window), agent -> position(query, agent), query.matcher(), bound);
    }

    private static Position position(AgentQuery query, AgentDefinition agent) {
        return Position.of(
                query.order() == AgentQuery.Order.CREATED_AT ? agent.createdAt() : agent.updatedAt(), agent.id());
    }
}
