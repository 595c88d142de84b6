package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A request to copy a thread (rule {@code MEM-16}).
 *
 * @param sourceThreadId the thread to copy
 * @param newThreadId the id of the copy; empty for a random one
 * @param resourceId the resource of the copy and its messages; empty for that of the source
 * @param title the title of the copy; if empty, {@code Clone of <title>}, or no title when the source has none
 * @param metadata the metadata of the copy; a {@code clone} object is added, and the metadata of the source is not copied
 * @param messageLimit copies only this number of the newest messages; empty for no limit
 * @param range copies only messages created in this range
 * @param messageIds copies only these messages; an empty set copies none (rule {@code CORE-22}), an absent one all
 */
public record CloneRequest(
        String sourceThreadId,
        Optional<String> newThreadId,
        Optional<String> resourceId,
        Optional<String> title,
        Json metadata,
        OptionalInt messageLimit,
        TimeRange range,
        Optional<Set<String>> messageIds) {
    /**
     * Copies the ids.
     *
     * @param sourceThreadId the thread to copy
     * @param newThreadId the id of the copy
     * @param resourceId the resource of the copy and its messages
     * @param title the title of the copy
     * @param metadata the metadata of the copy
     * @param messageLimit copies only this number of the newest messages
     * @param range copies only messages created in this range
     * @param messageIds copies only these messages, none when the set is empty
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}, {@code limit-not-positive}
     */
    public CloneRequest {
        Checks.notNull("sourceThreadId", sourceThreadId);
        Checks.notNull("newThreadId", newThreadId);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("title", title);
        Checks.notNull("metadata", metadata);
        Checks.notNull("messageLimit", messageLimit).ifPresent(limit -> Checks.positive("messageLimit", limit));
        Checks.notNull("range", range);
        messageIds = Checks.notNull("messageIds", messageIds).map(ids -> Set.copyOf(Checks.noNulls("messageIds", ids)));
    }

    /**
     * Returns a builder for a copy of a thread with all its messages.
     *
     * @param sourceThreadId the id of the thread to copy
     * @return a new builder
     */
    public static Builder builder(String sourceThreadId) {
        return new Builder(sourceThreadId);
    }

    /**
     * Returns a builder with the values of this request.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects the fields of a request. Not thread-safe. */
    public static final class Builder {
        private String sourceThreadId;
        private Optional<String> newThreadId = Optional.empty();
        private Optional<String> resourceId = Optional.empty();
        private Optional<String> title = Optional.empty();
        private Json metadata = Json.EMPTY_OBJECT;
        private OptionalInt messageLimit = OptionalInt.empty();
        private TimeRange range = TimeRange.ALL;
        private Optional<Set<String>> messageIds = Optional.empty();

        private Builder(String sourceThreadId) {
            this.sourceThreadId = sourceThreadId;
        }

        private Builder(CloneRequest request) {
            sourceThreadId = request.sourceThreadId;
            newThreadId = request.newThreadId;
            resourceId = request.resourceId;
            title = request.title;
            metadata = request.metadata;
            messageLimit = request.messageLimit;
            range = request.range;
            messageIds = request.messageIds;
        }

        /**
         * Sets the thread to copy.
         *
         * @param sourceThreadId the thread to copy
         * @return this builder
         */
        public Builder sourceThreadId(String sourceThreadId) {
            this.sourceThreadId = sourceThreadId;
            return this;
        }

        /**
         * Sets the id of the copy.
         *
         * @param newThreadId the id of the copy
         * @return this builder
         */
        public Builder newThreadId(String newThreadId) {
            this.newThreadId = Optional.of(Checks.notNull("newThreadId", newThreadId));
            return this;
        }

        /**
         * Gives the copy a random id.
         *
         * @return this builder
         */
        public Builder clearNewThreadId() {
            newThreadId = Optional.empty();
            return this;
        }

        /**
         * Sets the resource of the copy.
         *
         * @param resourceId the resource of the copy and its messages
         * @return this builder
         */
        public Builder resourceId(String resourceId) {
            this.resourceId = Optional.of(Checks.notNull("resourceId", resourceId));
            return this;
        }

        /**
         * Gives the copy the resource of its source.
         *
         * @return this builder
         */
        public Builder clearResourceId() {
            resourceId = Optional.empty();
            return this;
        }

        /**
         * Sets the title of the copy.
         *
         * @param title the title of the copy
         * @return this builder
         */
        public Builder title(String title) {
            this.title = Optional.of(Checks.notNull("title", title));
            return this;
        }

        /**
         * Derives the title of the copy from that of its source.
         *
         * @return this builder
         */
        public Builder clearTitle() {
            title = Optional.empty();
            return this;
        }

        /**
         * Sets the metadata of the copy. Default: the empty object.
         *
         * @param metadata the metadata of the copy, to which a {@code clone} object is added
         * @return this builder
         */
        public Builder metadata(Json metadata) {
            this.metadata = metadata;
            return this;
        }

        /**
         * Copies only this number of the newest messages, at least 1.
         *
         * @param messageLimit copies only this number of the newest messages
         * @return this builder
         */
        public Builder messageLimit(int messageLimit) {
            this.messageLimit = OptionalInt.of(messageLimit);
            return this;
        }

        /**
         * Removes the limit of messages.
         *
         * @return this builder
         */
        public Builder clearMessageLimit() {
            messageLimit = OptionalInt.empty();
            return this;
        }

        /**
         * Copies only messages created in this range.
         *
         * @param range copies only messages created in this range
         * @return this builder
         */
        public Builder range(TimeRange range) {
            this.range = range;
            return this;
        }

        /**
         * Copies only these messages; an empty set copies none.
         *
         * @param messageIds copies only these messages, none when the set is empty
         * @return this builder
         */
        public Builder messageIds(Set<String> messageIds) {
            this.messageIds = Optional.of(Checks.notNull("messageIds", messageIds));
            return this;
        }

        /**
         * Removes the selection by id.
         *
         * @return this builder
         */
        public Builder clearMessageIds() {
            messageIds = Optional.empty();
            return this;
        }

        /**
         * Builds the request.
         *
         * @return the request
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}, {@code limit-not-positive}
         */
        public CloneRequest build() {
            return new CloneRequest(
                    sourceThreadId, newThreadId, resourceId, title, metadata, messageLimit, range, messageIds);
        }
    }
}
