package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.spi.AgentVersionBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.spi.support.StepSize;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The operations on versions. Thread-safe. */
@Singleton
final class DsqlAgentVersionBackend implements AgentVersionBackend {
    private final Transactions transactions;
    private final AgentRecordStatements agents;
    private final AgentVersionStatements versions;
    private final StepSize steps;

    @Inject
    DsqlAgentVersionBackend(Transactions transactions, AgentRecordStatements agents, AgentVersionStatements versions) {
        this.transactions = transactions;
        this.steps = transactions.stepSize();
        this.agents = agents;
        this.versions = versions;
    }

    @Override
    public AgentVersion create(NewAgentVersion version) {
        return transactions.transaction(
                session -> {
                    if (session.update(agents.touch(version.agentId())) == 0) {
                        throw Refusals.agentNotFound(version.agentId());
                    }
                    AgentVersion numbered = numbered(session, version);
                    if (session.update(versions.create(numbered)) == 0) {
                        refuse(session, versions, numbered);
                    }
                    return numbered;
                },
                session -> created(session, version));
    }

    /** Assigns the next number. An existing id is reported before a number that is too high. */
    private AgentVersion numbered(Session session, NewAgentVersion version) throws SQLException {
        if (version.number().isPresent()) {
            return version.numbered(version.number().getAsInt());
        }
        long highest = session.first(versions.highest(version.agentId()), row -> row.number("highest"))
                .orElse(0L);
        if (highest >= NewAgentVersion.MAX_NUMBER) {
            session.first(versions.get(version.id()), AgentVersionColumns::map).ifPresent(stored -> {
                throw Refusals.agentVersionExists(stored);
            });
        }
        return version.numbered(Math.toIntExact(highest) + 1);
    }

    /** Finds the version that this call has stored, with its number. */
    private Optional<AgentVersion> created(Session session, NewAgentVersion version) throws SQLException {
        return session.first(versions.get(version.id()), AgentVersionColumns::map)
                .filter(stored -> version.number().isEmpty() || version.number().getAsInt() == stored.number())
                .filter(stored -> version.numbered(stored.number()).equals(stored));
    }

    /** Throws the error that explains why a version could not be stored. */
    static void refuse(Session session, AgentVersionStatements versions, AgentVersion version) throws SQLException {
        session.first(versions.get(version.id()), AgentVersionColumns::map).ifPresent(stored -> {
            throw Refusals.agentVersionExists(stored);
        });
        session.first(versions.get(version.agentId(), version.number()), AgentVersionColumns::map)
                .ifPresent(stored -> {
                    throw Refusals.agentVersionNumberExists(stored);
                });
        throw new SQLException("the conflicting version was deleted concurrently", "40001");
    }

    @Override
    public Optional<AgentVersion> get(String id) {
        return first(versions.get(id));
    }

    @Override
    public Optional<AgentVersion> get(String agentId, int number) {
        return first(versions.get(agentId, number));
    }

    @Override
    public Optional<AgentVersion> getLatest(String agentId) {
        return first(versions.latest(agentId));
    }

    private Optional<AgentVersion> first(Sql sql) {
        return transactions.read(session -> session.first(sql, AgentVersionColumns::map));
    }

    @Override
    public List<AgentVersion> list(VersionQuery query, Window window) {
        return transactions.read(session -> session.query(versions.list(query, window), AgentVersionColumns::map));
    }

    @Override
    public long count(String agentId) {
        return transactions.read(session -> session.count(versions.count(agentId)));
    }

    @Override
    public boolean delete(String id) {
        return remove(versions.delete(id)) > 0;
    }

    @Override
    public BulkStep deleteOfAgent(String agentId, int limit) {
        return steps.run(limit, rows -> {
            int removed = remove(versions.deleteOfAgent(agentId, rows));
            return new BulkStep(removed, removed < rows);
        });
    }

    private int remove(Sql removal) {
        return transactions.statement(session -> {
            session.requireNothingApplied();
            return session.update(removal);
        });
    }
}
