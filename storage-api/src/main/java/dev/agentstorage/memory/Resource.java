package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.Optional;

/**
 * A user, tenant or thing that threads belong to, with what agents remember of it across conversations.
 *
 * @param id the identity, the same value as {@code resourceId} of threads
 * @param workingMemory free text; an empty text is a value of its own
 * @param metadata any JSON value, usually an object (rule {@code CORE-25}); the empty object when there is none
 * @param createdAt when it was first stored, to the microsecond
 * @param updatedAt when it changed last, to the microsecond
 */
public record Resource(String id, Optional<String> workingMemory, Json metadata, Instant createdAt, Instant updatedAt) {
    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public Resource {
        Checks.notNull("id", id);
        Checks.notNull("workingMemory", workingMemory);
        Checks.notNull("metadata", metadata);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("updatedAt", updatedAt);
    }

    /** A resource that begins now, without working memory. */
    public static Resource of(String id) {
        Instant now = Instant.now();
        return new Resource(id, Optional.empty(), Json.EMPTY_OBJECT, now, now);
    }

    /** Returns this resource with other working memory. */
    public Resource withWorkingMemory(String text) {
        return new Resource(id, Optional.of(Checks.notNull("workingMemory", text)), metadata, createdAt, updatedAt);
    }

    /** Returns this resource with other metadata. */
    public Resource withMetadata(Json metadata) {
        return new Resource(id, workingMemory, metadata, createdAt, updatedAt);
    }

    /** Returns the version of the content: working memory and metadata. */
    public Version version() {
        return Version.of("resource", workingMemory, metadata);
    }
}
