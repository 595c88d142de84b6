package dev.agentstorage.agent;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.Optional;

/**
 * An agent without its configuration, which is in its {@link AgentVersion}s.
 *
 * @param id the identity, unique in the storage; at most {@code Limits.idBytes} bytes of UTF-8
 * @param status where it stands; a new agent is a draft
 * @param activeVersionId the version that is in use; it may name a version that is not there (any more), see {@link Resolution}
 * @param authorId who made it
 * @param metadata the application's own, any JSON value, usually an object (rule {@code CORE-25}); the empty object when there is none
 * @param createdAt when it was made, to the microsecond
 * @param updatedAt when this record changed last, to the microsecond; a new version does not move it
 */
public record AgentDefinition(
        String id,
        AgentStatus status,
        Optional<String> activeVersionId,
        Optional<String> authorId,
        Json metadata,
        Instant createdAt,
        Instant updatedAt) {
    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public AgentDefinition {
        Checks.notNull("id", id);
        Checks.notNull("status", status);
        Checks.notNull("activeVersionId", activeVersionId);
        Checks.notNull("authorId", authorId);
        Checks.notNull("metadata", metadata);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("updatedAt", updatedAt);
    }

    /** Returns the version of the content: status, active version, author and metadata. */
    public Version version() {
        return Version.of("agent", status.value(), activeVersionId, authorId, metadata);
    }
}
