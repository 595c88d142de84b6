package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.dsql.internal.query.Columns;
import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.schema.WorkflowTables;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.dsql.internal.workflow.RunColumns.Written;
import dev.agentstorage.spi.support.WorkflowChanges;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowRun;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/** The statements on single runs and their removal. Immutable and thread-safe. */
@Singleton
final class RunStatements {
    private static final String OLDER = " WHERE \"updatedAt\" < ? AND (\"updatedAtZ\" IS NULL OR \"updatedAtZ\" < ?)";

    /** All columns except the key. */
    private static final Columns<Written> CHANGED = RunColumns.ALL.without("workflow_name", "run_id");

    /** The columns that an upsert keeps, or replaces in a special way. */
    private static final String[] APART = {
        "workflow_name", "run_id", "resourceId", "createdAt", "createdAtZ", "as_replaced", "as_labels"
    };

    private static final String STORED = RunColumns.TABLE + ".";

    private final String name;
    private final String select;
    private final String insert;
    private final String replace;
    private final String relabel;
    private final String update;

    @Inject
    RunStatements(DsqlSettings settings) {
        name = Identifiers.qualified(settings.schema(), RunColumns.TABLE);
        select = "SELECT " + RunColumns.HEAD + "snapshot FROM " + name;
        insert = "INSERT INTO " + name + " (" + RunColumns.ALL.names() + ") VALUES (" + RunColumns.ALL.placeholders()
                + ") ON CONFLICT (workflow_name, run_id) DO ";
        String columns = RunColumns.ALL.without(APART).replacements() + ", as_replaced = " + STORED + "as_chunks WHERE "
                + STORED + "\"as_updatedAt\" = " + STORED + "\"updatedAt\"";
        replace = columns;
        relabel = "UPDATE " + name
                + " SET as_labels = ?, \"updatedAt\" = ?, \"updatedAtZ\" = ?, \"as_updatedAt\" = CASE WHEN "
                + WorkflowTables.OWN + " THEN CAST(? AS timestamp) END WHERE workflow_name = ? AND run_id = ?";
        update = "UPDATE " + name + " SET " + CHANGED.assignments() + " WHERE workflow_name = ? AND run_id = ?";
    }

    /** The qualified name of the table. */
    String name() {
        return name;
    }

    Sql get(String workflowName, String runId) {
        return Sql.of(select + " WHERE workflow_name = ? AND run_id = ?", workflowName, runId);
    }

    Sql find(String runId) {
        return Sql.of(select + " WHERE run_id = ? ORDER BY \"createdAt\" DESC, workflow_name DESC LIMIT 1", runId);
    }

    /**
     * Inserts a run, or replaces a stored one that this library wrote last, before {@code now}, because its times follow from the row alone.
     * Any other row is not changed, and no row is returned for it.
     */
    Sql upsert(NewWorkflowRun run, Body body, Instant now) {
        Instant updatedAt = run.updatedAt().orElse(now);
        WorkflowRun fresh = WorkflowRun.builder(run.workflowName(), run.runId())
                .resourceId(run.resourceId().value().orElse(null))
                .snapshot(run.snapshot())
                .labels(WorkflowChanges.labels(Json.EMPTY_OBJECT, run))
                .createdAt(run.createdAt().orElse(now))
                .updatedAt(updatedAt)
                .build();
        Sql sql = values(fresh, body)
                .add("UPDATE SET ")
                .add(run.resourceId().touched() ? "\"resourceId\" = EXCLUDED.\"resourceId\", " : "")
                .add(run.labels().touched() ? "as_labels = EXCLUDED.as_labels, " : "")
                .add(replace);
        if (run.updatedAt().isEmpty()) {
            sql.add(" AND " + STORED + "\"updatedAt\" < EXCLUDED.\"updatedAt\"");
        }
        return sql.add(" RETURNING workflow_name, run_id, \"resourceId\", as_labels, \"createdAt\", as_replaced");
    }

    /** Inserts a run unless it exists. The number of inserted rows shows whether it was stored. */
    Sql create(WorkflowRun run, Body body) {
        return values(run, body).add("NOTHING");
    }

    /** Replaces a run; the number of rows shows whether it existed. */
    Sql update(WorkflowRun run, Body body, Optional<Manifest> replaced) {
        return Sql.of(update, CHANGED.values(new Written(run, body, replaced))).bind(run.workflowName(), run.runId());
    }

    /** Reads a run with an empty text instead of its snapshot. */
    Sql labels(String workflowName, String runId) {
        return Sql.of(
                "SELECT " + RunColumns.HEAD + "'' AS snapshot FROM " + name + " WHERE workflow_name = ? AND run_id = ?",
                workflowName,
                runId);
    }

    /** Replaces the labels of a run. Keeps the information whether another program wrote the row last. */
    Sql relabel(String workflowName, String runId, Json labels, Instant updatedAt) {
        return Sql.of(
                relabel,
                RunColumns.text(labels),
                Times.wall(updatedAt),
                Times.zoned(updatedAt),
                Times.wall(updatedAt),
                workflowName,
                runId);
    }

    private Sql values(WorkflowRun run, Body body) {
        return Sql.of(insert, RunColumns.ALL.values(new Written(run, body, Optional.empty())));
    }

    Sql delete(String workflowName, String runId) {
        return removed(Sql.of("DELETE FROM " + name)
                .where("workflow_name = ?", workflowName)
                .where("run_id = ?", runId));
    }

    /** Removes the oldest runs for which both time columns are older than the instant. */
    Sql prune(Instant olderThan, int limit) {
        return some(
                OLDER + " ORDER BY \"updatedAt\", workflow_name, run_id LIMIT ?",
                Times.wall(olderThan),
                Times.zoned(olderThan),
                limit);
    }

    /** Finds one of the runs that {@link #prune} would remove. */
    Sql anyOlder(Instant olderThan) {
        return Sql.of(
                "SELECT 1 FROM " + name + OLDER + " ORDER BY \"updatedAt\" LIMIT 1",
                Times.wall(olderThan),
                Times.zoned(olderThan));
    }

    Sql deleteOfResource(String resourceId, int limit) {
        return some(" WHERE \"resourceId\" = ? LIMIT ?", resourceId, limit);
    }

    Sql deleteSome(int limit) {
        return some(" LIMIT ?", limit);
    }

    private Sql some(String which, Object... values) {
        return removed(Sql.of(
                "DELETE FROM " + name + " WHERE (workflow_name, run_id) IN (SELECT workflow_name, run_id FROM " + name
                        + which + ")",
                values));
    }

    private static Sql removed(Sql sql) {
        return sql.add(" RETURNING workflow_name, run_id, as_chunks");
    }
}
