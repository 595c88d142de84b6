package dev.agentstorage.examples.sqlite;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.AgentRecordBackend;
import dev.agentstorage.spi.AgentVersionBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Agents' thin records, and the domain, which has their versions too. Thread-safe. */
record SqliteAgents(Database database) implements AgentBackend, AgentRecordBackend {
    static final Table<AgentDefinition> TABLE = new Table<>("agents", AgentDefinition.class, 1);

    @Override
    public AgentRecordBackend agents() {
        return this;
    }

    @Override
    public AgentVersionBackend versions() {
        return new Versions(database);
    }

    @Override
    public AgentDefinition create(AgentDefinition agent, AgentVersion first) {
        return database.write(session -> {
            if (!session.insert(TABLE, agent)) {
                throw Refusals.agentExists(
                        agent.id(), session.get(TABLE, agent.id()).orElse(null));
            }
            Versions.insert(session, first);
            return agent;
        });
    }

    @Override
    public AgentDefinition save(AgentDefinition agent, Optional<Version> expected) {
        return database.write(session -> {
            Refusals.requireAgentVersion(
                    expected, agent.id(), session.get(TABLE, agent.id()).orElse(null));
            return session.put(TABLE, agent);
        });
    }

    @Override
    public AgentDefinition update(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
        return database.write(session -> {
            AgentDefinition stored = session.get(TABLE, id).orElseThrow(() -> Refusals.agentNotFound(id));
            Refusals.requireAgentVersion(expected, id, stored);
            AgentDefinition changed = patch.apply(stored, now);
            // the store has checked what it was given; only here it is known what a merge makes of it
            database.limits.requireValue("metadata", changed.metadata().sizeInBytes());
            return session.put(TABLE, changed);
        });
    }

    @Override
    public Optional<AgentDefinition> get(String id) {
        return database.read(session -> session.get(TABLE, id));
    }

    @Override
    public Optional<ResolvedAgent> resolve(String id, Resolution resolution) {
        return database.read(session -> session.get(TABLE, id).map(agent -> resolved(session, agent, resolution)));
    }

    @Override
    public Optional<ResolvedAgent> resolve(String id, String versionId) {
        return database.read(session -> session.get(TABLE, id)
                .flatMap(agent -> Versions.of(session, id, versionId)
                        .map(version -> new ResolvedAgent(agent, Optional.of(version)))));
    }

    private static ResolvedAgent resolved(Session session, AgentDefinition agent, Resolution resolution) {
        Optional<AgentVersion> active = resolution == Resolution.LATEST
                ? Optional.empty()
                : agent.activeVersionId().flatMap(id -> Versions.of(session, agent.id(), id));
        return new ResolvedAgent(agent, active.or(() -> Versions.latest(session, agent.id())));
    }

    @Override
    public BulkStep delete(String id, int limit) {
        return database.write(session -> session.remove(
                limit,
                new Session.Part(Versions.TABLE, Where.is("agent_id", id)),
                new Session.Part(TABLE, Where.is("id", id))));
    }

    @Override
    public BulkStep clear(int limit) {
        return database.write(session -> session.remove(
                limit, new Session.Part(Versions.TABLE, new Where()), new Session.Part(TABLE, new Where())));
    }

    @Override
    public List<AgentDefinition> list(AgentQuery query, Window window) {
        return database.read(session -> listing(query).read(session, window));
    }

    @Override
    public long count(AgentQuery query) {
        return database.read(session -> listing(query).count(session));
    }

    /** One transaction; a database in the process needs no round trips, so a statement for each agent is cheap. */
    @Override
    public List<ResolvedAgent> listResolved(AgentQuery query, Resolution resolution, Window window) {
        return database.read(session -> listing(query).read(session, window).stream()
                .map(agent -> resolved(session, agent, resolution))
                .toList());
    }

    private Listing<AgentDefinition> listing(AgentQuery query) {
        Where where = new Where().filter("status", query.status()).filter("author_id", query.authorId());
        String sort = query.order() == AgentQuery.Order.CREATED_AT ? "created_at" : "updated_at";
        return new Listing<>(TABLE, where, sort, query.direction())
                .matching(query.metadata().map(metadata -> query.matcher()));
    }

    /** The versions of agents. Thread-safe. */
    record Versions(Database database) implements AgentVersionBackend {
        static final Table<AgentVersion> TABLE = new Table<>("agent_versions", AgentVersion.class, 1);

        /** Stores a new version. Throws an {@code AlreadyExistsException} if its id or its number is taken. */
        static AgentVersion insert(Session session, AgentVersion version) {
            requireNew(session, version.id());
            numbered(session, version.agentId(), version.number()).ifPresent(stored -> {
                throw Refusals.agentVersionNumberExists(stored);
            });
            return session.put(TABLE, version);
        }

        private static void requireNew(Session session, String id) {
            session.get(TABLE, id).ifPresent(stored -> {
                throw Refusals.agentVersionExists(stored);
            });
        }

        static Optional<AgentVersion> of(Session session, String agentId, String id) {
            return session.get(TABLE, id).filter(version -> version.agentId().equals(agentId));
        }

        static Optional<AgentVersion> latest(Session session, String agentId) {
            String sql = TABLE.select + " WHERE agent_id = ? ORDER BY number DESC LIMIT 1";
            return session.list(TABLE, sql, List.of(agentId)).stream().findFirst();
        }

        private static Optional<AgentVersion> numbered(Session session, String agentId, int number) {
            String sql = TABLE.select + " WHERE agent_id = ? AND number = ?";
            return session.list(TABLE, sql, List.of(agentId, number)).stream().findFirst();
        }

        @Override
        public AgentVersion create(NewAgentVersion version) {
            return database.write(session -> {
                String agentId = version.agentId();
                if (session.get(SqliteAgents.TABLE, agentId).isEmpty()) {
                    throw Refusals.agentNotFound(agentId);
                }
                requireNew(session, version.id());
                int next = latest(session, agentId).map(AgentVersion::number).orElse(0) + 1;
                return insert(session, version.numbered(version.number().orElse(next)));
            });
        }

        @Override
        public Optional<AgentVersion> get(String id) {
            return database.read(session -> session.get(TABLE, id));
        }

        @Override
        public Optional<AgentVersion> get(String agentId, int number) {
            return database.read(session -> numbered(session, agentId, number));
        }

        @Override
        public Optional<AgentVersion> getLatest(String agentId) {
            return database.read(session -> latest(session, agentId));
        }

        @Override
        public List<AgentVersion> list(VersionQuery query, Window window) {
            String sort = query.order() == VersionQuery.Order.NUMBER ? "number" : "created_at";
            Listing<AgentVersion> listing =
                    new Listing<>(TABLE, Where.is("agent_id", query.agentId()), sort, query.direction());
            return database.read(session -> listing.read(session, window));
        }

        @Override
        public long count(String agentId) {
            return database.read(session -> session.count(TABLE, Where.is("agent_id", agentId)));
        }

        @Override
        public boolean delete(String id) {
            return database.write(session -> session.delete(TABLE, Where.is("id", id)) > 0);
        }

        @Override
        public BulkStep deleteOfAgent(String agentId, int limit) {
            return database.write(session -> session.removeFirst(TABLE, Where.is("agent_id", agentId), "rowid", limit));
        }
    }
}
