package dev.agentstorage.dsql.internal.schema;

import dev.agentstorage.dsql.internal.schema.Table.Column;
import dev.agentstorage.dsql.internal.schema.Table.ColumnType;
import dev.agentstorage.dsql.internal.schema.Table.Index;
import java.util.List;
import java.util.Optional;

/**
 * The table of scores. Names, types and the default index are those of Mastra's DSQL store; columns that begin with {@code as_} are our
 * additions, for values that have no column there.
 */
public final class ScoreTables {
    /** Scores. */
    public static final Table SCORES = new Table(
            "mastra_scorers",
            List.of(
                    Column.required("id", ColumnType.KEY),
                    Column.required("scorerId", ColumnType.KEY),
                    Column.optional("traceId", ColumnType.KEY),
                    Column.optional("spanId", ColumnType.KEY),
                    Column.required("runId", ColumnType.KEY),
                    Column.required("scorer", ColumnType.TEXT),
                    Column.optional("preprocessStepResult", ColumnType.TEXT),
                    Column.optional("extractStepResult", ColumnType.TEXT),
                    Column.optional("analyzeStepResult", ColumnType.TEXT),
                    Column.required("score", ColumnType.DOUBLE),
                    Column.optional("reason", ColumnType.TEXT),
                    Column.optional("metadata", ColumnType.TEXT),
                    Column.optional("preprocessPrompt", ColumnType.TEXT),
                    Column.optional("extractPrompt", ColumnType.TEXT),
                    Column.optional("generateScorePrompt", ColumnType.TEXT),
                    Column.optional("generateReasonPrompt", ColumnType.TEXT),
                    Column.optional("analyzePrompt", ColumnType.TEXT),
                    Column.optional("reasonPrompt", ColumnType.TEXT),
                    Column.required("input", ColumnType.TEXT),
                    Column.required("output", ColumnType.TEXT),
                    Column.optional("additionalContext", ColumnType.TEXT),
                    Column.optional("requestContext", ColumnType.TEXT),
                    Column.optional("entityType", ColumnType.TEXT),
                    Column.optional("entity", ColumnType.TEXT),
                    Column.optional("entityId", ColumnType.KEY),
                    Column.required("source", ColumnType.TEXT),
                    Column.optional("resourceId", ColumnType.KEY),
                    Column.optional("threadId", ColumnType.KEY),
                    Column.required("createdAt", ColumnType.WALL),
                    Column.required("updatedAt", ColumnType.WALL),
                    Column.optional("createdAtZ", ColumnType.ZONED),
                    Column.optional("updatedAtZ", ColumnType.ZONED),
                    // only in newer versions of Mastra
                    Column.addedLater("organizationId", ColumnType.TEXT),
                    Column.addedLater("projectId", ColumnType.TEXT),
                    Column.addedLater("batchId", ColumnType.TEXT),
                    Column.addedLater("datasetId", ColumnType.TEXT),
                    Column.addedLater("datasetItemId", ColumnType.TEXT),
                    Column.addedLater("as_structuredOutput", ColumnType.BOOLEAN),
                    // whether there is no input, because the column of the input cannot be null
                    Column.addedLater("as_inputAbsent", ColumnType.BOOLEAN)),
            List.of("id"),
            Optional.empty(),
            List.of(
                    new Index(
                            "mastra_scores_trace_id_span_id_created_at_idx", List.of("traceId", "spanId", "createdAt")),
                    new Index("mastra_scorers_createdat_id_idx", List.of("createdAt", "id")),
                    new Index("mastra_scorers_scorerid_createdat_id_idx", List.of("scorerId", "createdAt", "id")),
                    new Index("mastra_scorers_runid_createdat_id_idx", List.of("runId", "createdAt", "id")),
                    // without the entity type, with which a key could exceed the maximum size of an index key
                    new Index("mastra_scorers_entityid_createdat_id_idx", List.of("entityId", "createdAt", "id")),
                    new Index("mastra_scorers_threadid_createdat_id_idx", List.of("threadId", "createdAt", "id")),
                    new Index("mastra_scorers_resourceid_createdat_id_idx", List.of("resourceId", "createdAt", "id"))));

    /** All tables of this domain. */
    public static final List<Table> ALL = List.of(SCORES);

    private ScoreTables() {}
}
