package dev.agentstorage.observability;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Change;

/**
 * A change of one of a span's entities; what is not given stays (rule {@code OBS-21}). Immutable and thread-safe.
 *
 * @param type what kind of thing it is
 * @param id its id; at most {@code Limits.idBytes} bytes of UTF-8
 * @param name its name; at most {@code Limits.nameBytes} bytes of UTF-8
 * @param versionId the id of the version of it that ran
 */
public record SpanEntityPatch(
        Change<EntityType> type, Change<String> id, Change<String> name, Change<String> versionId) {
    /** The patch that changes nothing. */
    public static final SpanEntityPatch EMPTY =
            new SpanEntityPatch(Change.keep(), Change.keep(), Change.keep(), Change.keep());

    /** The patch that leaves {@link SpanEntity#NONE}. */
    public static final SpanEntityPatch CLEAR =
            new SpanEntityPatch(Change.clear(), Change.clear(), Change.clear(), Change.clear());

    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public SpanEntityPatch {
        Checks.notNull("entityType", type);
        Checks.notNull("entityId", id);
        Checks.notNull("entityName", name);
        Checks.notNull("entityVersionId", versionId);
    }

    /** A patch that sets what the entity has and keeps the rest. */
    public static SpanEntityPatch of(SpanEntity entity) {
        return new SpanEntityPatch(
                Change.setIfPresent(entity.type()),
                Change.setIfPresent(entity.id()),
                Change.setIfPresent(entity.name()),
                Change.setIfPresent(entity.versionId()));
    }

    /** Returns this patch with a kind. */
    public SpanEntityPatch type(EntityType type) {
        return new SpanEntityPatch(Change.set(type), id, name, versionId);
    }

    /** Returns this patch with the kind removed. */
    public SpanEntityPatch clearType() {
        return new SpanEntityPatch(Change.clear(), id, name, versionId);
    }

    /** Returns this patch with an id. */
    public SpanEntityPatch id(String id) {
        return new SpanEntityPatch(type, Change.set(id), name, versionId);
    }

    /** Returns this patch with the id removed. */
    public SpanEntityPatch clearId() {
        return new SpanEntityPatch(type, Change.clear(), name, versionId);
    }

    /** Returns this patch with a name. */
    public SpanEntityPatch name(String name) {
        return new SpanEntityPatch(type, id, Change.set(name), versionId);
    }

    /** Returns this patch with the name removed. */
    public SpanEntityPatch clearName() {
        return new SpanEntityPatch(type, id, Change.clear(), versionId);
    }

    /** Returns this patch with the id of a version. */
    public SpanEntityPatch versionId(String versionId) {
        return new SpanEntityPatch(type, id, name, Change.set(versionId));
    }

    /** Returns this patch with the id of the version removed. */
    public SpanEntityPatch clearVersionId() {
        return new SpanEntityPatch(type, id, name, Change.clear());
    }

    /** Returns the entity as this patch leaves it. */
    public SpanEntity apply(SpanEntity stored) {
        return new SpanEntity(
                type.apply(stored.type()),
                id.apply(stored.id()),
                name.apply(stored.name()),
                versionId.apply(stored.versionId()));
    }

    /** Returns the patch that does what this one and then a later one of the same entity do. */
    public SpanEntityPatch then(SpanEntityPatch later) {
        return new SpanEntityPatch(
                type.then(later.type), id.then(later.id), name.then(later.name), versionId.then(later.versionId));
    }
}
