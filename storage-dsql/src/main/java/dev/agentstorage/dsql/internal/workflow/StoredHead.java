package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.spi.Position;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowRunHead;
import dev.agentstorage.workflow.WorkflowStatus;
import java.util.Optional;

/**
 * A row of the table of runs, as read for a head.
 *
 * @param row the row; its text is empty unless another program wrote it last
 * @param bytes the length of the text in the row
 * @param status the status of the whole snapshot, as this library wrote it
 */
record StoredHead(StoredRun row, long bytes, Optional<String> status) {
    Position position() {
        return Position.of(row.createdAt(), row.workflowName(), row.runId());
    }

    /**
     * Returns the head. If another program has changed the outline of a large snapshot, the status is that of the text, and the size is
     * that of the chunks.
     *
     * @throws CorruptDataException {@code json-unreadable} if another program wrote the row last, and its text is not valid JSON
     */
    WorkflowRunHead head() {
        Optional<Manifest> pieces = row.own() ? row.kept() : row.chunks();
        return WorkflowRunHead.builder(row.workflowName(), row.runId())
                .resourceId(row.resourceId().orElse(null))
                .status((row.own() ? written() : read(pieces)).orElse(null))
                .createdAt(row.createdAt())
                .updatedAt(row.updatedAt())
                .sizeInBytes(pieces.map(Manifest::bytes).orElse(bytes))
                .labels(row.labels())
                .build();
    }

    private Optional<WorkflowStatus> written() {
        return status.map(WorkflowStatus::new);
    }

    /** Returns the status. A member that another program removed from an outline keeps its value in the chunks. */
    private Optional<WorkflowStatus> read(Optional<Manifest> pieces) {
        WorkflowRun run = row.run();
        return pieces.isPresent() && run.snapshot().get("status").isEmpty() ? written() : run.status();
    }
}
