package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.schema.WorkflowTables;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowRun;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements on single runs and their removal, and what a row of theirs means. Immutable and thread-safe. */
@Singleton
final class RunTable {
    static final String TABLE = WorkflowTables.SNAPSHOTS.name();

    /** What {@link #map} reads, but for the snapshot. */
    static final String HEAD = "workflow_name, run_id, \"resourceId\", \"createdAt\", \"updatedAt\", \"updatedAtZ\", "
            + WorkflowTables.OWN + ", as_chunks, ";

    private static final String STORED = TABLE + ".";

    private final String name;
    private final String select;
    private final String insert;
    private final String replace;
    private final String replaceOfResource;

    /**
     * What an upsert left.
     *
     * @param resourceId the resource that is stored
     * @param createdAt the time that is stored
     * @param replaced the manifest of the pieces that the row no longer refers to
     */
    record Upserted(Optional<String> resourceId, Instant createdAt, Optional<Manifest> replaced) {}

    /**
     * A run that was removed.
     *
     * @param workflowName its workflow
     * @param runId its id
     * @param kept the manifest of the pieces that nothing refers to any more
     */
    record Removed(String workflowName, String runId, Optional<Manifest> kept) {}

    @Inject
    RunTable(DsqlSettings settings) {
        name = Identifiers.qualified(settings.schema(), TABLE);
        select = "SELECT " + HEAD + "snapshot FROM " + name;
        insert = "INSERT INTO " + name + """
                 (workflow_name, run_id, "resourceId", snapshot, "createdAt", "createdAtZ", "updatedAt", "updatedAtZ", \
                as_status, "as_updatedAt", as_chunks, as_replaced) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
                ON CONFLICT (workflow_name, run_id) DO\s""";
        String columns = """
                snapshot = EXCLUDED.snapshot, "updatedAt" = EXCLUDED."updatedAt", \
                "updatedAtZ" = EXCLUDED."updatedAtZ", as_status = EXCLUDED.as_status, \
                "as_updatedAt" = EXCLUDED."as_updatedAt", as_chunks = EXCLUDED.as_chunks, \
                as_replaced = ${stored}as_chunks WHERE ${stored}"as_updatedAt" = ${stored}"updatedAt\"""".replace("${stored}", STORED);
        replace = "UPDATE SET " + columns;
        replaceOfResource = "UPDATE SET \"resourceId\" = EXCLUDED.\"resourceId\", " + columns;
    }

    /** The qualified name of the table. */
    String name() {
        return name;
    }

    /** Makes a row of {@link #HEAD} and a snapshot. */
    static StoredRun map(Row row) throws SQLException {
        String workflowName = row.text(1);
        String runId = row.text(2);
        row.identify(TABLE, StoredRun.key(workflowName, runId));
        boolean own = row.flag(7);
        return new StoredRun(
                workflowName,
                runId,
                Optional.ofNullable(row.textOrNull(3)),
                row.text(9),
                Times.instant(row.wall(4)),
                updatedAt(row, own),
                own,
                Optional.ofNullable(row.textOrNull(8)));
    }

    /**
     * The time without a zone is the fresher one where others wrote, who leave the other as the insert made it; but it may be the wall clock
     * of another zone, which shows where it lies before the insert or in the future.
     */
    private static Instant updatedAt(Row row, boolean own) throws SQLException {
        Instant base = Times.instant(row.wall(5));
        if (own) {
            return base;
        }
        Instant inserted = row.instant(5, 6);
        return base.isAfter(inserted) && !base.isAfter(Instant.now()) ? base : inserted;
    }

    Sql get(String workflowName, String runId) {
        return Sql.of(select + " WHERE workflow_name = ? AND run_id = ?", workflowName, runId);
    }

    Sql find(String runId) {
        return Sql.of(select + " WHERE run_id = ? ORDER BY \"createdAt\" DESC, workflow_name DESC LIMIT 1", runId);
    }

