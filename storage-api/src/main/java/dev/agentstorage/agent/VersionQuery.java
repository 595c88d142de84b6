package dev.agentstorage.agent;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Direction;

/**
 * A query for the versions of one agent (rule {@code AGENT-35}).
 *
 * @param agentId the agent
 * @param order the sort field; ties are broken by id
 * @param direction highest or newest first by default
 */
public record VersionQuery(String agentId, Order order, Direction direction) {
    /** The fields by which versions can be sorted. */
    public enum Order {
        /** The number of the version. */
        NUMBER,
        /** When the version was made. */
        CREATED_AT
    }

    /**
     * Rejects null values.
     *
     * @param agentId the agent
     * @param order the sort field
     * @param direction highest or newest first by default
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public VersionQuery {
        Checks.notNull("agentId", agentId);
        Checks.notNull("order", order);
        Checks.notNull("direction", direction);
    }

    /**
     * Returns a builder for a query for the versions of one agent, the highest number first.
     *
     * @param agentId the id of the agent
     * @return a new builder
     */
    public static Builder builder(String agentId) {
        return new Builder(agentId);
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
     * Returns a query for the versions of one agent, the highest number first.
     *
     * @param agentId the id of the agent
     * @return the query
     */
    public static VersionQuery of(String agentId) {
        return builder(agentId).build();
    }

    /** Collects the order. Not thread-safe. */
    public static final class Builder {
        private String agentId;
        private Order order = Order.NUMBER;
        private Direction direction = Direction.DESC;

        private Builder(String agentId) {
            this.agentId = agentId;
        }

        private Builder(VersionQuery query) {
            agentId = query.agentId;
            order = query.order;
            direction = query.direction;
        }

        /**
         * Sets the agent.
         *
         * @param agentId the agent
         * @return this builder
         */
        public Builder agentId(String agentId) {
            this.agentId = agentId;
            return this;
        }

        /**
         * Sets the sort field. Default: {@link Order#NUMBER}.
         *
         * @param order the sort field
         * @return this builder
         */
        public Builder order(Order order) {
            this.order = order;
            return this;
        }

        /**
         * Sets the direction. Default: highest or newest first.
         *
         * @param direction highest or newest first by default
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
        public VersionQuery build() {
            return new VersionQuery(agentId, order, direction);
        }
    }
}
