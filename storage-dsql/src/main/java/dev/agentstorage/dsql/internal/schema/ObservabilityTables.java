package dev.agentstorage.dsql.internal.schema;

import dev.agentstorage.dsql.internal.schema.Table.Adoption;
import dev.agentstorage.dsql.internal.schema.Table.Column;
import dev.agentstorage.dsql.internal.schema.Table.ColumnType;
import dev.agentstorage.dsql.internal.schema.Table.Index;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The table of spans. Names, types and the default indexes are those of Mastra's DSQL store, which can read and write the same table.
 * Each time is stored in two columns, and both are always written.
 */
public final class ObservabilityTables {
    private static final String ROOTS = "\"parentSpanId\" IS NULL";

    /** Spans, one for each pair of trace id and span id. Mastra creates the table without a primary key, and may store a span twice. */
    public static final Table SPANS = new Table(
                    "mastra_ai_spans",
                    List.of(
                            Column.required("traceId", ColumnType.KEY),
                            Column.required("spanId", ColumnType.KEY),
                            Column.required("name", ColumnType.TEXT),
                            Column.required("spanType", ColumnType.TEXT),
                            Column.required("isEvent", ColumnType.BOOLEAN),
                            Column.required("startedAt", ColumnType.WALL),
                            Column.optional("parentSpanId", ColumnType.TEXT),
                            Column.addedLater("entityType", ColumnType.TEXT),
                            Column.addedLater("entityId", ColumnType.TEXT),
                            Column.addedLater("entityName", ColumnType.TEXT),
                            Column.addedLater("entityVersionId", ColumnType.TEXT),
                            Column.addedLater("parentEntityType", ColumnType.TEXT),
                            Column.addedLater("parentEntityId", ColumnType.TEXT),
                            Column.addedLater("parentEntityName", ColumnType.TEXT),
                            Column.addedLater("parentEntityVersionId", ColumnType.TEXT),
                            Column.addedLater("rootEntityType", ColumnType.TEXT),
                            Column.addedLater("rootEntityId", ColumnType.TEXT),
                            Column.addedLater("rootEntityName", ColumnType.TEXT),
                            Column.addedLater("rootEntityVersionId", ColumnType.TEXT),
                            Column.addedLater("userId", ColumnType.TEXT),
                            Column.addedLater("organizationId", ColumnType.TEXT),
                            Column.addedLater("resourceId", ColumnType.TEXT),
                            Column.addedLater("runId", ColumnType.TEXT),
                            Column.addedLater("sessionId", ColumnType.TEXT),
                            Column.addedLater("threadId", ColumnType.TEXT),
                            Column.addedLater("requestId", ColumnType.TEXT),
                            Column.addedLater("environment", ColumnType.TEXT),
                            Column.addedLater("source", ColumnType.TEXT),
                            Column.addedLater("serviceName", ColumnType.TEXT),
                            Column.addedLater("scope", ColumnType.TEXT),
                            Column.addedLater("experimentId", ColumnType.TEXT),
                            Column.addedLater("metadata", ColumnType.TEXT),
                            Column.addedLater("tags", ColumnType.TEXT),
                            Column.addedLater("attributes", ColumnType.TEXT),
                            Column.addedLater("links", ColumnType.TEXT),
                            Column.addedLater("input", ColumnType.TEXT),
                            Column.addedLater("output", ColumnType.TEXT),
                            Column.addedLater("error", ColumnType.TEXT),
                            Column.addedLater("endedAt", ColumnType.WALL),
                            Column.addedLater("requestContext", ColumnType.TEXT),
                            Column.required("createdAt", ColumnType.WALL),
                            Column.addedLater("updatedAt", ColumnType.WALL),
                            Column.addedLater("startedAtZ", ColumnType.ZONED),
                            Column.addedLater("endedAtZ", ColumnType.ZONED),
                            Column.addedLater("createdAtZ", ColumnType.ZONED),
                            Column.addedLater("updatedAtZ", ColumnType.ZONED)),
                    List.of("traceId", "spanId"),
                    Optional.empty(),
                    List.of(
                            new Index("mastra_ai_spans_traceid_startedat_idx", List.of("traceId", "startedAt")),
                            new Index(
                                    "mastra_ai_spans_parentspanid_startedat_idx", List.of("parentSpanId", "startedAt")),
                            new Index("mastra_ai_spans_name_idx", List.of("name")),
                            new Index("mastra_ai_spans_spantype_startedat_idx", List.of("spanType", "startedAt")),
                            new Index("mastra_ai_spans_entitytype_entityid_idx", List.of("entityType", "entityId")),
                            new Index("mastra_ai_spans_entitytype_entityname_idx", List.of("entityType", "entityName")),
                            new Index("mastra_ai_spans_orgid_userid_idx", List.of("organizationId", "userId")),
                            // the two sort orders of traces, and the most frequent filters
                            new Index("mastra_ai_spans_root_startedat_ids_idx", byStart(), ROOTS),
                            new Index(
                                    "mastra_ai_spans_root_endedat_ids_idx",
                                    List.of("endedAt", "traceId", "spanId"),
                                    ROOTS),
                            new Index(
                                    "mastra_ai_spans_root_traceid_startedat_idx",
                                    List.of("traceId", "startedAt", "spanId"),
                                    ROOTS),
                            new Index(
                                    "mastra_ai_spans_root_resourceid_startedat_ids_idx", byStart("resourceId"), ROOTS),
                            new Index("mastra_ai_spans_root_threadid_startedat_ids_idx", byStart("threadId"), ROOTS),
                            new Index("mastra_ai_spans_root_runid_startedat_ids_idx", byStart("runId"), ROOTS),
                            // iterating over all spans, and pruning the oldest
                            new Index("mastra_ai_spans_startedat_ids_idx", byStart()),
                            // erasing a resource; the index above finds its root spans
                            new Index(
                                    "mastra_ai_spans_child_resourceid_idx",
                                    List.of("resourceId"),
                                    "\"resourceId\" IS NOT NULL AND \"parentSpanId\" IS NOT NULL"),
                            // whether any span of a trace has an error
                            new Index("mastra_ai_spans_traceid_error_idx", List.of("traceId"), "error IS NOT NULL")))
            .adopted(new Adoption(
                    new Index("mastra_ai_spans_traceid_spanid_key", List.of("traceId", "spanId"), true),
                    "updatedAt",
                    true));

    /** All tables of this domain. */
    public static final List<Table> ALL = List.of(SPANS);

    private ObservabilityTables() {}

    private static List<String> byStart(String... filters) {
        return Stream.concat(Stream.of(filters), Stream.of("startedAt", "traceId", "spanId"))
                .toList();
    }
}
