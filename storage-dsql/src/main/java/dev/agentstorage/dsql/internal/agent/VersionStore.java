package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Window;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The operations on versions. Thread-safe. */
@Singleton
final class VersionStore {
    private final Transactions transactions;
    private final AgentTable agents;
    private final VersionTable versions;

    @Inject
    VersionStore(Transactions transactions, AgentTable agents, VersionTable versions) {
        this.transactions = transactions;
        this.agents = agents;
        this.versions = versions;
    }

    AgentVersion create(NewAgentVersion version) {
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

    /** The number that is too high is refused after the id that is taken. */
    private AgentVersion numbered(Session session, NewAgentVersion version) throws SQLException {
        if (version.number().isPresent()) {
            return version.numbered(version.number().getAsInt());
        }
        long highest = session.first(versions.highest(version.agentId()), row -> row.number(1))
                .orElse(0L);
        if (highest >= NewAgentVersion.MAX_NUMBER) {
            session.first(versions.get(version.id()), VersionTable::map).ifPresent(stored -> {
                throw Refusals.versionExists(stored);
            });
        }
        return version.numbered(Math.toIntExact(highest) + 1);
    }

    /** Finds a version as it was given, with the number that it has. */
    private Optional<AgentVersion> created(Session session, NewAgentVersion version) throws SQLException {
        return session.first(versions.get(version.id()), VersionTable::map)
                .filter(stored -> version.number().isEmpty() || version.number().getAsInt() == stored.number())
                .filter(stored -> version.numbered(stored.number()).equals(stored));
    }

    /** Says what is in the way of a version that could not be stored. */
    static void refuse(Session session, VersionTable versions, AgentVersion version) throws SQLException {
        session.first(versions.get(version.id()), VersionTable::map).ifPresent(stored -> {
            throw Refusals.versionExists(stored);
        });
        session.first(versions.get(version.agentId(), version.number()), VersionTable::map)
                .ifPresent(stored -> {
                    throw Refusals.numberExists(stored);
                });
        throw new SQLException("what was in the way is gone", "40001");
    }

    Optional<AgentVersion> get(String id) {
        return first(versions.get(id));
    }

    Optional<AgentVersion> get(String agentId, int number) {
        return first(versions.get(agentId, number));
    }

    Optional<AgentVersion> latest(String agentId) {
        return first(versions.latest(agentId));
    }

    private Optional<AgentVersion> first(Sql sql) {
        return transactions.read(session -> session.first(sql, VersionTable::map));
    }

    List<AgentVersion> list(VersionQuery query, Window window) {
        return transactions.read(session -> session.query(versions.list(query, window), VersionTable::map));
    }

    long count(String agentId) {
        return transactions.read(session ->
                session.first(versions.count(agentId), row -> row.number(1)).orElse(0L));
    }

    boolean delete(String id) {
        return remove(versions.delete(id)) > 0;
    }

    BulkStep deleteOfAgent(String agentId, int limit) {
        int removed = remove(versions.deleteOfAgent(agentId, limit));
        return new BulkStep(removed, removed < limit);
    }

    private int remove(Sql removal) {
        return transactions.statement(session -> {
            session.requireNothingApplied();
            return session.update(removal);
        });
    }
}
