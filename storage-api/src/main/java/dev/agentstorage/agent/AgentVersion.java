package dev.agentstorage.agent;

import dev.agentstorage.internal.Checks;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One numbered, immutable snapshot of an agent's configuration.
 *
 * @param id the identity, unique in the storage across the versions of all agents
 * @param agentId the agent
 * @param number the version number, counted from 1; unique within the agent
 * @param config the configuration
 * @param changedFields the names of the changed fields, as reported by the author; may be empty
 * @param changeMessage the author's description of the change
 * @param createdAt the creation time, to the microsecond
 */
public record AgentVersion(
        String id,
        String agentId,
        int number,
        AgentConfig config,
        List<String> changedFields,
        Optional<String> changeMessage,
        Instant createdAt) {
    /**
     * Rejects null values and copies the list.
     *
     * @param id the identity, unique in the storage over the versions of all agents
     * @param agentId the agent
     * @param number counts the versions of the agent from 1
     * @param config the configuration
     * @param changedFields the names of the fields that the author says have changed
     * @param changeMessage what the author says about the change
     * @param createdAt the creation time, to the microsecond
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public AgentVersion {
        Checks.notNull("id", id);
        Checks.notNull("agentId", agentId);
        Checks.notNull("config", config);
        changedFields = List.copyOf(Checks.noNulls("changedFields", changedFields));
        Checks.notNull("changeMessage", changeMessage);
        Checks.notNull("createdAt", createdAt);
    }

    /**
     * Returns a builder for a version as a backend stores it; applications use {@link NewAgentVersion}.
     *
     * @param agentId the id of the agent
     * @param config the configuration of the agent
     * @return a new builder
     */
    public static Builder builder(String agentId, AgentConfig config) {
        return new Builder(agentId, config);
    }

    /**
     * Returns a builder with the values of this version.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects the fields of a stored version. Not thread-safe. */
    public static final class Builder {
        private @Nullable String id;
        private String agentId;
        private int number;
        private AgentConfig config;
        private List<String> changedFields = List.of();
        private @Nullable String changeMessage;
        private @Nullable Instant createdAt;

        private Builder(String agentId, AgentConfig config) {
            this.agentId = agentId;
            this.config = config;
        }

        private Builder(AgentVersion version) {
            id = version.id;
            agentId = version.agentId;
            number = version.number;
            config = version.config;
            changedFields = version.changedFields;
            changeMessage = version.changeMessage.orElse(null);
            createdAt = version.createdAt;
        }

        /**
         * Sets the id; required.
         *
         * @param id the identity, unique in the storage over the versions of all agents
         * @return this builder
         */
        public Builder id(String id) {
            this.id = id;
            return this;
        }

        /**
         * Sets the agent.
         *
         * @param agentId the agent
         * @return this builder
         */
        public Builder agentId(String agentId) {
            this.agentId = agentId;
            return this;
        }

        /**
         * Sets the number; required.
         *
         * @param number counts the versions of the agent from 1
         * @return this builder
         */
        public Builder number(int number) {
            this.number = number;
            return this;
        }

        /**
         * Sets the configuration.
         *
         * @param config the configuration
         * @return this builder
         */
        public Builder config(AgentConfig config) {
            this.config = config;
            return this;
        }

        /**
         * Sets the names of the fields that have changed. Default: none.
         *
         * @param changedFields the names of the fields that the author says have changed
         * @return this builder
         */
        public Builder changedFields(List<String> changedFields) {
            this.changedFields = changedFields;
            return this;
        }

        /**
         * Sets the description of the change; {@code null} for none.
         *
         * @param changeMessage what the author says about the change
         * @return this builder
         */
        public Builder changeMessage(@Nullable String changeMessage) {
            this.changeMessage = changeMessage;
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
         * Builds the version.
         *
         * @return the version
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public AgentVersion build() {
            return new AgentVersion(
                    Checks.notNull("id", id),
                    agentId,
                    number,
                    config,
                    changedFields,
                    Optional.ofNullable(changeMessage),
                    Checks.notNull("createdAt", createdAt));
        }
    }
}
