package dev.agentstorage.agent;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.FilterWork;
import dev.agentstorage.value.Json;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which agents, in which order; all filters must hold (rule {@code AGENT-40}).
 *
 * @param status only agents of this status; all of them when it is not given
 * @param authorId only agents of this author
 * @param metadata only agents whose metadata contains this object, see {@link Json#contains}
 * @param order the sort field; ties are broken by id
 * @param direction newest first unless said otherwise
 */
public record AgentQuery(
        Optional<AgentStatus> status,
        Optional<String> authorId,
        Optional<Json> metadata,
        Order order,
        Direction direction) {
    /** The fields by which agents can be sorted. */
    public enum Order {
        /** When the agent was made. */
        CREATED_AT,
        /** When the agent's thin record changed last. */
        UPDATED_AT
    }

    /** All agents, the newest first. */
    public static final AgentQuery ALL =
            new AgentQuery(Optional.empty(), Optional.empty(), Optional.empty(), Order.CREATED_AT, Direction.DESC);

    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public AgentQuery {
        Checks.notNull("status", status);
        Checks.notNull("authorId", authorId);
        Checks.notNull("metadata", metadata);
        Checks.notNull("order", order);
        Checks.notNull("direction", direction);
    }

    /** The agents of one author. */
    public static AgentQuery ofAuthor(String authorId) {
        return ALL.author(authorId);
    }

    /** Returns this query for one status. */
    public AgentQuery status(AgentStatus status) {
        return new AgentQuery(Optional.of(Checks.notNull("status", status)), authorId, metadata, order, direction);
    }

    /** Returns this query for one author. */
    public AgentQuery author(String authorId) {
        return new AgentQuery(status, Optional.of(Checks.notNull("authorId", authorId)), metadata, order, direction);
    }

    /** Returns this query with a metadata filter. */
    public AgentQuery metadata(Json metadata) {
        return new AgentQuery(status, authorId, Optional.of(Checks.notNull("metadata", metadata)), order, direction);
    }

    /** Returns this query in another order. */
    public AgentQuery orderBy(Order order, Direction direction) {
        return new AgentQuery(status, authorId, metadata, order, direction);
    }

    /** Returns whether the agent passes every filter. To judge many agents use {@link #matcher()}. */
    public boolean matches(AgentDefinition agent) {
        return matcher().test(agent);
    }

    /** Returns every filter, for the agents that one call looks at; bounded as {@link FilterWork} says. Not thread-safe. */
    public Predicate<AgentDefinition> matcher() {
        Predicate<Json> hasMetadata = new FilterWork().contains(metadata);
        return agent -> (status.isEmpty() || status.get().equals(agent.status()))
                && (authorId.isEmpty() || authorId.equals(agent.authorId()))
                && hasMetadata.test(agent.metadata());
    }
}
