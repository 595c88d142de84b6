package dev.agentstorage.inmemory;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
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
import org.jspecify.annotations.Nullable;

/** Agents in memory: each operation holds the one lock of the domain, and agents and versions are immutable. */
final class InMemoryAgentBackend implements AgentBackend {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, AgentDefinition> agents = new HashMap<>();
    private final OrderedRows<AgentDefinition> byCreation = new OrderedRows<>();
    private final OrderedRows<AgentDefinition> byUpdate = new OrderedRows<>();
    private final AgentVersions versions = new AgentVersions();
    private final Limits limits;

    InMemoryAgentBackend(Limits limits) {
        this.limits = limits;
    }

    @Override
    public AgentDefinition createAgent(AgentDefinition agent, AgentVersion first) {
        return writing(() -> {
            AgentDefinition stored = agents.get(agent.id());
            if (stored != null) {
                throw new AlreadyExistsException(
                        "agent-exists", "an agent with this id exists", Map.of("agentId", agent.id()), stored);
            }
            requireFree(first.id(), first.agentId(), first.number());
            put(agent);
            versions.add(first);
            return agent;
        });
    }

    @Override
    public AgentDefinition saveAgent(AgentDefinition agent, Optional<Version> expected) {
        return writing(() -> {
            requireVersion(agent.id(), agents.get(agent.id()), expected);
            put(agent);
            return agent;
        });
    }

    @Override
    public AgentDefinition updateAgent(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
        return writing(() -> {
            AgentDefinition stored = require(id);
            requireVersion(id, stored, expected);
            AgentDefinition changed = patch.apply(stored, now);
            // the store checks what it is given; only here it is known what a merge makes of it
            limits.requireValue("metadata", changed.metadata().sizeInBytes());
            put(changed);
            return changed;
        });
    }

    @Override
    public Optional<AgentDefinition> getAgent(String id) {
        return reading(() -> Optional.ofNullable(agents.get(id)));
    }

    @Override
    public Optional<ResolvedAgent> resolveAgent(String id, Resolution resolution) {
        return reading(() -> Optional.ofNullable(agents.get(id)).map(agent -> resolve(agent, resolution)));
    }

    @Override
    public Optional<ResolvedAgent> resolveAgent(String id, String versionId) {
        return reading(() -> Optional.ofNullable(agents.get(id))
                .flatMap(agent -> versionOf(id, versionId).map(found -> new ResolvedAgent(agent, Optional.of(found)))));
    }

    @Override
    public BulkStep deleteAgent(String id, int limit) {
        return writing(() -> {
            int removed = versions.remove(id, limit);
            if (removed == limit) {
                return new BulkStep(removed, false);
            }
            return new BulkStep(remove(id) ? removed + 1L : removed, true);
        });
    }

    @Override
    public List<AgentDefinition> listAgents(AgentQuery query, Window window) {
        return reading(() -> list(query, window));
    }

    @Override
    public long countAgents(AgentQuery query) {
        return reading(() -> agents.values().stream().filter(query.matcher()).count());
    }

    @Override
    public List<ResolvedAgent> listResolvedAgents(AgentQuery query, Resolution resolution, Window window) {
        return reading(() -> list(query, window).stream()
                .map(agent -> resolve(agent, resolution))
                .toList());
    }

    @Override
    public AgentVersion createVersion(NewAgentVersion version) {
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
    public Optional<AgentVersion> getVersion(String id) {
        return reading(() -> versions.get(id));
    }

    @Override
    public Optional<AgentVersion> getVersion(String agentId, int number) {
        return reading(() -> versions.get(agentId, number));
    }

    @Override
    public Optional<AgentVersion> getLatestVersion(String agentId) {
        return reading(() -> versions.latest(agentId));
    }

    @Override
    public List<AgentVersion> listVersions(VersionQuery query, Window window) {
        return reading(() -> versions.list(query, window));
    }

    @Override
    public long countVersions(String agentId) {
        return reading(() -> (long) versions.count(agentId));
    }

    @Override
    public boolean deleteVersion(String id) {
        return writing(() -> versions.remove(id));
    }

    @Override
    public BulkStep deleteVersions(String agentId, int limit) {
        return writing(() -> {
            int removed = versions.remove(agentId, limit);
            return new BulkStep(removed, versions.count(agentId) == 0);
        });
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

    private ResolvedAgent resolve(AgentDefinition agent, Resolution resolution) {
        Optional<AgentVersion> active = resolution == Resolution.LATEST
                ? Optional.empty()
                : agent.activeVersionId().flatMap(version -> versionOf(agent.id(), version));
        return new ResolvedAgent(agent, active.or(() -> versions.latest(agent.id())));
    }

    private Optional<AgentVersion> versionOf(String agentId, String versionId) {
        return versions.get(versionId).filter(version -> version.agentId().equals(agentId));
    }

    private List<AgentDefinition> list(AgentQuery query, Window window) {
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
            throw new NotFoundException("agent-not-found", "the agent is missing", Map.of("agentId", id));
        }
        return stored;
    }

    private void requireFree(String versionId, String agentId, int number) {
        versions.get(versionId).ifPresent(stored -> {
            throw new AlreadyExistsException(
                    "agent-version-exists", "a version with this id exists", Map.of("versionId", versionId), stored);
        });
        versions.get(agentId, number).ifPresent(stored -> {
            throw new AlreadyExistsException(
                    "agent-version-number-exists",
                    "the agent has a version with this number",
                    Details.of("agentId", agentId, "number", number),
                    stored);
        });
    }

    private static void requireVersion(String id, @Nullable AgentDefinition stored, Optional<Version> expected) {
        if (expected.isPresent() && (stored == null || !stored.version().equals(expected.get()))) {
            throw new ConflictException(
                    "version-conflict", "what is stored is not what was expected", Map.of("agentId", id), stored);
        }
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
}
