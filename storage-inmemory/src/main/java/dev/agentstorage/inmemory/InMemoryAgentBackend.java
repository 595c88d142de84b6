package dev.agentstorage.inmemory;

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
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Agents in memory. Each operation holds the lock of the domain; agents and versions are immutable. Thread-safe. */
final class InMemoryAgentBackend implements AgentBackend {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, AgentDefinition> agents = new HashMap<>();
    private final OrderedRows<AgentDefinition> byCreation = new OrderedRows<>();
    private final OrderedRows<AgentDefinition> byUpdate = new OrderedRows<>();
    private final AgentVersions versions = new AgentVersions();
    private final Limits limits;
    private final Records recordPart = new Records();
    private final Versions versionPart = new Versions();

    InMemoryAgentBackend(Limits limits) {
        this.limits = limits;
    }

    @Override
    public AgentRecordBackend agents() {
        return recordPart;
    }

    @Override
    public AgentVersionBackend versions() {
        return versionPart;
    }

    @Override
    public BulkStep clear(int limit) {
        return writing(() -> {
            int removed = versions.removeAny(limit);
            List<String> ids =
                    agents.keySet().stream().limit((long) limit - removed).toList();
            ids.forEach(this::remove);
            return new BulkStep((long) removed + ids.size(), agents.isEmpty());
        });
    }

    private ResolvedAgent resolved(AgentDefinition agent, Resolution resolution) {
        Optional<AgentVersion> active = resolution == Resolution.LATEST
                ? Optional.empty()
                : agent.activeVersionId().flatMap(version -> versionOf(agent.id(), version));
        return new ResolvedAgent(agent, active.or(() -> versions.latest(agent.id())));
    }

    private Optional<AgentVersion> versionOf(String agentId, String versionId) {
        return versions.get(versionId).filter(version -> version.agentId().equals(agentId));
    }

    private List<AgentDefinition> listed(AgentQuery query, Window window) {
        OrderedRows<AgentDefinition> rows = query.order() == AgentQuery.Order.CREATED_AT ? byCreation : byUpdate;
        return rows.list(query.matcher(), query.direction(), window);
    }

    private void put(AgentDefinition agent) {
        remove(agent.id());
        agents.put(agent.id(), agent);
        byCreation.put(Position.of(agent.createdAt(), agent.id()), agent);
        byUpdate.put(Position.of(agent.updatedAt(), agent.id()), agent);
    }

    private boolean remove(String id) {
        AgentDefinition removed = agents.remove(id);
        if (removed == null) {
            return false;
        }
        byCreation.remove(Position.of(removed.createdAt(), id));
        byUpdate.remove(Position.of(removed.updatedAt(), id));
        return true;
    }

    private AgentDefinition require(String id) {
        AgentDefinition stored = agents.get(id);
        if (stored == null) {
            throw Refusals.agentNotFound(id);
        }
        return stored;
    }

    private void requireFree(String versionId, String agentId, int number) {
        versions.get(versionId).ifPresent(stored -> {
            throw Refusals.agentVersionExists(stored);
        });
        versions.get(agentId, number).ifPresent(stored -> {
            throw Refusals.agentVersionNumberExists(stored);
        });
    }

    private <T> T reading(Supplier<T> action) {
        return holding(lock.readLock(), action);
    }

    private <T> T writing(Supplier<T> action) {
        return holding(lock.writeLock(), action);
    }

    private static <T> T holding(Lock lock, Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** The thin records of agents, guarded by the lock of the domain. */
    private final class Records implements AgentRecordBackend {
        @Override
        public AgentDefinition create(AgentDefinition agent, AgentVersion first) {
            return writing(() -> {
                AgentDefinition stored = agents.get(agent.id());
                if (stored != null) {
                    throw Refusals.agentExists(agent.id(), stored);
                }
                requireFree(first.id(), first.agentId(), first.number());
                put(agent);
                versions.add(first);
                return agent;
            });
        }

        @Override
        public AgentDefinition save(AgentDefinition agent, Optional<Version> expected) {
            return writing(() -> {
                Refusals.requireAgentVersion(expected, agent.id(), agents.get(agent.id()));
                put(agent);
                return agent;
            });
        }

        @Override
        public AgentDefinition update(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            return writing(() -> {
                AgentDefinition stored = require(id);
                Refusals.requireAgentVersion(expected, id, stored);
                AgentDefinition changed = patch.apply(stored, now);
                // the store checks the caller's values, but the merged metadata is only known here
                limits.requireValue("metadata", changed.metadata().sizeInBytes());
                put(changed);
                return changed;
            });
        }

        @Override
        public Optional<AgentDefinition> get(String id) {
            return reading(() -> Optional.ofNullable(agents.get(id)));
        }

        @Override
        public Optional<ResolvedAgent> resolve(String id, Resolution resolution) {
            return reading(() -> Optional.ofNullable(agents.get(id)).map(agent -> resolved(agent, resolution)));
        }

        @Override
        public Optional<ResolvedAgent> resolve(String id, String versionId) {
            return reading(() -> Optional.ofNullable(agents.get(id))
                    .flatMap(agent ->
                            versionOf(id, versionId).map(found -> new ResolvedAgent(agent, Optional.of(found)))));
        }

        @Override
        public BulkStep delete(String id, int limit) {
            return writing(() -> {
                int removed = versions.remove(id, limit);
                if (removed == limit) {
                    return new BulkStep(removed, false);
                }
                return new BulkStep(remove(id) ? removed + 1L : removed, true);
            });
        }

        @Override
        public List<AgentDefinition> list(AgentQuery query, Window window) {
            return reading(() -> listed(query, window));
        }

        @Override
        public long count(AgentQuery query) {
            return reading(
                    () -> agents.values().stream().filter(query.matcher()).count());
        }

        @Override
        public List<ResolvedAgent> listResolved(AgentQuery query, Resolution resolution, Window window) {
            return reading(() -> listed(query, window).stream()
                    .map(agent -> resolved(agent, resolution))
                    .toList());
        }
    }

    /** The versions, guarded by the lock of the domain. */
    private final class Versions implements AgentVersionBackend {
        @Override
        public AgentVersion create(NewAgentVersion version) {
            return writing(() -> {
                require(version.agentId());
                int number = version.number()
                        .orElseGet(() -> versions.latest(version.agentId())
                                        .map(AgentVersion::number)
                                        .orElse(0)
                                + 1);
                requireFree(version.id(), version.agentId(), number);
                AgentVersion numbered = version.numbered(number);
                versions.add(numbered);
                return numbered;
            });
        }

        @Override
        public Optional<AgentVersion> get(String id) {
            return reading(() -> versions.get(id));
        }

        @Override
        public Optional<AgentVersion> get(String agentId, int number) {
            return reading(() -> versions.get(agentId, number));
        }

        @Override
        public Optional<AgentVersion> getLatest(String agentId) {
            return reading(() -> versions.latest(agentId));
        }

        @Override
        public List<AgentVersion> list(VersionQuery query, Window window) {
            return reading(() -> versions.list(query, window));
        }

        @Override
        public long count(String agentId) {
            return reading(() -> (long) versions.count(agentId));
        }

        @Override
        public boolean delete(String id) {
            return writing(() -> versions.remove(id));
        }

        @Override
        public BulkStep deleteOfAgent(String agentId, int limit) {
            return writing(() -> {
                int removed = versions.remove(agentId, limit);
                return new BulkStep(removed, versions.count(agentId) == 0);
            });
        }
    }
}
