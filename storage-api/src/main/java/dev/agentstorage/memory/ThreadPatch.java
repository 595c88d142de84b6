package dev.agentstorage.memory;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.internal.Merging;
import java.time.Instant;
import java.util.Optional;

/**
 * A change of a thread; fields that are not set are unchanged (rule {@code MEM-10}).
 *
 * @param title the new title
 * @param metadata a JSON object that is merged one level deep over the stored one; a {@code null} member removes that key;
 *     cleared it is empty; stored metadata that is not a JSON object can be cleared but takes no other patch (rule {@code CORE-25})
 * @param archivedAt archives or reactivates the thread; this alone does not change {@code updatedAt}
 */
public record ThreadPatch(Optional<String> title, Change<Json> metadata, Change<Instant> archivedAt) {
    /** The patch that changes nothing but {@code updatedAt}. */
    public static final ThreadPatch EMPTY = builder().build();

    /**
     * Rejects null values.
     *
     * @param title the new title
     * @param metadata a JSON object that is merged one level deep over the stored one
     * @param archivedAt archives or unarchives the thread, which alone does not move {@code updatedAt}
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public ThreadPatch {
        Checks.notNull("title", title);
        Checks.notNull("metadata", metadata);
        Checks.notNull("archivedAt", archivedAt);
    }

    /**
     * Returns a builder for a patch that changes nothing but {@code updatedAt}.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this patch.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Returns a patch of the title.
     *
     * @param title the title
     * @return the patch
     */
    public static ThreadPatch ofTitle(String title) {
        return builder().title(title).build();
    }

    /**
     * Returns a patch of the metadata.
     *
     * @param metadata the metadata, a JSON object
     * @return the patch
     */
    public static ThreadPatch ofMetadata(Json metadata) {
        return builder().metadata(metadata).build();
    }

    /**
     * {@return the thread after this patch is applied}
     *
     * @param stored the stored thread
     * @param now the time of the change; {@code updatedAt} becomes {@link Instants#next the next one}, when the
     *     patch {@link #movesUpdatedAt() moves it} (rule {@code MEM-11})
     * @throws InvalidRequestException {@code metadata-not-object} when the patch has metadata and the stored one is not a JSON object
     */
    public ConversationThread apply(ConversationThread stored, Instant now) {
        return new ConversationThread(
                stored.id(),
                stored.resourceId(),
                title.orElse(stored.title()),
                metadata.combine(
                        stored.metadata(),
                        Json.EMPTY_OBJECT,
                        (before, patch) -> Merging.metadata("threadId", stored.id(), before, patch)),
                stored.createdAt(),
                movesUpdatedAt() ? Instants.next(stored.updatedAt(), now) : stored.updatedAt(),
                archivedAt.apply(stored.archivedAt()),
                stored.lastMessageAt());
    }

    /** {@return whether the patch updates {@code updatedAt}: every patch does, except one that only archives or reactivates} */
    public boolean movesUpdatedAt() {
        return title.isPresent() || metadata.touched() || !archivedAt.touched();
    }

    /** Collects the changes of a thread. Not thread-safe. */
    public static final class Builder {
        private Optional<String> title = Optional.empty();
        private Change<Json> metadata = Change.keep();
        private Change<Instant> archivedAt = Change.keep();

        private Builder() {}

        private Builder(ThreadPatch patch) {
            title = patch.title;
            metadata = patch.metadata;
            archivedAt = patch.archivedAt;
        }

        /**
         * Sets the title.
         *
         * @param title the new title
         * @return this builder
         */
        public Builder title(String title) {
            this.title = Optional.of(Checks.notNull("title", title));
            return this;
        }

        /**
         * Empties the title.
         *
         * @return this builder
         */
        public Builder clearTitle() {
            return title("");
        }

        /**
         * Merges an object over the metadata.
         *
         * @param metadata a JSON object that is merged one level deep over the stored one
         * @return this builder
         */
        public Builder metadata(Json metadata) {
            this.metadata = Change.set(metadata);
            return this;
        }

        /**
         * Empties the metadata, in place of metadata to merge.
         *
         * @return this builder
         */
        public Builder clearMetadata() {
            metadata = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the metadata.
         *
         * @param metadata a JSON object that is merged one level deep over the stored one
         * @return this builder
         */
        public Builder metadata(Change<Json> metadata) {
            this.metadata = Checks.notNull("metadata", metadata);
            return this;
        }

        /**
         * Archives the thread.
         *
         * @param archivedAt the time of archiving
         * @return this builder
         */
        public Builder archivedAt(Instant archivedAt) {
            this.archivedAt = Change.set(archivedAt);
            return this;
        }

        /**
         * Reactivates the thread.
         *
         * @return this builder
         */
        public Builder clearArchivedAt() {
            archivedAt = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the time of archiving.
         *
         * @param archivedAt archives or unarchives the thread, which alone does not move {@code updatedAt}
         * @return this builder
         */
        public Builder archivedAt(Change<Instant> archivedAt) {
            this.archivedAt = Checks.notNull("archivedAt", archivedAt);
            return this;
        }

        /**
         * Builds the patch.
         *
         * @return the patch
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public ThreadPatch build() {
            return new ThreadPatch(title, metadata, archivedAt);
        }
    }
}
