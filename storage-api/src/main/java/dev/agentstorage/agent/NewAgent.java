package dev.agentstorage.agent;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A new agent and its version 1 (rule {@code AGENT-01}).
 *
 * @param id the identity of the agent
 * @param versionId the identity of version 1
 * @param authorId the author
 * @param metadata application-defined metadata: any JSON value, usually an object (rule {@code CORE-25})
 * @param config the configuration of version 1
 * @param createdAt the creation time; assigned by the store when empty
 */
public record NewAgent(
        String id,
        String versionId,
        Optional<String> authorId,
        Json metadata,
        AgentConfig config,
        Optional<Instant> createdAt) {
    /**
     * Rejects null values.
     *
     * @param id the identity of the agent
     * @param versionId the identity of version 1
     * @param authorId the author
     * @param metadata application-defined metadata: any JSON value, usually an object
     * @param config the configuration of version 1
     * @param createdAt the creation time
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public NewAgent {
        Checks.notNull("id", id);
        Checks.notNull("versionId", versionId);
        Checks.notNull("authorId", authorId);
        Checks.notNull("metadata", metadata);
        Checks.notNull("config", config);
        Checks.notNull("createdAt", createdAt);
    }

    /**
     * Returns a builder for an agent. Default: a random id.
     *
     * @param config the configuration of the agent
     * @return a new builder
     */
    public static Builder builder(AgentConfig config) {
        return new Builder(config);
    }

    /**
     * Returns a builder with the values of this new agent.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Returns a new agent with this id, without author and metadata.
     *
     * @param id the id of the agent
     * @param config the configuration of the agent
     * @return the agent to create
     */
    public static NewAgent of(String id, AgentConfig config) {
        return builder(config).id(id).build();
    }

    /** Collects the fields of a new agent. Not thread-safe. */
    public static final class Builder {
        private @Nullable String id;
        private @Nullable String versionId;
        private @Nullable String authorId;
        private Json metadata = Json.EMPTY_OBJECT;
        private AgentConfig config;
        private @Nullable Instant createdAt;

        private Builder(AgentConfig config) {
            this.config = config;
        }

        private Builder(NewAgent agent) {
            id = agent.id;
            versionId = agent.versionId;
            authorId = agent.authorId.orElse(null);
            metadata = agent.metadata;
            config = agent.config;
            createdAt = agent.createdAt.orElse(null);
        }

        /**
         * Sets the id. Default: a random UUID.
         *
         * @param id the identity of the agent
         * @return this builder
         */
        public Builder id(String id) {
            this.id = Checks.notNull("id", id);
            return this;
        }

        /**
         * Sets the id of version 1. Default: a random UUID.
         *
         * @param versionId the identity of version 1
         * @return this builder
         */
        public Builder versionId(String versionId) {
            this.versionId = Checks.notNull("versionId", versionId);
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
         * Sets the configuration of version 1.
         *
         * @param config the configuration of version 1
         * @return this builder
         */
        public Builder config(AgentConfig config) {
            this.config = config;
            return this;
        }

        /**
         * Sets the creation time; assigned by the store when it is {@code null} or not set.
         *
         * @param createdAt the creation time
         * @return this builder
         */
        public Builder createdAt(@Nullable Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /**
         * Builds the new agent.
         *
         * @return the new agent
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public NewAgent build() {
            if (id == null) {
                id = UUID.randomUUID().toString();
            }
            if (versionId == null) {
                versionId = UUID.randomUUID().toString();
            }
            return new NewAgent(
                    id, versionId, Optional.ofNullable(authorId), metadata, config, Optional.ofNullable(createdAt));
        }
    }
}
