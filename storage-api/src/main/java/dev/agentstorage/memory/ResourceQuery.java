package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.FilterWork;
import dev.agentstorage.value.Json;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which resources; sorted by {@code createdAt}, then id.
 *
 * @param metadata only resources whose metadata contains this object
 * @param direction oldest first unless said otherwise
 */
public record ResourceQuery(Optional<Json> metadata, Direction direction) {
    /** All resources, oldest first. */
    public static final ResourceQuery ALL = new ResourceQuery(Optional.empty(), Direction.ASC);

    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public ResourceQuery {
        Checks.notNull("metadata", metadata);
        Checks.notNull("direction", direction);
    }

    /** Returns whether the resource passes the filter. To judge many resources use {@link #matcher()}. */
    public boolean matches(Resource resource) {
        return matcher().test(resource);
    }

    /** Returns the filter, for the resources that one call looks at; bounded as {@link FilterWork} says. Not thread-safe. */
    public Predicate<Resource> matcher() {
        Predicate<Json> hasMetadata = new FilterWork().contains(metadata);
        return resource -> hasMetadata.test(resource.metadata());
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
