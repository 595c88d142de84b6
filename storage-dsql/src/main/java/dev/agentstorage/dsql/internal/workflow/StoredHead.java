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
 * @param bytes the length of the text that is in the row
 * @param status what we wrote as the status of the whole snapshot
 */
record StoredHead(StoredRun row, long bytes, Optional<String> status) {
    Position position() {
        return Position.of(row.createdAt(), row.workflowName(), row.runId());
    }

    /**
     * Returns the head. Where another program has changed the outline of a large snapshot, its status is the one of the text, and its size is
     * that of the chunks.
     *
     * @throws CorruptDataException {@code json-unreadable} when another program wrote the row last, and no JSON
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

    /** What another program left out of an outline stays unchanged in the chunks. */
    private Optional<WorkflowStatus> read(Optional<Manifest> pieces) {
        WorkflowRun run = row.run();
        return pieces.isPresent() && run.snapshot().get("status").isEmpty() ? written() : run.status();
    }
}
