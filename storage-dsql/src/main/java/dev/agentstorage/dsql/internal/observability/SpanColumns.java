package dev.agentstorage.dsql.internal.observability;

import dev.agentstorage.dsql.internal.query.Columns;
import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.dsql.internal.schema.ObservabilityTables;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.EntityType;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanEntity;
import dev.agentstorage.observability.SpanType;
import dev.agentstorage.observability.TraceHead;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Maps a span to columns and back. Stateless and thread-safe. */
final class SpanColumns {
    static final String TABLE = ObservabilityTables.SPANS.name();

    /** All columns, in the order of the parts of a span. */
    static final Columns<Span> ALL = columns();

    /** The columns of {@link #ALL} for the head of a trace. */
    static final Columns<Span> HEAD =
            ALL.without("parentSpanId", "attributes", "links", "input", "output", "error", "requestContext");

    /** The identity of a written span, and its stored times. */
    record Stored(String traceId, String spanId, Instant createdAt, Instant updatedAt) {}

    private SpanColumns() {}

    private static Columns<Span> columns() {
        Columns.Builder<Span> all = Columns.<Span>of(ObservabilityTables.SPANS)
                .column("traceId", Span::traceId)
                .column("spanId", Span::spanId)
                .optional("parentSpanId", Span::parentSpanId)
                .column("name", Span::name)
                .column("spanType", span -> span.spanType().value())
                .column("isEvent", Span::isEvent)
                .time("startedAt", Span::startedAt)
                .optionalTime("endedAt", Span::endedAt);
        entity(all, "entity", Span::entity);
        entity(all, "parentEntity", Span::parentEntity);
        entity(all, "rootEntity", Span::rootEntity);
        return all.optional("userId", span -> span.correlation().userId())
                .optional("organizationId", span -> span.correlation().organizationId())
                .optional("resourceId", span -> span.correlation().resourceId())
                .optional("runId", span -> span.correlation().runId())
                .optional("sessionId", span -> span.correlation().sessionId())
                .optional("threadId", span -> span.correlation().threadId())
                .optional("requestId", span -> span.correlation().requestId())
                .optional("environment", span -> span.correlation().environment())
                .optional("source", span -> span.correlation().source())
                .optional("serviceName", span -> span.correlation().serviceName())
                .optional("experimentId", span -> span.correlation().experimentId())
                .column("scope", span -> SpanJson.writeMetadata(span.scope()))
                .column("metadata", span -> SpanJson.writeMetadata(span.metadata()))
                .column("tags", span -> SpanJson.writeTags(span.tags()))
                .column("attributes", span -> JsonColumn.write(span.attributes()))
                .column("links", span -> JsonColumn.write(span.links()))
                .column("input", span -> JsonColumn.write(span.input()))
                .column("output", span -> JsonColumn.write(span.output()))
                .column("error", span -> JsonColumn.write(span.error()))
                .column("requestContext", span -> JsonColumn.write(span.requestContext()))
                .time("createdAt", Span::createdAt)
                .time("updatedAt", Span::updatedAt)
                .build();
    }

    private static void entity(Columns.Builder<Span> all, String prefix, Function<Span, SpanEntity> entity) {
        all.optional(prefix + "Type", span -> entity.apply(span).type().map(EntityType::value))
                .optional(prefix + "Id", span -> entity.apply(span).id())
                .optional(prefix + "Name", span -> entity.apply(span).name())
                .optional(prefix + "VersionId", span -> entity.apply(span).versionId());
    }

    /**
     * Returns the span of a row that has {@link #ALL} columns.
     *
     * @throws dev.agentstorage.error.CorruptDataException {@code column-null}
     */
    static Span map(Row row) throws SQLException {
        String traceId = row.text("traceId");
        String spanId = row.text("spanId");
        row.identify(TABLE, traceId + "/" + spanId);
        return Span.builder(traceId, spanId)
                .parentSpanId(row.textOrNull("parentSpanId"))
                .name(row.text("name"))
                .spanType(new SpanType(row.text("spanType")))
                .isEvent(row.flag("isEvent"))
                .startedAt(row.instant("startedAt"))
                .endedAt(row.instantOrNull("endedAt"))
                .entity(entity(row.part("entity")))
                .parentEntity(entity(row.part("parentEntity")))
                .rootEntity(entity(row.part("rootEntity")))
                .correlation(correlation(row))
                .scope(JsonColumn.metadata(row.textOrNull("scope")))
                .metadata(JsonColumn.metadata(row.textOrNull("metadata")))
                .tags(JsonColumn.texts(row.textOrNull("tags")))
                .attributes(JsonColumn.orNull(row, "attributes"))
                .links(JsonColumn.orNull(row, "links"))
                .input(JsonColumn.orNull(row, "input"))
                .output(JsonColumn.orNull(row, "output"))
                .error(JsonColumn.orNull(row, "error"))
                .requestContext(JsonColumn.orNull(row, "requestContext"))
                .createdAt(row.instant("createdAt"))
                .updatedAt(row.instant("updatedAt"))
                .build();
    }

    /**
     * Returns the head of the trace of a row that has the columns of {@link #HEAD}, and {@code hasError}.
     *
     * @throws dev.agentstorage.error.CorruptDataException {@code column-null}
     */
    static TraceHead mapHead(Row row) throws SQLException {
        String traceId = row.text("traceId");
        String spanId = row.text("spanId");
        row.identify(TABLE, traceId + "/" + spanId);
        return TraceHead.builder(traceId, spanId)
                .name(row.text("name"))
                .spanType(new SpanType(row.text("spanType")))
                .isEvent(row.flag("isEvent"))
                .startedAt(row.instant("startedAt"))
                .endedAt(row.instantOrNull("endedAt"))
                .entity(entity(row.part("entity")))
                .parentEntity(entity(row.part("parentEntity")))
                .rootEntity(entity(row.part("rootEntity")))
                .correlation(correlation(row))
                .scope(JsonColumn.metadata(row.textOrNull("scope")))
                .metadata(JsonColumn.metadata(row.textOrNull("metadata")))
                .tags(JsonColumn.texts(row.textOrNull("tags")))
                .hasError(row.flag("hasError"))
                .createdAt(row.instant("createdAt"))
                .updatedAt(row.instant("updatedAt"))
                .build();
    }

    /** Maps a row that a write has returned. */
    static Stored mapStored(Row row) throws SQLException {
        return new Stored(row.text("traceId"), row.text("spanId"), row.instant("createdAt"), row.instant("updatedAt"));
    }

    private static SpanEntity entity(Row row) throws SQLException {
        return SpanEntity.builder()
                .type(Optional.ofNullable(row.textOrNull("Type"))
                        .map(EntityType::new)
                        .orElse(null))
                .id(row.textOrNull("Id"))
                .name(row.textOrNull("Name"))
                .versionId(row.textOrNull("VersionId"))
                .build();
    }

    private static Correlation correlation(Row row) throws SQLException {
        return Correlation.builder()
                .userId(row.textOrNull("userId"))
                .organizationId(row.textOrNull("organizationId"))
                .resourceId(row.textOrNull("resourceId"))
                .runId(row.textOrNull("runId"))
                .sessionId(row.textOrNull("sessionId"))
                .threadId(row.textOrNull("threadId"))
                .requestId(row.textOrNull("requestId"))
                .environment(row.textOrNull("environment"))
                .source(row.textOrNull("source"))
                .serviceName(row.textOrNull("serviceName"))
                .experimentId(row.textOrNull("experimentId"))
                .build();
    }
}
