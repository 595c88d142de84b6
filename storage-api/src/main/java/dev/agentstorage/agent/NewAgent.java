package dev.agentstorage.agent;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An agent to be created together with its version 1 (rule {@code AGENT-01}).
 *
 * @param id the identity of the agent
 * @param versionId the identity of version 1
 * @param authorId who made it
 * @param metadata the application's own, any JSON value, usually an object (rule {@code CORE-25})
 * @param config the configuration of version 1
 * @param createdAt when it was made; the store gives it when it is empty
 */
public record NewAgent(
        String id,
        String versionId,
        Optional<String> authorId,
        Json metadata,
        AgentConfig config,
        Optional<Instant> createdAt) {
    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public NewAgent {
        Checks.notNull("id", id);
        Checks.notNull("versionId", versionId);
        Checks.notNull("authorId", authorId);
        Checks.notNull("metadata", metadata);
        Checks.notNull("config", config);
        Checks.notNull("createdAt", createdAt);
    }

    /** Begins an agent; its id is random unless it is set. */
    public static Builder builder(AgentConfig config) {
        return new Builder(config);
    }

    /** An agent of that id without author and metadata. */
    public static NewAgent of(String id, AgentConfig config) {
        return builder(config).id(id).build();
    }

    /** Collects the fields of a new agent. Not thread-safe. */
    public static final class Builder {
        private final AgentConfig config;
        private String id = UUID.randomUUID().toString();
        private String versionId = UUID.randomUUID().toString();
        private @Nullable String authorId;
        private Json metadata = Json.EMPTY_OBJECT;
        private @Nullable Instant createdAt;

        private Builder(AgentConfig config) {
            this.config = config;
        }

        /** Sets the id; a random UUID when it is not called. */
        public Builder id(String id) {
            this.id = id;
            return this;
        }

        /** Sets the id of version 1; a random UUID when it is not called. */
        public Builder versionId(String versionId) {
            this.versionId = versionId;
            return this;
        }

        /** Sets the author; {@code null} for none. */
        public Builder authorId(@Nullable String authorId) {
            this.authorId = authorId;
            return this;
        }

        /** Sets the metadata, any JSON value; the empty object for {@code null} of JSON and when it is not called. */
        public Builder metadata(Json metadata) {
            this.metadata = metadata;
            return this;
        }

        /** Sets when the agent was made; the store's own time when it is not called. */
        public Builder createdAt(@Nullable Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /** Makes the new agent. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
        public NewAgent build() {
            return new NewAgent(
                    id, versionId, Optional.ofNullable(authorId), metadata, config, Optional.ofNullable(createdAt));
        }
    }
}
