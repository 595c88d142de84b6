package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.dsql.internal.workflow.ChunkColumns.Chunk;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/** The statements on chunks of snapshots. Immutable and thread-safe. */
@Singleton
final class ChunkStatements {
    /** Maximum number of chunks in one statement; their total size is below the limit of a transaction. */
    static final int PER_STATEMENT = 8;

    private static final String KEY = ChunkColumns.ALL.without("text").names();

    private final String name;
    private final String insert;
    private final String runs;

    @Inject
    ChunkStatements(DsqlSettings settings, RunStatements runs) {
        name = Identifiers.qualified(settings.schema(), ChunkColumns.TABLE);
        insert = "INSERT INTO " + name + " (" + ChunkColumns.ALL.names() + ") VALUES ";
        this.runs = runs.name();
    }

    /** Inserts chunks. Existing ones are kept, because they are equal. */
    Sql insert(List<Chunk> chunks) {
        return ChunkColumns.ALL.rows(Sql.of(insert), chunks).add(" ON CONFLICT (" + KEY + ") DO NOTHING");
    }

    /** Reads the texts of {@link #PER_STATEMENT} chunks of a generation, in order. */
    Sql read(String workflowName, String runId, String generation, int from) {
        return range("SELECT text FROM ", workflowName, runId, generation, from).add(" ORDER BY number");
    }

    /** Removes {@link #PER_STATEMENT} chunks of a generation, unless the run refers to it in its column or in its text. */
    Sql deleteUnreferred(String workflowName, String runId, String generation, int from) {
        return range("DELETE FROM ", workflowName, runId, generation, from)
                .add(
                        " AND NOT EXISTS (SELECT 1 FROM " + runs + " r WHERE r.workflow_name = ? AND r.run_id = ?"
                                + " AND (r.as_chunks LIKE ? OR r.snapshot LIKE ?))",
                        workflowName,
                        runId,
                        generation + ":%",
                        "%" + generation + "%");
    }

    private Sql range(String verb, String workflowName, String runId, String generation, int from) {
        return Sql.of(
                verb + name
                        + " WHERE workflow_name = ? AND run_id = ? AND generation = ? AND number >= ? AND number < ?",
                workflowName,
                runId,
                generation,
                from,
                from + PER_STATEMENT);
    }

    /** Removes {@link #PER_STATEMENT} chunks that were stored before the instant and that no run refers to. */
    Sql deleteOrphans(Instant before) {
        return orphans("", before);
    }

    /** Like {@link #deleteOrphans(Instant)}, for the chunks of one run. */
    Sql deleteOrphans(String workflowName, String runId, Instant before) {
        return orphans(" AND c.workflow_name = ? AND c.run_id = ?", before, workflowName, runId);
    }

    private Sql orphans(String more, Instant before, Object... values) {
        return Sql.of(
                        "DELETE FROM " + name + " WHERE (" + KEY
                                + ") IN (SELECT c.workflow_name, c.run_id, c.generation,"
                                + " c.number FROM " + name + " c WHERE c.\"storedAt\" < ?" + more
                                + " AND NOT EXISTS (SELECT 1 FROM " + runs
                                + " r WHERE r.workflow_name = c.workflow_name"
                                + " AND r.run_id = c.run_id AND (r.as_chunks LIKE c.generation || ':%'"
                                + " OR r.snapshot LIKE '%' || c.generation || '%')) LIMIT ?)",
                        Times.zoned(before))
                .bind(values)
                .bind(PER_STATEMENT);
    }
}
