package dev.agentstorage.dsql.internal.schema;

import dev.agentstorage.dsql.internal.schema.Table.Adoption;
import dev.agentstorage.dsql.internal.schema.Table.Column;
import dev.agentstorage.dsql.internal.schema.Table.ColumnType;
import dev.agentstorage.dsql.internal.schema.Table.Index;
import java.util.List;
import java.util.Optional;

/**
 * The tables of the workflow domain. Snapshots are stored in Mastra's table. The values of our additional columns there, except the labels, are
 * valid only while {@code "as_updatedAt"} equals {@code "updatedAt"}, because every other writer changes the latter. Chunks of large snapshots are
 * stored in a separate table.
 */
public final class WorkflowTables {
    /** The condition for rows that this library was the last to write. */
    public static final String OWN = "\"as_updatedAt\" = \"updatedAt\"";

    /** The condition for all other rows. */
    public static final String FOREIGN = "\"as_updatedAt\" IS DISTINCT FROM \"updatedAt\"";

    /** Mastra checks for an index with this name, and builds it if it is missing. */
    private static final Index KEY = new Index(
            "mastra_workflow_snapshot_workflow_name_run_id_key", List.of("workflow_name", "run_id"), true, true, "");

    /** Runs. Mastra creates the table without a primary key, and does not update the {@code timestamptz} column when it changes a row. */
    public static final Table SNAPSHOTS = new Table(
                    "mastra_workflow_snapshot",
                    List.of(
                            Column.required("workflow_name", ColumnType.KEY),
                            Column.required("run_id", ColumnType.KEY),
                            Column.optional("resourceId", ColumnType.KEY),
                            Column.required("snapshot", ColumnType.TEXT),
                            Column.required("createdAt", ColumnType.WALL),
                            Column.required("updatedAt", ColumnType.WALL),
                            Column.optional("createdAtZ", ColumnType.ZONED),
                            Column.optional("updatedAtZ", ColumnType.ZONED),
                            // the status in the snapshot
                            Column.addedLater("as_status", ColumnType.TEXT),
                            // the value of "updatedAt" of our last write
                            Column.addedLater("as_updatedAt", ColumnType.WALL),
                            // where the chunks of the snapshot are; null if the row contains the whole snapshot
                            Column.addedLater("as_chunks", ColumnType.TEXT),
                            // the value of "as_chunks" before the last write
                            Column.addedLater("as_replaced", ColumnType.TEXT),
                            // the labels of the run; valid even after other programs have written the row
                            Column.addedLater("as_labels", ColumnType.TEXT)),
                    List.of("workflow_name", "run_id"),
                    Optional.empty(),
                    List.of(
                            KEY,
                            new Index(
                                    "mastra_workflow_snapshot_createdat_idx",
                                    List.of("createdAt", "workflow_name", "run_id")),
                            new Index(
                                    "mastra_workflow_snapshot_workflow_name_createdat_idx",
                                    List.of("workflow_name", "createdAt", "run_id")),
                            new Index(
                                    "mastra_workflow_snapshot_resourceid_createdat_idx",
                                    List.of("resourceId", "createdAt", "workflow_name", "run_id")),
                            new Index(
                                    "mastra_workflow_snapshot_run_id_createdat_idx",
                                    List.of("run_id", "createdAt", "workflow_name")),
                            // the oldest runs, for pruning
                            new Index(
                                    "mastra_workflow_snapshot_updatedat_idx",
                                    List.of("updatedAt", "workflow_name", "run_id")),
                            new Index(
                                    "mastra_workflow_snapshot_as_status_createdat_idx",
                                    List.of("as_status", "createdAt", "workflow_name", "run_id"),
                                    OWN),
                            new Index(
                                    "mastra_workflow_snapshot_workflow_name_as_status_idx",
                                    List.of("workflow_name", "as_status", "createdAt", "run_id"),
                                    OWN),
                            // rows whose status is only in the snapshot
                            new Index(
                                    "mastra_workflow_snapshot_foreign_idx",
                                    List.of("createdAt", "workflow_name", "run_id"),
                                    FOREIGN)))
            .adopted(new Adoption(KEY, "updatedAt", false));

    /** Chunks of snapshots. The chunks of one generation form one snapshot, and are never changed. */
    public static final Table CHUNKS = new Table(
            "agentstorage_snapshot_chunks",
            List.of(
                    Column.required("workflow_name", ColumnType.KEY),
                    Column.required("run_id", ColumnType.KEY),
                    Column.required("generation", ColumnType.KEY),
                    Column.required("number", ColumnType.INTEGER),
                    Column.required("text", ColumnType.TEXT),
                    // by the clock of the database, which is the same for all writers
                    Column.optional("storedAt", ColumnType.ZONED)),
            List.of("workflow_name", "run_id", "generation", "number"),
            Optional.empty(),
            List.of(new Index("agentstorage_snapshot_chunks_storedat_idx", List.of("storedAt"))));

    /** All tables of this domain. */
    public static final List<Table> ALL = List.of(SNAPSHOTS, CHUNKS);

    private WorkflowTables() {}
}
