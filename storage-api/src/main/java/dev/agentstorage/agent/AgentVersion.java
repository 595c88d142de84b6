package dev.agentstorage.agent;

import dev.agentstorage.internal.Checks;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One numbered snapshot of an agent's configuration. It never changes once it is stored.
 *
 * @param id the identity, unique in the storage over the versions of all agents
 * @param agentId the agent
 * @param number counts the versions of the agent from 1; unique within the agent
 * @param config the configuration
 * @param changedFields the names of the fields that the author says have changed; may be empty
 * @param changeMessage what the author says about the change
 * @param createdAt when it was made, to the microsecond
 */
public record AgentVersion(
        String id,
        String agentId,
        int number,
        AgentConfig config,
        List<String> changedFields,
        Optional<String> changeMessage,
        Instant createdAt) {
    /** Refuses nulls and copies the list. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public AgentVersion {
        Checks.notNull("id", id);
        Checks.notNull("agentId", agentId);
        Checks.notNull("config", config);
        changedFields = List.copyOf(Checks.noNulls("changedFields", changedFields));
        Checks.notNull("changeMessage", changeMessage);
        Checks.notNull("createdAt", createdAt);
    }
}
