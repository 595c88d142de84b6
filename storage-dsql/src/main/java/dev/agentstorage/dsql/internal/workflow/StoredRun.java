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
 * @param text the snapshot or outline in the row
 * @param labels the labels of the run
 * @param createdAt the time of creation that callers see
 * @param updatedAt the time of the last update that callers see
 * @param own whether this library wrote the row last
 * @param manifest the manifest in the row, even if it is no longer valid
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
     * Returns where the chunks of the snapshot are, if the text is their outline, possibly changed by another program. Empty if the row contains
     * the snapshot, also if another program wrote it, and if the row {@linkplain #isOverwritten cannot be read}.
     *
     * @throws CorruptDataException {@code chunks-unreadable} if this library wrote the row last
     */
    Optional<Manifest> chunks() {
        return (own ? manifest.map(this::parse) : kept())
                .filter(kept -> isOutlineOf(kept) || Outline.generation(text).equals(Optional.of(kept.generation())));
    }

    /** Returns whether the text is the unchanged outline of these chunks. */
    boolean isOutlineOf(Manifest pieces) {
        return pieces.outline().equals(Manifest.hash(text));
    }

    /** Returns whether the text is the outline of other chunks than those of the manifest: neither is then the whole snapshot. */
    boolean isOverwritten() {
        return chunks().isEmpty() && Outline.generation(text).isPresent();
    }

    /**
     * Returns the error for a row that is {@linkplain #isOverwritten overwritten}.
     *
     * @param readable the run with the snapshot of the text, and with that of the chunks of the manifest
     */
    CorruptDataException overwritten(List<WorkflowRun> readable) {
        return new CorruptDataException(
                "snapshot-overwritten",
                "another program overwrote the run from an outdated state; save a complete snapshot",
                Details.of("table", RunColumns.TABLE, "key", key(workflowName, runId), "column", "snapshot"),
                readable);
    }

    /** Returns the manifest, even if it is no longer valid. An unreadable one is ignored; its chunks are removed as orphans. */
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
     * @throws CorruptDataException {@code json-unreadable}, {@code chunks-unreadable}, {@code snapshot-overwritten} if the row is unreadable, as far
     *     as this is known without the chunks
     */
    void requireReadable() {
        WorkflowRun run = run(text);
        if (isOverwritten()) {
            throw overwritten(List.of(withText(run)));
        }
    }

    /** Returns the run with the changes that another program made to an outline. */
    WorkflowRun withText(WorkflowRun run) {
        return run(new WorkflowSnapshot(Outline.withoutMember(run.snapshot().json())));
    }

    /**
     * Returns the run with the snapshot in the row.
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

    /** Returns the run without reading its snapshot. */
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

    /** Returns the key of a row for error messages. */
    static String key(String workflowName, String runId) {
        return workflowName + '/' + runId;
    }
}
