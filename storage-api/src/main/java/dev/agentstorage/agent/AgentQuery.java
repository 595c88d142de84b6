package dev.agentstorage.agent;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.FilterWork;
import dev.agentstorage.value.Json;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A query for agents; all filters must match (rule {@code AGENT-40}).
 *
 * @param status only agents with this status; empty for any status
 * @param authorId only agents of this author
 * @param metadata only agents whose metadata contains this object, see {@link Json#contains}
 * @param order the sort field; ties are broken by id
 * @param direction newest first by default
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

    /** All agents, newest first. */
    public static final AgentQuery ALL = builder().build();

    /**
     * Rejects null values.
     *
     * @param status only agents of this status
     * @param authorId only agents of this author
     * @param metadata only agents whose metadata contains this object, see {@link Json#contains}
     * @param order the sort field
     * @param direction newest first by default
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public AgentQuery {
        Checks.notNull("status", status);
        Checks.notNull("authorId", authorId);
        Checks.notNull("metadata", metadata);
        Checks.notNull("order", order);
        Checks.notNull("direction", direction);
    }

    /**
     * Returns a builder for a query for all agents, newest first.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this query.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Returns a query for the agents of one author.
     *
     * @param authorId the id of the author
     * @return the query
     */
    public static AgentQuery ofAuthor(String authorId) {
        return builder().authorId(authorId).build();
    }

    /**
     * {@return whether the agent passes every filter} To test many agents use {@link #matcher()}.
     *
     * @param agent the agent
     */
    public boolean matches(AgentDefinition agent) {
        return matcher().test(agent);
    }

    /** {@return a predicate of all filters for the agents of one call, with the work limit of {@link FilterWork}} Not thread-safe. */
    public Predicate<AgentDefinition> matcher() {
        Predicate<Json> hasMetadata = new FilterWork().contains(metadata);
        return agent -> (status.isEmpty() || status.get().equals(agent.status()))
                && (authorId.isEmpty() || authorId.equals(agent.authorId()))
                && hasMetadata.test(agent.metadata());
    }

    /** Collects filters and order; {@code null} filters are rejected. Not thread-safe. */
    public static final class Builder {
        private Optional<AgentStatus> status = Optional.empty();
        private Optional<String> authorId = Optional.empty();
        private Optional<Json> metadata = Optional.empty();
        private Order order = Order.CREATED_AT;
        private Direction direction = Direction.DESC;

        private Builder() {}

        private Builder(AgentQuery query) {
            status = query.status;
            authorId = query.authorId;
            metadata = query.metadata;
            order = query.order;
            direction = query.direction;
        }

        /**
         * Selects only agents of this status.
         *
         * @param status only agents of this status
         * @return this builder
         */
        public Builder status(AgentStatus status) {
            this.status = Optional.of(Checks.notNull("status", status));
            return this;
        }

        /**
         * Removes the filter on {@code status}.
         *
         * @return this builder
         */
        public Builder clearStatus() {
            status = Optional.empty();
            return this;
        }

        /**
         * Selects only agents of this author.
         *
         * @param authorId only agents of this author
         * @return this builder
         */
        public Builder authorId(String authorId) {
            this.authorId = Optional.of(Checks.notNull("authorId", authorId));
            return this;
        }

        /**
         * Removes the filter on {@code authorId}.
         *
         * @return this builder
         */
        public Builder clearAuthorId() {
            authorId = Optional.empty();
            return this;
        }

        /**
         * Selects only agents whose metadata contains this object, see {@link Json#contains}.
         *
         * @param metadata only agents whose metadata contains this object, see {@link Json#contains}
         * @return this builder
         */
        public Builder metadata(Json metadata) {
            this.metadata = Optional.of(Checks.notNull("metadata", metadata));
            return this;
        }

        /**
         * Removes the filter on {@code metadata}.
         *
         * @return this builder
         */
        public Builder clearMetadata() {
            metadata = Optional.empty();
            return this;
        }

        /**
         * Sets the sort field. Default: {@link Order#CREATED_AT}.
         *
         * @param order the sort field
         * @return this builder
         */
        public Builder order(Order order) {
            this.order = order;
            return this;
        }

        /**
         * Sets the direction. Default: newest first.
         *
         * @param direction newest first by default
         * @return this builder
         */
        public Builder direction(Direction direction) {
            this.direction = direction;
            return this;
        }

        /**
         * Builds the query.
         *
         * @return the query
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public AgentQuery build() {
            return new AgentQuery(status, authorId, metadata, order, direction);
        }
    }
}
