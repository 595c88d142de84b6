package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.CorrelationPatch;
import dev.agentstorage.observability.EntityType;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanEntity;
import dev.agentstorage.observability.SpanEntityPatch;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.SpanType;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.spi.support.RowSizes;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Utf8;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Checks and normalises spans, patches and queries, and computes their sizes. */
final class SpanInputs {
    private static final int FIXED_BYTES = 64;

    private final Call<?> call;

    SpanInputs(Call<?> call) {
        this.call = call;
    }

    /** Returns the normalised span with the given times. */
    Span span(Span span, Instant createdAt, Instant updatedAt) {
        Span checked = new Span(
                id("traceId", span.traceId()),
                id("spanId", span.spanId()),
                id("parentSpanId", span.parentSpanId()),
                call.name("name", span.name()),
                spanType(span.spanType()),
                span.isEvent(),
                Checks.instant("startedAt", span.startedAt()),
                Checks.instant("endedAt", span.endedAt()),
                entity("entity", span.entity()),
                entity("parentEntity", span.parentEntity()),
                entity("rootEntity", span.rootEntity()),
                correlation(span.correlation()),
                metadata("scope", span.scope()),
                metadata("metadata", span.metadata()),
                tags(span.tags()),
                json("attributes", span.attributes()),
                json("links", span.links()),
                json("input", span.input()),
                json("output", span.output()),
                json("error", span.error()),
                json("requestContext", span.requestContext()),
                Checks.instant("createdAt", createdAt),
                Checks.instant("updatedAt", updatedAt));
        call.row("span", RowSizes.of(checked));
        return checked;
    }

    SpanPatch patch(SpanPatch patch) {
        SpanPatch checked = new SpanPatch(
                id("traceId", patch.traceId()),
                id("spanId", patch.spanId()),
                patch.parentSpanId().map(value -> id("parentSpanId", value)),
                call.name("name", patch.name()),
                patch.spanType().map(this::spanType),
                patch.isEvent(),
                Checks.instant("startedAt", patch.startedAt()),
                patch.endedAt().map(value -> Checks.instant("endedAt", value)),
                entity("entity", patch.entity()),
                entity("parentEntity", patch.parentEntity()),
                entity("rootEntity", patch.rootEntity()),
                correlation(patch.correlation()),
                patch.scope().map(value -> metadata("scope", value)),
                patch.metadata().map(value -> metadata("metadata", value)),
                patch.tags().map(this::tags),
                json("attributes", patch.attributes()),
                json("links", patch.links()),
                json("input", patch.input()),
                json("output", patch.output()),
                json("error", patch.error()),
                json("requestContext", patch.requestContext()));
        call.row("span", bytes(checked));
        return checked;
    }

    private SpanEntityPatch entity(String field, SpanEntityPatch patch) {
        entity(field, patch.apply(SpanEntity.NONE));
        return patch;
    }

    private CorrelationPatch correlation(CorrelationPatch patch) {
        correlation(patch.apply(Correlation.NONE));
        return patch;
    }

    TraceQuery query(TraceQuery query) {
        return new TraceQuery(
                query.startedAt(),
                query.endedAt(),
                query.spanType().map(this::spanType),
                entity("entity", query.entity()),
                correlation(query.correlation()),
                call.filter("scope", query.scope()),
                call.filter("metadata", query.metadata()),
                tagFilter(query.tags()),
                query.status(),
                query.hasChildError(),
                query.order(),
                query.direction());
    }

    private String id(String field, String value) {
        return call.id(field, value);
    }

    /** The number of bytes that a patch writes. */
    static long bytes(SpanPatch patch) {
        return FIXED_BYTES
                + Utf8.length(patch.traceId())
                + Utf8.length(patch.spanId())
                + bytes(patch.parentSpanId().value())
                + bytes(patch.name())
                + bytes(patch.spanType().map(SpanType::value))
                + bytes(patch.entity().apply(SpanEntity.NONE))
                + bytes(patch.parentEntity().apply(SpanEntity.NONE))
                + bytes(patch.rootEntity().apply(SpanEntity.NONE))
                + bytes(patch.correlation().apply(Correlation.NONE))
                + jsonBytes(patch.scope())
                + jsonBytes(patch.metadata())
                + bytes(patch.tags().orElse(List.of()))
                + jsonBytes(patch.attributes().value())
                + jsonBytes(patch.links().value())
                + jsonBytes(patch.input().value())
                + jsonBytes(patch.output().value())
                + jsonBytes(patch.error().value())
                + jsonBytes(patch.requestContext().value());
    }

    private Optional<String> id(String field, Optional<String> value) {
        return call.id(field, value);
    }

    private Optional<String> name(String field, Optional<String> value) {
        return call.name(field, value);
    }

    private SpanType spanType(SpanType type) {
        id("spanType", type.value());
        return type;
    }

    private SpanEntity entity(String field, SpanEntity entity) {
        id(field + ".type", entity.type().map(EntityType::value));
        id(field + ".id", entity.id());
        name(field + ".name", entity.name());
        id(field + ".versionId", entity.versionId());
        return entity;
    }

    private Correlation correlation(Correlation correlation) {
        id("userId", correlation.userId());
        id("organizationId", correlation.organizationId());
        id("resourceId", correlation.resourceId());
        id("runId", correlation.runId());
        id("sessionId", correlation.sessionId());
        id("threadId", correlation.threadId());
        id("requestId", correlation.requestId());
        name("environment", correlation.environment());
        name("source", correlation.source());
        name("serviceName", correlation.serviceName());
        id("experimentId", correlation.experimentId());
        return correlation;
    }

    private List<String> tagFilter(List<String> tags) {
        tags.forEach(tag -> call.text("tags", tag));
        List<String> distinct = tags.stream().distinct().sorted().toList();
        call.filterSize("tags", Json.of(distinct));
        return distinct;
    }

    private List<String> tags(List<String> tags) {
        tags.forEach(tag -> call.text("tags", tag));
        call.value("tags", bytes(tags));
        return tags;
    }

    private Json metadata(String field, Json value) {
        Json metadata = call.metadata(field, value);
        size(field, metadata);
        return metadata;
    }

    private Optional<Json> json(String field, Optional<Json> value) {
        notNull(field, value).ifPresent(json -> size(field, json));
        return value;
    }

    private Change<Json> json(String field, Change<Json> change) {
        json(field, change.value());
        return change;
    }

    private void size(String field, Json value) {
        call.value(field, value.sizeInBytes());
    }

    private static long bytes(SpanEntity entity) {
        return bytes(entity.type().map(EntityType::value))
                + bytes(entity.id())
                + bytes(entity.name())
                + bytes(entity.versionId());
    }

    private static long bytes(Correlation correlation) {
        return bytes(correlation.userId())
                + bytes(correlation.organizationId())
                + bytes(correlation.resourceId())
                + bytes(correlation.runId())
                + bytes(correlation.sessionId())
                + bytes(correlation.threadId())
                + bytes(correlation.requestId())
                + bytes(correlation.environment())
                + bytes(correlation.source())
                + bytes(correlation.serviceName())
                + bytes(correlation.experimentId());
    }

    private static long bytes(List<String> tags) {
        return tags.isEmpty() ? 0 : Json.of(tags).sizeInBytes();
    }

    private static long bytes(Optional<String> text) {
        return text.map(Utf8::length).orElse(0L);
    }

    private static long jsonBytes(Optional<Json> value) {
        return value.map(Json::sizeInBytes).orElse(0L);
    }
}
