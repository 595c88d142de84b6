package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a copy of a thread shall be like (rule {@code MEM-16}).
 *
 * @param sourceThreadId the thread to copy
 * @param newThreadId the id of the copy; random when empty
 * @param resourceId the resource of the copy and its messages; the source's when empty
 * @param title the title of the copy; {@code Clone of <title>} when empty, no title when the source has none
 * @param metadata the metadata of the copy, to which a {@code clone} object is added; the source's is not copied
 * @param messageLimit copies only the newest so many messages
 * @param range copies only messages created in this range
 * @param messageIds copies only these messages, none when the set is empty (rule {@code CORE-22}); all without a set
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
    /** Copies the ids. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}, {@code limit-not-positive} */
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

    /** Begins a copy of a thread with all its messages. */
    public static Builder builder(String sourceThreadId) {
        return new Builder(sourceThreadId);
    }

    /** Collects the fields of a request. Not thread-safe. */
    public static final class Builder {
        private final String sourceThreadId;
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

        /** Sets the id of the copy. */
        public Builder newThreadId(String id) {
            newThreadId = Optional.of(Checks.notNull("newThreadId", id));
            return this;
        }

        /** Sets the resource of the copy. */
        public Builder resourceId(String id) {
            resourceId = Optional.of(Checks.notNull("resourceId", id));
            return this;
        }

        /** Sets the title of the copy. */
        public Builder title(String text) {
            title = Optional.of(Checks.notNull("title", text));
            return this;
        }

        /** Sets the metadata of the copy. */
        public Builder metadata(Json object) {
            metadata = object;
            return this;
        }

        /** Copies only the newest so many messages, at least 1. */
        public Builder messageLimit(int limit) {
            messageLimit = OptionalInt.of(limit);
            return this;
        }

        /** Copies only messages created in the range. */
        public Builder range(TimeRange created) {
            range = created;
            return this;
        }

        /** Copies only these messages; none when the set is empty. */
        public Builder messageIds(Set<String> ids) {
            messageIds = Optional.of(Checks.notNull("messageIds", ids));
            return this;
        }

        /** Makes the request. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}, {@code limit-not-positive} */
        public CloneRequest build() {
            return new CloneRequest(
                    sourceThreadId, newThreadId, resourceId, title, metadata, messageLimit, range, messageIds);
        }
    }
}
