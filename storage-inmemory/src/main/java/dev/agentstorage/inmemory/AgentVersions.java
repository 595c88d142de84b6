package dev.agentstorage.inmemory;

import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The versions of all agents, by id, and for each agent by number and by time. Not thread-safe: guarded by the backend's lock. */
final class AgentVersions {
    /** The versions of one agent. */
    private static final class OfAgent {
        final NavigableMap<Integer, AgentVersion> byNumber = new TreeMap<>();
        final OrderedRows<AgentVersion> byTime = new OrderedRows<>();
        final OrderedRows<AgentVersion> inOrder = new OrderedRows<>();
    }

    private final Map<String, AgentVersion> byId = new HashMap<>();
    private final Map<String, OfAgent> byAgent = new HashMap<>();

    Optional<AgentVersion> get(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<AgentVersion> get(String agentId, int number) {
        return Optional.ofNullable(byAgent.get(agentId)).map(versions -> versions.byNumber.get(number));
    }

    Optional<AgentVersion> latest(String agentId) {
        return Optional.ofNullable(byAgent.get(agentId))
                .map(versions -> versions.byNumber.lastEntry().getValue());
    }

    int count(String agentId) {
        OfAgent versions = byAgent.get(agentId);
        return versions == null ? 0 : versions.byNumber.size();
    }

    List<AgentVersion> list(VersionQuery query, Window window) {
        OfAgent versions = byAgent.get(query.agentId());
        if (versions == null) {
            return List.of();
        }
        OrderedRows<AgentVersion> rows =
                query.order() == VersionQuery.Order.NUMBER ? versions.inOrder : versions.byTime;
        return rows.list(version -> true, query.direction(), window);
    }

    /** Adds a version whose id and number are free. */
    void add(AgentVersion version) {
        byId.put(version.id(), version);
        OfAgent versions = byAgent.computeIfAbsent(version.agentId(), id -> new OfAgent());
        versions.byNumber.put(version.number(), version);
        versions.inOrder.put(byNumber(version), version);
        versions.byTime.put(byTime(version), version);
    }

    boolean remove(String id) {
        @Nullable AgentVersion version = byId.remove(id);
        if (version == null) {
            return false;
        }
        byAgent.computeIfPresent(version.agentId(), (agent, versions) -> {
            versions.byNumber.remove(version.number());
            versions.inOrder.remove(byNumber(version));
            versions.byTime.remove(byTime(version));
            return versions.byNumber.isEmpty() ? null : versions;
        });
        return true;
    }

    /**
     * Removes versions of an agent, up to a limit.
     *
     * @return the number removed
     */
    int remove(String agentId, int limit) {
        OfAgent versions = byAgent.get(agentId);
        return versions == null
                ? 0
                : removeAll(versions.byNumber.values().stream()
                        .limit(limit)
                        .map(AgentVersion::id)
                        .toList());
    }

    /**
     * Removes any versions, up to a limit.
     *
     * @return the number removed
     */
    int removeAny(int limit) {
        return removeAll(byId.keySet().stream().limit(limit).toList());
    }

    private int removeAll(List<String> ids) {
        ids.forEach(this::remove);
        return ids.size();
    }

    private static Position byNumber(AgentVersion version) {
        return new Position(version.number(), List.of(version.id()));
    }

    private static Position byTime(AgentVersion version) {
        return Position.of(version.createdAt(), version.id());
    }
}
