package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.FilterWork;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A query for messages; all filters must match (rule {@code MEM-50}). Sorted by {@code createdAt}, then id.
 *
 * @param threadIds only messages of these threads, at most 1,000 distinct ids (the store rejects more as {@code batch-too-large}); no
 *     messages when the list is empty (rule {@code CORE-22}), any thread when it is absent
 * @param resourceId only messages of this resource
 * @param range only messages created in this range
 * @param positions only messages whose position in the total order is in this range (rule {@code MEM-99})
 * @param metadata only messages whose {@code content.metadata} contains this object; the backend checks every message that passes the other
 *     filters
 * @param direction oldest first by default
 */
public record MessageQuery(
        Optional<List<String>> threadIds,
        Optional<String> resourceId,
        TimeRange range,
        MessageRange positions,
        Optional<Json> metadata,
        Direction direction) {
    /** All messages, oldest first. */
    public static final MessageQuery ALL = builder().build();

    /**
     * Copies the ids.
     *
     * @param threadIds only messages of these threads, at most 1,000 different ones (more are refused by the store as
     *     {@code batch-too-large})
     * @param resourceId only messages of this resource
     * @param range only messages created in this range
     * @param positions only messages whose place in the total order is in this range
     * @param metadata only messages whose {@code content.metadata} contains this object
     * @param direction oldest first by default
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public MessageQuery {
        threadIds = Checks.notNull("threadIds", threadIds).map(ids -> List.copyOf(Checks.noNulls("threadIds", ids)));
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("range", range);
        Checks.notNull("positions", positions);
        Checks.notNull("metadata", metadata);
        Checks.notNull("direction", direction);
    }

    /**
     * Returns a builder for a query for all messages, oldest first.
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
     * Returns a query for the messages of one thread.
     *
     * @param threadId the id of the thread
     * @return the query
     */
    public static MessageQuery ofThread(String threadId) {
        return builder().threadId(threadId).build();
    }

    /**
     * Returns a query for the messages of several threads; for no messages when the collection is empty (rule {@code CORE-22}).
     *
     * @param threadIds the ids of the threads
     * @return the query
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static MessageQuery ofThreads(Collection<String> threadIds) {
        return builder().threadIds(threadIds).build();
    }

    /**
     * Returns a query for the messages of one resource, in all threads.
     *
     * @param resourceId the id of the resource
     * @return the query
     */
    public static MessageQuery ofResource(String resourceId) {
        return builder().resourceId(resourceId).build();
    }

    /**
     * {@return whether the message passes all filters} To test many messages use {@link #matcher()}.
     *
     * @param message the message
     */
    public boolean matches(Message message) {
        return matcher().test(message);
    }

    /** {@return a predicate of all filters for the messages of one call, with the work limit of {@link FilterWork}} Not thread-safe. */
    public Predicate<Message> matcher() {
        Predicate<Message> hasMetadata = metadataMatcher();
        Optional<Set<String>> threads = threadIds.map(Set::copyOf);
        return message -> (threads.isEmpty() || threads.get().contains(message.threadId()))
                && (resourceId.isEmpty() || resourceId.get().equals(message.resourceId()))
                && range.contains(message.createdAt())
                && positions.contains(message.position())
                && hasMetadata.test(message);
    }

    /** {@return the filter on metadata alone, for a backend that has already applied all others; as {@link #matcher()} otherwise} */
    public Predicate<Message> metadataMatcher() {
        if (metadata.isEmpty()) {
            return message -> true;
        }
        Predicate<Json> hasMetadata = new FilterWork().contains(metadata);
        return message ->
                message.content().isObject() && hasMetadata.test(new MessageContent(message.content()).metadata());
    }

    /** Collects filters and order; {@code null} filters are rejected. Not thread-safe. */
    public static final class Builder {
        private Optional<List<String>> threadIds = Optional.empty();
        private Optional<String> resourceId = Optional.empty();
        private TimeRange range = TimeRange.ALL;
        private MessageRange positions = MessageRange.ALL;
        private Optional<Json> metadata = Optional.empty();
        private Direction direction = Direction.ASC;

        private Builder() {}

        private Builder(MessageQuery query) {
            threadIds = query.threadIds;
            resourceId = query.resourceId;
            range = query.range;
            positions = query.positions;
            metadata = query.metadata;
            direction = query.direction;
        }

        /**
         * Selects only messages of these threads; no messages when the collection is empty (rule {@code CORE-22}).
         *
         * @param threadIds only messages of these threads, at most 1,000 different ones (more are refused by the store as
         *     {@code batch-too-large})
         * @return this builder
         */
        public Builder threadIds(Collection<String> threadIds) {
            this.threadIds = Optional.of(
                    Checks.noNulls("threadIds", threadIds).stream().distinct().toList());
            return this;
        }

        /**
         * Selects only messages of this thread.
         *
         * @param threadId only messages of this thread
         * @return this builder
         */
        public Builder threadId(String threadId) {
            return threadIds(List.of(Checks.notNull("threadId", threadId)));
        }

        /**
         * Removes the filter on {@code threadIds}.
         *
         * @return this builder
         */
        public Builder clearThreadIds() {
            threadIds = Optional.empty();
            return this;
        }

        /**
         * Selects only messages of this resource.
         *
         * @param resourceId only messages of this resource
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
         * Selects only messages created in this range.
         *
         * @param range only messages created in this range
         * @return this builder
         */
        public Builder range(TimeRange range) {
            this.range = range;
            return this;
        }

        /**
         * Selects only messages whose place in the total order is in this range.
         *
         * @param positions only messages whose place in the total order is in this range
         * @return this builder
         */
        public Builder positions(MessageRange positions) {
            this.positions = positions;
            return this;
        }

        /**
         * Selects only messages whose own metadata contains this object, see {@link Json#contains}.
         *
         * @param metadata only messages whose {@code content.metadata} contains this object
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
         * Sets the direction. Default: oldest first.
         *
         * @param direction oldest first by default
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
        public MessageQuery build() {
            return new MessageQuery(threadIds, resourceId, range, positions, metadata, direction);
        }
    }
}