    /**
     * Stores a new run, or replaces a stored one whose times follow from the row alone: one of ours that was changed before {@code now}. No
     * row comes back from any other, and it stays as it is.
     */
    Sql upsert(NewWorkflowRun run, Body body, Instant now) {
        Instant updatedAt = run.updatedAt().orElse(now);
        WorkflowRun fresh = WorkflowRun.builder(run.workflowName(), run.runId())
                .resourceId(run.resourceId().value().orElse(null))
                .snapshot(run.snapshot())
                .createdAt(run.createdAt().orElse(now))
                .updatedAt(updatedAt)
                .build();
        Sql sql = values(fresh, body).add(run.resourceId().touched() ? replaceOfResource : replace);
        if (run.updatedAt().isEmpty()) {
            sql.add(" AND " + STORED + "\"updatedAt\" < EXCLUDED.\"updatedAt\"");
        }
        return sql.add(" RETURNING workflow_name, run_id, \"resourceId\", \"createdAt\", as_replaced");
    }

    static Upserted mapUpserted(Row row) throws SQLException {
        return new Upserted(
                Optional.ofNullable(row.textOrNull(3)),
                Times.instant(row.wall(4)),
                replaced(row.textOrNull(5), row.text(1), row.text(2)));
    }

    /** What can not be read of a row that is written or removed already is left to who sweeps up orphans. */
    private static Optional<Manifest> replaced(@Nullable String text, String workflowName, String runId) {
        try {
            return Optional.ofNullable(text)
                    .map(column -> Manifest.parse(column, TABLE, StoredRun.key(workflowName, runId)));
        } catch (CorruptDataException e) {
            return Optional.empty();
        }
    }

    /** Stores a run unless there is one, and tells by the number of rows. */
    Sql create(WorkflowRun run, Body body) {
        return values(run, body).add("NOTHING");
    }

    /** Replaces a run, and tells by the number of rows whether it was there. */
    Sql update(WorkflowRun run, Body body, Optional<Manifest> replaced) {
        LocalDateTime updatedAt = Times.wall(run.updatedAt());
        return Sql.of(
                "UPDATE " + name + """
                         SET "resourceId" = ?, snapshot = ?, "createdAt" = ?, "createdAtZ" = ?, "updatedAt" = ?, "updatedAtZ" = ?, \
                        as_status = ?, "as_updatedAt" = ?, as_chunks = ?, as_replaced = ? WHERE workflow_name = ? AND run_id = ?""",
                run.resourceId().orElse(null),
                body.text(),
                Times.wall(run.createdAt()),
                Times.zoned(run.createdAt()),
                updatedAt,
                Times.zoned(run.updatedAt()),
                body.status().orElse(null),
                updatedAt,
                body.manifest().map(Manifest::text).orElse(null),
                replaced.map(Manifest::text).orElse(null),
                run.workflowName(),
                run.runId());
    }

    private Sql values(WorkflowRun run, Body body) {
        LocalDateTime updatedAt = Times.wall(run.updatedAt());
        return Sql.of(
                insert,
                run.workflowName(),
                run.runId(),
                run.resourceId().orElse(null),
                body.text(),
                Times.wall(run.createdAt()),
                Times.zoned(run.createdAt()),
                updatedAt,
                Times.zoned(run.updatedAt()),
                body.status().orElse(null),
                updatedAt,
                body.manifest().map(Manifest::text).orElse(null),
                null);
    }

    Sql delete(String workflowName, String runId) {
        return removed(Sql.of("DELETE FROM " + name)
                .where("workflow_name = ?", workflowName)
                .where("run_id = ?", runId));
    }

    /** Removes the runs that both of their times call older, the oldest first. */
    Sql prune(Instant olderThan, int limit) {
        return some(
                " WHERE \"updatedAt\" < ? AND (\"updatedAtZ\" IS NULL OR \"updatedAtZ\" < ?)"
                        + " ORDER BY \"updatedAt\", workflow_name, run_id LIMIT ?",
                Times.wall(olderThan),
                Times.zoned(olderThan),
                limit);
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

    static Removed mapRemoved(Row row) throws SQLException {
        String workflowName = row.text(1);
        String runId = row.text(2);
        return new Removed(workflowName, runId, replaced(row.textOrNull(3), workflowName, runId));
    }
}
