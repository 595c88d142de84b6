package dev.agentstorage.dsql.internal.observability;

import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.observability.CorrelationPatch;
import dev.agentstorage.observability.EntityType;
import dev.agentstorage.observability.SpanEntityPatch;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Maps a patch to the columns of its span. A patch replaces whole columns, and never merges values, so that its effect
 * does not depend on the stored values. Stateless and thread-safe.
 */
final class SpanPatches {
    private SpanPatches() {}

    /** Returns the columns that the patch changes, with their new values; {@code updatedAt} is not among them. */
    static Map<String, @Nullable Object> assignments(SpanPatch patch) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>();
        set(changed, "parentSpanId", patch.parentSpanId());
        patch.name().ifPresent(name -> changed.put("name", name));
        patch.spanType().ifPresent(type -> changed.put("spanType", type.value()));
        patch.isEvent().ifPresent(event -> changed.put("isEvent", event));
        patch.startedAt().ifPresent(start -> time(changed, "startedAt", start));
        if (patch.endedAt().touched()) {
            time(changed, "endedAt", patch.endedAt().value().orElse(null));
        }
        entity(changed, "entity", patch.entity());
        entity(changed, "parentEntity", patch.parentEntity());
        entity(changed, "rootEntity", patch.rootEntity());
        correlation(changed, patch.correlation());
        patch.scope().ifPresent(scope -> changed.put("scope", SpanJson.writeMetadata(scope)));
        patch.metadata().ifPresent(metadata -> changed.put("metadata", SpanJson.writeMetadata(metadata)));
        patch.tags().ifPresent(tags -> changed.put("tags", SpanJson.writeTags(tags)));
        json(changed, "attributes", patch.attributes());
        json(changed, "links", patch.links());
        json(changed, "input", patch.input());
        json(changed, "output", patch.output());
        json(changed, "error", patch.error());
        json(changed, "requestContext", patch.requestContext());
        return changed;
    }

    private static void set(Map<String, @Nullable Object> changed, String column, Change<String> change) {
        if (change.touched()) {
            changed.put(column, change.value().orElse(null));
        }
    }

    private static void time(Map<String, @Nullable Object> changed, String column, @Nullable Instant value) {
        changed.put(column, value == null ? null : Times.wall(value));
        changed.put(column + "Z", value == null ? null : Times.zoned(value));
    }

    private static void json(Map<String, @Nullable Object> changed, String column, Change<Json> change) {
        if (change.touched()) {
            changed.put(column, JsonColumn.write(change.value()));
        }
    }

    private static void entity(Map<String, @Nullable Object> changed, String prefix, SpanEntityPatch entity) {
        if (entity.type().touched()) {
            changed.put(
                    prefix + "Type",
                    entity.type().value().map(EntityType::value).orElse(null));
        }
        set(changed, prefix + "Id", entity.id());
        set(changed, prefix + "Name", entity.name());
        set(changed, prefix + "VersionId", entity.versionId());
    }

    private static void correlation(Map<String, @Nullable Object> changed, CorrelationPatch correlation) {
        set(changed, "userId", correlation.userId());
        set(changed, "organizationId", correlation.organizationId());
        set(changed, "resourceId", correlation.resourceId());
        set(changed, "runId", correlation.runId());
        set(changed, "sessionId", correlation.sessionId());
        set(changed, "threadId", correlation.threadId());
        set(changed, "requestId", correlation.requestId());
        set(changed, "environment", correlation.environment());
        set(changed, "source", correlation.source());
        set(changed, "serviceName", correlation.serviceName());
        set(changed, "experimentId", correlation.experimentId());
    }
}
