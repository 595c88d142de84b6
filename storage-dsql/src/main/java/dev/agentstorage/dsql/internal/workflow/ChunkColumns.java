package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.dsql.internal.query.Columns;
import dev.agentstorage.dsql.internal.schema.WorkflowTables;

/** The columns of a chunk of a snapshot. Stateless and thread-safe. */
final class ChunkColumns {
    static final String TABLE = WorkflowTables.CHUNKS.name();

    static final Columns<Chunk> ALL = Columns.<Chunk>of(WorkflowTables.CHUNKS)
            .column("workflow_name", Chunk::workflowName)
            .column("run_id", Chunk::runId)
            .column("generation", Chunk::generation)
            .column("number", Chunk::number)
            .column("text", Chunk::text)
            .build();

    /**
     * A chunk.
     *
     * @param workflowName the workflow of its run
     * @param runId its run
     * @param generation the id that all chunks of one snapshot share
     * @param number its index, from 0
     * @param text its text
     */
    record Chunk(String workflowName, String runId, String generation, int number, String text) {}

    private ChunkColumns() {}
}
