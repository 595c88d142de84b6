package dev.agentstorage.dsql.internal.observability;

import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.dsql.internal.schema.ObservabilityTables;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.EntityType;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanEntity;
import dev.agentstorage.observability.SpanType;
import dev.agentstorage.value.Json;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The columns of a span, from a span and back. The one list of them gives their order in every statement. Stateless and thread-safe. */
final class SpanColumns {
    private static final String TEXT = "text";

    /** What a column holds of a span. */
    @FunctionalInterface
    interface Value {
        @Nullable
        Object of(Span span);
    }

    /**
     * A column.
     *
     * @param name its name
     * @param type the type of its values
     * @param value what it holds of a span
     */
    record Column(String name, String type, Value value) {
        String quoted() {
            return '"' + name + '"';
        }
    }

    /** All columns, in the order of the parts of a span. */
    static final List<Column> ALL = columns();

    private SpanColumns() {}

    private static List<Column> columns() {
        List<Column> all = new ArrayList<>();
        text(all, "traceId", Span::traceId);
        text(all, "spanId", Span::spanId);
        text(all, "parentSpanId", span -> span.parentSpanId().orElse(null));
        text(all, "name", Span::name);
        text(all, "spanType", span -> span.spanType().value());
        all.add(new Column("isEvent", "boolean", Span::isEvent));
        time(all, "startedAt", span -> Optional.of(span.startedAt()));
        time(all, "endedAt", Span::endedAt);
        entity(all, "entity", Span::entity);
        entity(all, "parentEntity", Span::parentEntity);
        entity(all, "rootEntity", Span::rootEntity);
        text(all, "userId", span -> span.correlation().userId().orElse(null));
        text(all, "organizationId", span -> span.correlation().organizationId().orElse(null));
        text(all, "resourceId", span -> span.correlation().resourceId().orElse(null));
        text(all, "runId", span -> span.correlation().runId().orElse(null));
        text(all, "sessionId", span -> span.correlation().sessionId().orElse(null));
        text(all, "threadId", span -> span.correlation().threadId().orElse(null));
        text(all, "requestId", span -> span.correlation().requestId().orElse(null));
        text(all, "environment", span -> span.correlation().environment().orElse(null));
        text(all, "source", span -> span.correlation().source().orElse(null));
        text(all, "serviceName", span -> span.correlation().serviceName().orElse(null));
        text(all, "experimentId", span -> span.correlation().experimentId().orElse(null));
        text(all, "scope", span -> SpanJson.writeMetadata(span.scope()));
        text(all, "metadata", span -> SpanJson.writeMetadata(span.metadata()));
        text(all, "tags", span -> SpanJson.writeTags(span.tags()));
        text(all, "attributes", span -> JsonColumn.write(span.attributes()));
        text(all, "links", span -> JsonColumn.write(span.links()));
        text(all, "input", span -> JsonColumn.write(span.input()));
        text(all, "output", span -> JsonColumn.write(span.output()));
        text(all, "error", span -> JsonColumn.write(span.error()));
        text(all, "requestContext", span -> JsonColumn.write(span.requestContext()));
        time(all, "createdAt", span -> Optional.of(span.createdAt()));
        time(all, "updatedAt", span -> Optional.of(span.updatedAt()));
        return List.copyOf(all);
    }

    private static void text(List<Column> all, String name, Value value) {
        all.add(new Column(name, TEXT, value));
    }

    private static void time(List<Column> all, String name, Time time) {
        all.add(new Column(
                name, "timestamp", span -> time.of(span).map(Times::wall).orElse(null)));
        all.add(new Column(
                name + "Z",
                "timestamptz",
                span -> time.of(span).map(Times::zoned).orElse(null)));
    }

    private static void entity(List<Column> all, String prefix, Entity entity) {
        text(
                all,
                prefix + "Type",
                span -> entity.of(span).type().map(EntityType::value).orElse(null));
        text(all, prefix + "Id", span -> entity.of(span).id().orElse(null));
        text(all, prefix + "Name", span -> entity.of(span).name().orElse(null));
        text(all, prefix + "VersionId", span -> entity.of(span).versionId().orElse(null));
    }

    /** Returns the span of a row that has {@link #ALL} columns. */
    static Span map(Row row) throws SQLException {
        return new Cells(row).span();
    }

    @FunctionalInterface
    private interface Time {
        Optional<Instant> of(Span span);
    }

    @FunctionalInterface
    private interface Entity {
        SpanEntity of(Span span);
    }

    /** The cells of a row from the first to the last. */
    private static final class Cells {
        private final Row row;
        private int at;

        Cells(Row row) {
            this.row = row;
        }

        /** The setters are called in the order of the columns. */
        Span span() throws SQLException {
            String traceId = text();
            String spanId = text();
            String key = traceId + "/" + spanId;
            row.identify(ObservabilityTables.SPANS.name(), key);
            return Span.builder(traceId, spanId)
                    .parentSpanId(textOrNull())
                    .name(text())
                    .spanType(new SpanType(text()))
                    .isEvent(row.flag(++at))
                    .startedAt(instant())
                    .endedAt(ended())
                    .entity(entity())
                    .parentEntity(entity())
                    .rootEntity(entity())
                    .correlation(correlation())
                    .scope(JsonColumn.metadata(textOrNull()))
                    .metadata(JsonColumn.metadata(textOrNull()))
                    .tags(JsonColumn.texts(textOrNull()))
                    .attributes(json())
                    .links(json())
                    .input(json())
                    .output(json())
                    .error(json())
                    .requestContext(json())
                    .createdAt(instant())
                    .updatedAt(instant())
                    .build();
        }

        private String text() throws SQLException {
            return row.text(++at);
        }

        private @Nullable String textOrNull() throws SQLException {
            return row.textOrNull(++at);
        }

        private @Nullable Json json() throws SQLException {
            return JsonColumn.read(textOrNull()).orElse(null);
        }

        private Instant instant() throws SQLException {
            at += 2;
            return row.instant(at - 1, at);
        }

        private @Nullable Instant ended() throws SQLException {
            at += 2;
            return row.instantOrNull(at - 1, at);
        }

        private SpanEntity entity() throws SQLException {
            return SpanEntity.builder()
                    .type(Optional.ofNullable(textOrNull()).map(EntityType::new).orElse(null))
                    .id(textOrNull())
                    .name(textOrNull())
                    .versionId(textOrNull())
                    .build();
        }

        private Correlation correlation() throws SQLException {
            return Correlation.builder()
                    .userId(textOrNull())
                    .organizationId(textOrNull())
                    .resourceId(textOrNull())
                    .runId(textOrNull())
                    .sessionId(textOrNull())
                    .threadId(textOrNull())
                    .requestId(textOrNull())
                    .environment(textOrNull())
                    .source(textOrNull())
                    .serviceName(textOrNull())
                    .experimentId(textOrNull())
                    .build();
        }
    }
}
