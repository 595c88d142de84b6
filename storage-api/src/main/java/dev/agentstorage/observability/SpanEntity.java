package dev.agentstorage.observability;

import dev.agentstorage.internal.Checks;
import java.util.Optional;

/**
 * The agent, workflow, tool or the like that did the work of a span. In a query it is partial: what is empty does not matter.
 *
 * @param type what kind of thing it is
 * @param id its id; at most {@code Limits.idBytes} bytes of UTF-8
 * @param name its name; at most {@code Limits.nameBytes} bytes of UTF-8
 * @param versionId the id of the version of it that ran
 */
public record SpanEntity(
        Optional<EntityType> type, Optional<String> id, Optional<String> name, Optional<String> versionId) {
    /** Nothing is known. */
    public static final SpanEntity NONE =
            new SpanEntity(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public SpanEntity {
        Checks.notNull("entityType", type);
        Checks.notNull("entityId", id);
        Checks.notNull("entityName", name);
        Checks.notNull("entityVersionId", versionId);
    }

    /** An entity of a kind, with its id. */
    public static SpanEntity of(EntityType type, String id) {
        return NONE.type(type).id(id);
    }

    /** Returns this entity with a kind. */
    public SpanEntity type(EntityType type) {
        return new SpanEntity(Optional.of(Checks.notNull("entityType", type)), id, name, versionId);
    }

    /** Returns this entity with an id. */
    public SpanEntity id(String id) {
        return new SpanEntity(type, Optional.of(Checks.notNull("entityId", id)), name, versionId);
    }

    /** Returns this entity with a name. */
    public SpanEntity name(String name) {
        return new SpanEntity(type, id, Optional.of(Checks.notNull("entityName", name)), versionId);
    }

    /** Returns this entity with the id of its version. */
    public SpanEntity versionId(String versionId) {
        return new SpanEntity(type, id, name, Optional.of(Checks.notNull("entityVersionId", versionId)));
    }

    /** Returns this entity with everything replaced that the other one has. */
    public SpanEntity merge(SpanEntity other) {
        return new SpanEntity(
                other.type.or(() -> type),
                other.id.or(() -> id),
                other.name.or(() -> name),
                other.versionId.or(() -> versionId));
    }

    /** Returns whether this entity has everything that the other one has, with the same value. */
    public boolean matches(SpanEntity filter) {
        return merge(filter).equals(this);
    }
}
