package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A conversation.
 *
 * @param id the identity, unique in the storage; at most {@code Limits.idBytes} bytes of UTF-8
 * @param resourceId the owner of the conversation, such as a user or tenant
 * @param title the display name; may be empty
 * @param metadata application-defined metadata: any JSON value, usually an object (rule {@code CORE-25}); the empty object when there is none
 * @param createdAt the start of the conversation, to the microsecond
 * @param updatedAt the time of the last change of the thread or its messages, to the microsecond; never moved backwards by a patch or an
 *     append
 * @param archivedAt the time of archiving; empty while the thread is active
 * @param lastMessageAt the latest {@code createdAt} of the messages saved, imported, cloned or moved into the thread, to the microsecond;
 *     empty if there were none. Maintained by the storage and never moved backwards (rules {@code MEM-114}, {@code MEM-115})
 */
public record ConversationThread(
        String id,
        String resourceId,
        String title,
        Json metadata,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> archivedAt,
        Optional<Instant> lastMessageAt) {
    /**
     * Rejects null values.
     *
     * @param id the identity, unique in the storage
     * @param resourceId the owner of the conversation, such as a user or tenant
     * @param title what people call it
     * @param metadata application-defined metadata: any JSON value, usually an object
     * @param createdAt the start of the conversation, to the microsecond
     * @param updatedAt the time of the last change of the thread or its messages, to the microsecond
     * @param archivedAt the time of archiving
     * @param lastMessageAt the latest {@code createdAt} of the messages saved, imported, cloned or moved into the thread, to the
     *     microsecond
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public ConversationThread {
        Checks.notNull("id", id);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("title", title);
        Checks.notNull("metadata", metadata);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("updatedAt", updatedAt);
        Checks.notNull("archivedAt", archivedAt);
        Checks.notNull("lastMessageAt", lastMessageAt);
    }

    /**
     * Returns a builder for a thread of a resource. Defaults: a random id, and the current time.
     *
     * @param resourceId the id of the resource
     * @return a new builder
     */
    public static Builder builder(String resourceId) {
        return new Builder(resourceId);
    }

    /**
     * Returns a builder with the values of this thread.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** {@return the version of the content: resource, title, metadata and archiving; appending messages does not change it} */
    public Version version() {
        return Version.of("thread", resourceId, title, metadata, archivedAt);
    }

    /** Collects the fields of a thread. Not thread-safe. */
    public static final class Builder {
        private @Nullable String id;
        private String resourceId;
        private String title = "";
        private Json metadata = Json.EMPTY_OBJECT;
        private @Nullable Instant createdAt;
        private @Nullable Instant updatedAt;
        private @Nullable Instant archivedAt;
        private @Nullable Instant lastMessageAt;

        private Builder(String resourceId) {
            this.resourceId = resourceId;
        }

        private Builder(ConversationThread thread) {
            id = thread.id;
            resourceId = thread.resourceId;
            title = thread.title;
            metadata = thread.metadata;
            createdAt = thread.createdAt;
            updatedAt = thread.updatedAt;
            archivedAt = thread.archivedAt.orElse(null);
            lastMessageAt = thread.lastMessageAt.orElse(null);
        }

        /**
         * Sets the id. Default: a random UUID.
         *
         * @param id the identity, unique in the storage
         * @return this builder
         */
        public Builder id(String id) {
            this.id = Checks.notNull("id", id);
            return this;
        }

        /**
         * Sets the resource.
         *
         * @param resourceId the resource (user, tenant or other owner) that the conversation belongs to
         * @return this builder
         */
        public Builder resourceId(String resourceId) {
            this.resourceId = resourceId;
            return this;
        }

        /**
         * Sets the title. Default: empty.
         *
         * @param title what people call it
         * @return this builder
         */
        public Builder title(String title) {
            this.title = title;
            return this;
        }

        /**
         * Sets the metadata, any JSON value. JSON {@code null} becomes the empty object. Default: the empty object.
         *
         * @param metadata application-defined metadata: any JSON value, usually an object
         * @return this builder
         */
        public Builder metadata(Json metadata) {
            this.metadata = metadata;
            return this;
        }

        /**
         * Sets the start time. Default: now.
         *
         * @param createdAt when it began, to the microsecond
         * @return this builder
         */
        public Builder createdAt(Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /**
         * Sets the time of the last change. Default: {@code createdAt}.
         *
         * @param updatedAt when it or its messages changed last, to the microsecond
         * @return this builder
         */
        public Builder updatedAt(Instant updatedAt) {
            this.updatedAt = updatedAt;
            return this;
        }

        /**
         * Sets the time of archiving; {@code null} for an active thread.
         *
         * @param archivedAt since when it is archived
         * @return this builder
         */
        public Builder archivedAt(@Nullable Instant archivedAt) {
            this.archivedAt = archivedAt;
            return this;
        }

        /**
         * Sets the time of the last message; {@code null} for none. For backends and for threads of another storage: a storage maintains it
         * when messages are stored.
         *
         * @param lastMessageAt the latest {@code createdAt} of the messages that were saved, imported, cloned or moved into it, to the
         *     microsecond
         * @return this builder
         */
        public Builder lastMessageAt(@Nullable Instant lastMessageAt) {
            this.lastMessageAt = lastMessageAt;
            return this;
        }

        /**
         * Builds the thread.
         *
         * @return the thread
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public ConversationThread build() {
            if (id == null) {
                id = UUID.randomUUID().toString();
            }
            Instant created = createdAt == null ? Instant.now() : createdAt;
            return new ConversationThread(
                    id,
                    resourceId,
                    title,
                    metadata,
                    created,
                    updatedAt == null ? created : updatedAt,
                    Optional.ofNullable(archivedAt),
                    Optional.ofNullable(lastMessageAt));
        }
    }
}
