package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.value.Version;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The errors of the agent domain. Stateless and thread-safe. */
final class Refusals {
    private Refusals() {}

    static NotFoundException agentNotFound(String id) {
        return new NotFoundException("agent-not-found", "the agent is missing", Map.of("agentId", id));
    }

    static AlreadyExistsException agentExists(String id, @Nullable AgentDefinition stored) {
        return new AlreadyExistsException(
                "agent-exists", "an agent with this id exists", Map.of("agentId", id), stored);
    }

    static AlreadyExistsException versionExists(AgentVersion stored) {
        return new AlreadyExistsException(
                "agent-version-exists", "a version with this id exists", Map.of("versionId", stored.id()), stored);
    }

    static AlreadyExistsException numberExists(AgentVersion stored) {
        return new AlreadyExistsException(
                "agent-version-number-exists",
                "the agent has a version with this number",
                Details.of("agentId", stored.agentId(), "number", stored.number()),
                stored);
    }

    /** @throws ConflictException {@code version-conflict} unless no version is expected or the stored one is it */
    static void requireVersion(Optional<Version> expected, String id, @Nullable AgentDefinition stored) {
        if (expected.isPresent() && (stored == null || !stored.version().equals(expected.get()))) {
            throw new ConflictException(
                    "version-conflict", "what is stored is not what was expected", Map.of("agentId", id), stored);
        }
    }
}
