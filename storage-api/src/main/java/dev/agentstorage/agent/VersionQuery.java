package dev.agentstorage.agent;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Direction;

/**
 * The versions of one agent, in which order (rule {@code AGENT-35}).
 *
 * @param agentId the agent
 * @param order the sort field; ties are broken by id
 * @param direction highest or newest first unless said otherwise
 */
public record VersionQuery(String agentId, Order order, Direction direction) {
    /** The fields by which versions can be sorted. */
    public enum Order {
        /** The number of the version. */
        NUMBER,
        /** When the version was made. */
        CREATED_AT
    }

    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public VersionQuery {
        Checks.notNull("agentId", agentId);
        Checks.notNull("order", order);
        Checks.notNull("direction", direction);
    }

    /** The versions of one agent, the highest number first. */
    public static VersionQuery of(String agentId) {
        return new VersionQuery(agentId, Order.NUMBER, Direction.DESC);
    }

    /** Returns this query in another order. */
    public VersionQuery orderBy(Order order, Direction direction) {
        return new VersionQuery(agentId, order, direction);
    }
}
