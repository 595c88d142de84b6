package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.error.AlreadyExists;
import dev.agentstorage.error.Conflict;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.NotFound;
import dev.agentstorage.value.Version;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The errors of the agent domain. Stateless and thread-safe. */
final class Refusals {
    private Refusals() {}

    static NotFound agentNotFound(String id) {
        return new NotFound("agent-not-found", "the agent is missing", Map.of("agentId", id));
    }

    static AlreadyExists agentExists(String id, @Nullable AgentDefinition stored) {
        return new AlreadyExists("agent-exists", "an agent with this id exists", Map.of("agentId", id), stored);
    }

    static AlreadyExists versionExists(AgentVersion stored) {
        return new AlreadyExists(
                "agent-version-exists", "a version with this id exists", Map.of("versionId", stored.id()), stored);
    }

    static AlreadyExists numberExists(AgentVersion stored) {
        return new AlreadyExists(
                "agent-version-number-exists",
                "the agent has a version with this number",
                Details.of("agentId", stored.agentId(), "number", stored.number()),
                stored);
    }

    /** @throws Conflict {@code version-conflict} unless no version is expected or the stored one is it */
    static void requireVersion(Optional<Version> expected, String id, @Nullable AgentDefinition stored) {
        if (expected.isPresent() && (stored == null || !stored.version().equals(expected.get()))) {
            throw new Conflict(
                    "version-conflict", "what is stored is not what was expected", Map.of("agentId", id), stored);
        }
    }
}
