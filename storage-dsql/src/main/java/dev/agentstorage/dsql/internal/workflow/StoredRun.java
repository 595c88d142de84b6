package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.spi.support.StoredRow;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A row of the table of runs.
 *
 * @param workflowName the workflow
 * @param runId the run
 * @param resourceId the resource, if any
 * @param text the snapshot that is in the row
 * @param labels what the caller calls the run
 * @param createdAt the time that is shown
 * @param updatedAt the time that is shown
 * @param own whether no other program has written the row since we did
 * @param manifest the manifest that is in the row, whether or not it still counts
 */
record StoredRun(
        String workflowName,
        String runId,
        Optional<String> resourceId,
        String text,
        Json labels,
        Instant createdAt,
        Instant updatedAt,
        boolean own,
        Optional<String> manifest) {
    /**
     * Returns where the chunks of the snapshot are: those whose outline the text is, or was made of by another program. Empty when the snapshot is in the
     * row, also because another writer put it there, and when the row {@linkplain #isOverwritten cannot be read}.
     *
     * @throws CorruptDataException {@code chunks-unreadable} when no other program has written the row since we did
     */
    Optional<Manifest> chunks() {
        return (own ? manifest.map(this::parse) : kept())
                .filter(kept -> isOutlineOf(kept) || Outline.generation(text).equals(Optional.of(kept.generation())));
    }

    /** Returns whether the text is the very outline that we wrote for these chunks. */
    boolean isOutlineOf(Manifest pieces) {
        return pieces.outline().equals(Manifest.hash(text));
    }

    /** Returns whether the text was made of the outline of chunks that the row does not name: neither of them is the whole snapshot. */
    boolean isOverwritten() {
        return chunks().isEmpty() && Outline.generation(text).isPresent();
    }

    /**
     * Returns the error for a row that is {@linkplain #isOverwritten overwritten}.
     *
     * @param readable the run as the text has it, and as the chunks have it that the row names
     */
    CorruptDataException overwritten(List<WorkflowRun> readable) {
        return new CorruptDataException(
                "snapshot-overwritten",
                "another program overwrote the run from an outdated state; save a complete snapshot",
                Details.of("table", RunColumns.TABLE, "key", key(workflowName, runId), "column", "snapshot"),
                readable);
    }

    /** Returns the manifest, whether or not it still counts; one that cannot be read is left to who sweeps up orphans. */
    Optional<Manifest> kept() {
        try {
            return manifest.map(this::parse);
        } catch (CorruptDataException e) {
            return Optional.empty();
        }
    }

    private Manifest parse(String column) {
        return Manifest.parse(column, RunColumns.TABLE, key(workflowName, runId));
    }

    /**
     * @throws CorruptDataException {@code json-unreadable}, {@code chunks-unreadable}, {@code snapshot-overwritten} when the row alone shows that it
     *     cannot be read
     */
    void requireReadable() {
        WorkflowRun run = run(text);
        if (isOverwritten()) {
            throw overwritten(List.of(withText(run)));
        }
    }

    /** Returns the run with what another program made of an outline. */
    WorkflowRun withText(WorkflowRun run) {
        return run(new WorkflowSnapshot(Outline.withoutMember(run.snapshot().json())));
    }

    /**
     * Returns the run whose snapshot is in the row.
     *
     * @throws CorruptDataException {@code json-unreadable}
     */
    WorkflowRun run() {
        return run(text);
    }

    /**
     * Returns the run with the text of its snapshot.
     *
     * @throws CorruptDataException {@code json-unreadable}
     */
    WorkflowRun run(String snapshot) {
        try {
            return run(new WorkflowSnapshot(Json.parse(snapshot)));
        } catch (InvalidRequestException e) {
            throw new StoredRow(RunColumns.TABLE, key(workflowName, runId)).unreadable("snapshot", e);
        }
    }

    /** Returns the run with a snapshot that is not read. */
    WorkflowRun withoutSnapshot() {
        return run(new WorkflowSnapshot(Json.EMPTY_OBJECT));
    }

    /** Returns the run with a snapshot. */
    WorkflowRun run(WorkflowSnapshot snapshot) {
        return WorkflowRun.builder(workflowName, runId)
                .resourceId(resourceId.orElse(null))
                .snapshot(snapshot)
                .labels(labels)
                .createdAt(createdAt)
                .updatedAt(updatedAt)
                .build();
    }

    /** Returns the key of a row for an error. */
    static String key(String workflowName, String runId) {
        return workflowName + '/' + runId;
    }
}
