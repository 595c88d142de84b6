package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An owner of threads, such as a user or tenant, with what agents remember about it across conversations.
 *
 * @param id the identity, the same value as {@code resourceId} of threads
 * @param workingMemory free text; empty text is a value too
 * @param metadata any JSON value, usually an object (rule {@code CORE-25}); the empty object when there is none
 * @param createdAt the time of the first write, to the microsecond
 * @param updatedAt the time of the last change, to the microsecond
 */
public record Resource(String id, Optional<String> workingMemory, Json metadata, Instant createdAt, Instant updatedAt) {
    /**
     * Rejects null values.
     *
     * @param id the identity, the same value as {@code resourceId} of threads
     * @param workingMemory free text
     * @param metadata any JSON value, usually an object
     * @param createdAt the time of the first write, to the microsecond
     * @param updatedAt the time of the last change, to the microsecond
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public Resource {
        Checks.notNull("id", id);
        Checks.notNull("workingMemory", workingMemory);
        Checks.notNull("metadata", metadata);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("updatedAt", updatedAt);
    }

    /**
     * Returns a builder for a resource without working memory. Default times: now.
     *
     * @param id the id of the resource
     * @return a new builder
     */
    public static Builder builder(String id) {
        return new Builder(id);
    }

    /**
     * Returns a builder with the values of this resource.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Returns a resource created now, without working memory.
     *
     * @param id the id of the resource
     * @return the resource
     */
    public static Resource of(String id) {
        return builder(id).build();
    }

    /** {@return the version of the content: working memory and metadata} */
    public Version version() {
        return Version.of("resource", workingMemory, metadata);
    }

    /** Collects the fields of a resource. Not thread-safe. */
    public static final class Builder {
        private String id;
        private @Nullable String workingMemory;
        private Json metadata = Json.EMPTY_OBJECT;
        private @Nullable Instant createdAt;
        private @Nullable Instant updatedAt;

        private Builder(String id) {
            this.id = id;
        }

        private Builder(Resource resource) {
            id = resource.id;
            workingMemory = resource.workingMemory.orElse(null);
            metadata = resource.metadata;
            createdAt = resource.createdAt;
            updatedAt = resource.updatedAt;
        }

        /**
         * Sets the id.
         *
         * @param id the identity, the same value as {@code resourceId} of threads
         * @return this builder
         */
        public Builder id(String id) {
            this.id = id;
            return this;
        }

        /**
         * Sets the working memory; {@code null} for none.
         *
         * @param workingMemory free text
         * @return this builder
         */
        public Builder workingMemory(@Nullable String workingMemory) {
            this.workingMemory = workingMemory;
            return this;
        }

        /**
         * Sets the metadata, any JSON value. JSON {@code null} becomes the empty object. Default: the empty object.
         *
         * @param metadata any JSON value, usually an object
         * @return this builder
         */
        public Builder metadata(Json metadata) {
            this.metadata = metadata;
            return this;
        }

        /**
         * Sets the time of the first write. Default: now.
         *
         * @param createdAt the time of the first write, to the microsecond
         * @return this builder
         */
        public Builder createdAt(Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /**
         * Sets the time of the last change. Default: {@code createdAt}.
         *
         * @param updatedAt the time of the last change, to the microsecond
         * @return this builder
         */
        public Builder updatedAt(Instant updatedAt) {
            this.updatedAt = updatedAt;
            return this;
        }

        /**
         * Builds the resource.
         *
         * @return the resource
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public Resource build() {
            Instant created = createdAt == null ? Instant.now() : createdAt;
            return new Resource(
                    id, Optional.ofNullable(workingMemory), metadata, created, updatedAt == null ? created : updatedAt);
        }
    }
}
