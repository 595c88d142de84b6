package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.dsql.internal.query.Columns;
import dev.agentstorage.dsql.internal.schema.WorkflowTables;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.WorkflowRun;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Maps a run to columns and back. Stateless and thread-safe. */
final class RunColumns {
    static final String TABLE = WorkflowTables.SNAPSHOTS.name();

    static final Columns<Written> ALL = Columns.<Written>of(WorkflowTables.SNAPSHOTS)
            .column("workflow_name", written -> written.run().workflowName())
            .column("run_id", written -> written.run().runId())
            .optional("resourceId", written -> written.run().resourceId())
            .column("snapshot", written -> written.body().text())
            .time("createdAt", written -> written.run().createdAt())
            .time("updatedAt", written -> written.run().updatedAt())
            .optional("as_status", written -> written.body().status())
            .column("as_updatedAt", written -> Times.wall(written.run().updatedAt()))
            .optional("as_chunks", written -> written.body().manifest().map(Manifest::text))
            .column("as_labels", written -> text(written.run().labels()))
            .optional("as_replaced", written -> written.replaced().map(Manifest::text))
            .build();

    /** The columns that {@link #map} reads, except for the snapshot. */
    static final String HEAD = ALL.without("snapshot", "createdAtZ", "as_status", "as_updatedAt", "as_replaced")
                    .names()
            + ", " + WorkflowTables.OWN + " AS own, ";

    /**
     * The values of a run's row to write.
     *
     * @param run the run
     * @param body the columns for its snapshot
     * @param replaced the manifest of the chunks that the row will no longer refer to
     */
    record Written(WorkflowRun run, Body body, Optional<Manifest> replaced) {}

    /**
     * The result of an upsert.
     *
     * @param resourceId the stored resource
     * @param labels the stored labels
     * @param createdAt the stored time of creation
     * @param replaced the manifest of the chunks that the row no longer refers to
     */
    record Upserted(Optional<String> resourceId, Json labels, Instant createdAt, Optional<Manifest> replaced) {}

    /**
     * A removed run.
     *
     * @param workflowName its workflow
     * @param runId its id
     * @param kept the manifest of its chunks, which are now orphans
     */
    record Removed(String workflowName, String runId, Optional<Manifest> kept) {}

    private RunColumns() {}

    /** Returns the column text for labels; null for none. */
    static @Nullable String text(Json labels) {
        return labels.equals(Json.EMPTY_OBJECT) ? null : labels.text();
    }

    /** Maps a row with {@link #HEAD} and a snapshot. */
    static StoredRun map(Row row) throws SQLException {
        String workflowName = row.text("workflow_name");
        String runId = row.text("run_id");
        row.identify(TABLE, StoredRun.key(workflowName, runId));
        boolean own = row.flag("own");
        return new StoredRun(
                workflowName,
                runId,
                Optional.ofNullable(row.textOrNull("resourceId")),
                row.text("snapshot"),
                row.object("as_labels"),
                Times.instant(row.wall("createdAt")),
                updatedAt(row, own),
                own,
                Optional.ofNullable(row.textOrNull("as_chunks")));
    }

    /** Maps a row with {@link #HEAD}, a snapshot if needed, its length in {@code size}, and {@code as_status}. */
    static StoredHead mapHead(Row row) throws SQLException {
        return new StoredHead(map(row), row.number("size"), Optional.ofNullable(row.textOrNull("as_status")));
    }

    /**
     * The time without a zone is the fresher one where others wrote, who leave the other as the insert made it; but it may be the wall clock
     * of another zone, which shows where it lies before the insert or in the future.
     */
    private static Instant updatedAt(Row row, boolean own) throws SQLException {
        Instant base = Times.instant(row.wall("updatedAt"));
        if (own) {
            return base;
        }
        Instant inserted = row.instant("updatedAt");
        return base.isAfter(inserted) && !base.isAfter(Instant.now()) ? base : inserted;
    }

    static Upserted mapUpserted(Row row) throws SQLException {
        return new Upserted(
                Optional.ofNullable(row.textOrNull("resourceId")),
                row.object("as_labels"),
                Times.instant(row.wall("createdAt")),
                replaced(row.textOrNull("as_replaced"), row.text("workflow_name"), row.text("run_id")));
    }

    static Removed mapRemoved(Row row) throws SQLException {
        String workflowName = row.text("workflow_name");
        String runId = row.text("run_id");
        return new Removed(workflowName, runId, replaced(row.textOrNull("as_chunks"), workflowName, runId));
    }

    /** What cannot be read of a row that is written or removed already is left to who sweeps up orphans. */
    private static Optional<Manifest> replaced(@Nullable String text, String workflowName, String runId) {
        try {
            return Optional.ofNullable(text)
                    .map(column -> Manifest.parse(column, TABLE, StoredRun.key(workflowName, runId)));
        } catch (CorruptDataException e) {
            return Optional.empty();
        }
    }
}
