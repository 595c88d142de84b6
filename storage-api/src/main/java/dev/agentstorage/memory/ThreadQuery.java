package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.FilterWork;
import dev.agentstorage.value.Json;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A query for threads; all filters must match (rule {@code MEM-20}).
 *
 * @param resourceId only threads of this resource
 * @param metadata only threads whose metadata contains this object, see {@link Json#contains}
 * @param archived only archived ({@code true}) or only active ({@code false}) threads
 * @param order the sort field; ties are broken by id
 * @param direction newest first by default
 */
public record ThreadQuery(
        Optional<String> resourceId,
        Optional<Json> metadata,
        Optional<Boolean> archived,
        Order order,
        Direction direction) {
    /** The fields by which threads can be sorted. */
    public enum Order {
        /** The start of the thread. */
        CREATED_AT,
        /** The last change of the thread or its messages. */
        UPDATED_AT,
        /** The time of the last message. Threads without messages sort first in ascending and last in descending order. */
        LAST_MESSAGE_AT
    }

    /** All threads, newest first. */
    public static final ThreadQuery ALL = builder().build();

    /**
     * Rejects null values.
     *
     * @param resourceId only threads of this resource
     * @param metadata only threads whose metadata contains this object, see {@link Json#contains}
     * @param archived only archived ({@code true}) or only active ({@code false}) threads
     * @param order the sort field
     * @param direction newest first by default
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public ThreadQuery {
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("metadata", metadata);
        Checks.notNull("archived", archived);
        Checks.notNull("order", order);
        Checks.notNull("direction", direction);
    }

    /**
     * Returns a builder for a query for all threads, newest first.
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
     * Returns a query for the threads of one resource.
     *
     * @param resourceId the id of the resource
     * @return the query
     */
    public static ThreadQuery ofResource(String resourceId) {
        return builder().resourceId(resourceId).build();
    }

    /**
     * {@return whether the thread passes all filters} To test many threads use {@link #matcher()}.
     *
     * @param thread the thread
     */
    public boolean matches(ConversationThread thread) {
        return matcher().test(thread);
    }

    /** {@return a predicate of all filters for the threads of one call, with the work limit of {@link FilterWork}} Not thread-safe. */
    public Predicate<ConversationThread> matcher() {
        Predicate<Json> hasMetadata = new FilterWork().contains(metadata);
        return thread -> (resourceId.isEmpty() || resourceId.get().equals(thread.resourceId()))
                && (archived.isEmpty() || archived.get() == thread.archivedAt().isPresent())
                && hasMetadata.test(thread.metadata());
    }

    /** Collects filters and order; {@code null} filters are rejected. Not thread-safe. */
    public static final class Builder {
        private Optional<String> resourceId = Optional.empty();
        private Optional<Json> metadata = Optional.empty();
        private Optional<Boolean> archived = Optional.empty();
        private Order order = Order.CREATED_AT;
        private Direction direction = Direction.DESC;

        private Builder() {}

        private Builder(ThreadQuery query) {
            resourceId = query.resourceId;
            metadata = query.metadata;
            archived = query.archived;
            order = query.order;
            direction = query.direction;
        }

        /**
         * Selects only threads of this resource.
         *
         * @param resourceId only threads of this resource
         * @return this builder
         */
        public Builder resourceId(String resourceId) {
            this.resourceId = Optional.of(Checks.notNull("resourceId", resourceId));
            return this;
        }

        /**
         * Removes the filter on {@code resourceId}.
         *
         * @return this builder
         */
        public Builder clearResourceId() {
            resourceId = Optional.empty();
            return this;
        }

        /**
         * Selects only threads whose metadata contains this object, see {@link Json#contains}.
         *
         * @param metadata only threads whose metadata contains this object, see {@link Json#contains}
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
         * Selects only archived ({@code true}) or only active ({@code false}) threads.
         *
         * @param archived only archived ({@code true}) or only active ({@code false}) threads
         * @return this builder
         */
        public Builder archived(boolean archived) {
            this.archived = Optional.of(archived);
            return this;
        }

        /**
         * Removes the filter on {@code archived}.
         *
         * @return this builder
         */
        public Builder clearArchived() {
            archived = Optional.empty();
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
        public ThreadQuery build() {
            return new ThreadQuery(resourceId, metadata, archived, order, direction);
        }
    }
}
