package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import java.util.Optional;

/**
 * Which resources; sorted by {@code createdAt}, then id.
 *
 * @param metadata only resources whose metadata contains this object
 * @param direction oldest first unless said otherwise
 */
public record ResourceQuery(Optional<Json> metadata, Direction direction) {
    /** All resources, oldest first. */
    public static final ResourceQuery ALL = new ResourceQuery(Optional.empty(), Direction.ASC);

    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequest {@code null-argument} */
    public ResourceQuery {
        Checks.notNull("metadata", metadata);
        Checks.notNull("direction", direction);
    }

    /** Returns whether the resource passes the filter. */
    public boolean matches(Resource resource) {
        return metadata.isEmpty() || resource.metadata().contains(metadata.get());
    }

    /** Returns this query with a metadata filter. */
    public ResourceQuery metadata(Json metadata) {
        return new ResourceQuery(Optional.of(Checks.notNull("metadata", metadata)), direction);
    }

    /** Returns this query in another direction. */
    public ResourceQuery direction(Direction direction) {
        return new ResourceQuery(metadata, direction);
    }
}
