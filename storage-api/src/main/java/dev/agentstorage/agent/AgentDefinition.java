package dev.agentstorage.agent;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An agent record without its configuration, which is stored in {@link AgentVersion}s.
 *
 * @param id the identity, unique in the storage; at most {@code Limits.idBytes} bytes of UTF-8
 * @param status its status; a new agent is a draft
 * @param activeVersionId the active version; may name a version that does not exist, see {@link Resolution}
 * @param authorId the author
 * @param metadata application-defined metadata: any JSON value, usually an object (rule {@code CORE-25}); the empty object when there is none
 * @param createdAt the creation time, to the microsecond
 * @param updatedAt the time of the last change of this record, to the microsecond; a new version does not move it
 */
public record AgentDefinition(
        String id,
        AgentStatus status,
        Optional<String> activeVersionId,
        Optional<String> authorId,
        Json metadata,
        Instant createdAt,
        Instant updatedAt) {
    /**
     * Rejects null values.
     *
     * @param id the identity, unique in the storage
     * @param status the status
     * @param activeVersionId the active version
     * @param authorId the author
     * @param metadata application-defined metadata: any JSON value, usually an object
     * @param createdAt the creation time, to the microsecond
     * @param updatedAt the time of the last change of this record, to the microsecond
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public AgentDefinition {
        Checks.notNull("id", id);
        Checks.notNull("status", status);
        Checks.notNull("activeVersionId", activeVersionId);
        Checks.notNull("authorId", authorId);
        Checks.notNull("metadata", metadata);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("updatedAt", updatedAt);
    }

    /**
     * Returns a builder for an agent as a backend stores it; applications use {@link NewAgent}.
     *
     * @param id the id of the agent
     * @return a new builder
     */
    public static Builder builder(String id) {
        return new Builder(id);
    }

    /**
     * Returns a builder with the values of this agent.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** {@return the version of the content: status, active version, author and metadata} */
    public Version version() {
        return Version.of("agent", status.value(), activeVersionId, authorId, metadata);
    }

    /** Collects the fields of a stored agent. Not thread-safe. */
    public static final class Builder {
        private String id;
        private AgentStatus status = AgentStatus.DRAFT;
        private @Nullable String activeVersionId;
        private @Nullable String authorId;
        private Json metadata = Json.EMPTY_OBJECT;
        private @Nullable Instant createdAt;
        private @Nullable Instant updatedAt;

        private Builder(String id) {
            this.id = id;
        }

        private Builder(AgentDefinition agent) {
            id = agent.id;
            status = agent.status;
            activeVersionId = agent.activeVersionId.orElse(null);
            authorId = agent.authorId.orElse(null);
            metadata = agent.metadata;
            createdAt = agent.createdAt;
            updatedAt = agent.updatedAt;
        }

        /**
         * Sets the id.
         *
         * @param id the identity, unique in the storage
         * @return this builder
         */
        public Builder id(String id) {
            this.id = id;
            return this;
        }

        /**
         * Sets the status of the agent. Default: draft.
         *
         * @param status the status
         * @return this builder
         */
        public Builder status(AgentStatus status) {
            this.status = status;
            return this;
        }

        /**
         * Sets the active version; {@code null} for none.
         *
         * @param activeVersionId the id of the active version
         * @return this builder
         */
        public Builder activeVersionId(@Nullable String activeVersionId) {
            this.activeVersionId = activeVersionId;
            return this;
        }

        /**
         * Sets the author; {@code null} for none.
         *
         * @param authorId the author
         * @return this builder
         */
        public Builder authorId(@Nullable String authorId) {
            this.authorId = authorId;
            return this;
        }

        /**
         * Sets the metadata, any JSON value. Default: the empty object.
         *
         * @param metadata application-defined metadata: any JSON value, usually an object
         * @return this builder
         */
        public Builder metadata(Json metadata) {
            this.metadata = metadata;
            return this;
        }

        /**
         * Sets the creation time; required.
         *
         * @param createdAt the creation time, to the microsecond
         * @return this builder
         */
        public Builder createdAt(Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /**
         * Sets the time of the last change; required.
         *
         * @param updatedAt the time of the last change of this record, to the microsecond
         * @return this builder
         */
        public Builder updatedAt(Instant updatedAt) {
            this.updatedAt = updatedAt;
            return this;
        }

        /**
         * Builds the agent.
         *
         * @return the agent
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public AgentDefinition build() {
            return new AgentDefinition(
                    id,
                    status,
                    Optional.ofNullable(activeVersionId),
                    Optional.ofNullable(authorId),
                    metadata,
                    Checks.notNull("createdAt", createdAt),
                    Checks.notNull("updatedAt", updatedAt));
        }
    }
}
