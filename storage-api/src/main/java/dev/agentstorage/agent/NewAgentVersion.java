package dev.agentstorage.agent;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A new version of an agent (rule {@code AGENT-30}).
 *
 * @param id the identity of the version
 * @param agentId the agent, which must exist
 * @param number the version number, 1 to {@value #MAX_NUMBER}; empty for the number after the agent's latest
 * @param config the configuration
 * @param changedFields the names of the fields that have changed; may be empty
 * @param changeMessage a description of the change
 * @param createdAt the creation time; assigned by the store when empty
 */
public record NewAgentVersion(
        String id,
        String agentId,
        OptionalInt number,
        AgentConfig config,
        List<String> changedFields,
        Optional<String> changeMessage,
        Optional<Instant> createdAt) {
    /** Maximum number of a version. */
    public static final int MAX_NUMBER = 1_000_000_000;

    /**
     * Rejects null values and copies the list.
     *
     * @param id the identity of the version
     * @param agentId the agent, which must exist
     * @param number its number, from 1 to {@value #MAX_NUMBER}
     * @param config the configuration
     * @param changedFields the names of the fields that have changed
     * @param changeMessage a description of the change
     * @param createdAt the creation time
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public NewAgentVersion {
        Checks.notNull("id", id);
        Checks.notNull("agentId", agentId);
        Checks.notNull("number", number);
        Checks.notNull("config", config);
        changedFields = List.copyOf(Checks.noNulls("changedFields", changedFields));
        Checks.notNull("changeMessage", changeMessage);
        Checks.notNull("createdAt", createdAt);
    }

    /**
     * Returns a builder for a version of an agent. Defaults: a random id, the next number.
     *
     * @param agentId the id of the agent
     * @param config the configuration of the agent
     * @return a new builder
     */
    public static Builder builder(String agentId, AgentConfig config) {
        return new Builder(agentId, config);
    }

    /**
     * Returns a builder with the values of this new version.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Returns the next version of an agent.
     *
     * @param agentId the id of the agent
     * @param config the configuration of the agent
     * @return the version to create
     */
    public static NewAgentVersion of(String agentId, AgentConfig config) {
        return builder(agentId, config).build();
    }

    /**
     * {@return the stored form of this version, with a number}
     *
     * @param number the number of the version
     * @throws InvalidRequestException {@code version-number-invalid} outside 1 to {@value #MAX_NUMBER}, also for the number after the maximum (rule
     *     {@code AGENT-50})
     * @throws java.util.NoSuchElementException when it has no {@code createdAt}
     */
    public AgentVersion numbered(int number) {
        if (number < 1 || number > MAX_NUMBER) {
            throw new InvalidRequestException(
                    "version-number-invalid",
                    "a version number is between 1 and 1,000,000,000",
                    Details.of("field", "number", "value", number));
        }
        return new AgentVersion(id, agentId, number, config, changedFields, changeMessage, createdAt.orElseThrow());
    }

    /** Collects the fields of a new version. Not thread-safe. */
    public static final class Builder {
        private @Nullable String id;
        private String agentId;
        private OptionalInt number = OptionalInt.empty();
        private AgentConfig config;
        private List<String> changedFields = List.of();
        private @Nullable String changeMessage;
        private @Nullable Instant createdAt;

        private Builder(String agentId, AgentConfig config) {
            this.agentId = agentId;
            this.config = config;
        }

        private Builder(NewAgentVersion version) {
            id = version.id;
            agentId = version.agentId;
            number = version.number;
            config = version.config;
            changedFields = version.changedFields;
            changeMessage = version.changeMessage.orElse(null);
            createdAt = version.createdAt.orElse(null);
        }

        /**
         * Sets the id. Default: a random UUID.
         *
         * @param id the identity of the version
         * @return this builder
         */
        public Builder id(String id) {
            this.id = Checks.notNull("id", id);
            return this;
        }

        /**
         * Sets the agent.
         *
         * @param agentId the agent, which must exist
         * @return this builder
         */
        public Builder agentId(String agentId) {
            this.agentId = agentId;
            return this;
        }

        /**
         * Sets the number. Default: the one after the agent's latest.
         *
         * @param number its number, from 1 to {@value #MAX_NUMBER}
         * @return this builder
         */
        public Builder number(int number) {
            this.number = OptionalInt.of(number);
            return this;
        }

        /**
         * Clears the number: the version gets the one after the agent's latest.
         *
         * @return this builder
         */
        public Builder clearNumber() {
            number = OptionalInt.empty();
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
         * @param changedFields the names of the fields that have changed
         * @return this builder
         */
        public Builder changedFields(List<String> changedFields) {
            this.changedFields = changedFields;
            return this;
        }

        /**
         * Sets the description of the change; {@code null} for none.
         *
         * @param changeMessage a description of the change
         * @return this builder
         */
        public Builder changeMessage(@Nullable String changeMessage) {
            this.changeMessage = changeMessage;
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
         * Builds the new version.
         *
         * @return the new version
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public NewAgentVersion build() {
            if (id == null) {
                id = UUID.randomUUID().toString();
            }
            return new NewAgentVersion(
                    id,
                    agentId,
                    number,
                    config,
                    changedFields,
                    Optional.ofNullable(changeMessage),
                    Optional.ofNullable(createdAt));
        }
    }
}
