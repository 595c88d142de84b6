package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.error.CorruptData;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequest;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import java.time.Instant;
import java.util.Optional;

/**
 * A row of the table of runs.
 *
 * @param workflowName the workflow
 * @param runId the run
 * @param resourceId the resource, if any
 * @param text the snapshot that stands in the row
 * @param createdAt the time that is shown
 * @param updatedAt the time that is shown
 * @param own whether nobody else has written the row since we did
 * @param manifest the manifest that stands in the row, whether or not it still counts
 */
record StoredRun(
        String workflowName,
        String runId,
        Optional<String> resourceId,
        String text,
        Instant createdAt,
        Instant updatedAt,
        boolean own,
        Optional<String> manifest) {
    /**
     * Returns where the pieces of the snapshot are; empty when it stands in the row, also because another writer put it there. Whoever
     * changed nothing but times has not.
     *
     * @throws CorruptData {@code chunks-unreadable} when nobody else has written the row since we did
     */
    Optional<Manifest> chunks() {
        return (own ? manifest.map(this::parse) : kept())
                .filter(kept -> kept.outline().equals(Manifest.hash(text)));
    }

    /** Returns the manifest, whether or not it still counts; one that can't be read is left to who sweeps up orphans. */
    Optional<Manifest> kept() {
        try {
            return manifest.map(this::parse);
        } catch (CorruptData e) {
            return Optional.empty();
        }
    }

    private Manifest parse(String column) {
        return Manifest.parse(column, RunTable.TABLE, key(workflowName, runId));
    }

    /** @throws CorruptData {@code json-unreadable}, {@code chunks-unreadable} when the row alone shows that it can't be read */
    void requireReadable() {
        chunks();
        run(text);
    }

    /** Returns the run whose snapshot stands in the row. @throws CorruptData {@code json-unreadable} */
    WorkflowRun run() {
        return run(text);
    }

    /** Returns the run with the text of its snapshot. @throws CorruptData {@code json-unreadable} */
    WorkflowRun run(String snapshot) {
        try {
            return run(new WorkflowSnapshot(Json.parse(snapshot)));
        } catch (InvalidRequest e) {
            throw new CorruptData(
                    "json-unreadable",
                    "a stored value is not the JSON that it should be",
                    Details.of("table", RunTable.TABLE, "key", key(workflowName, runId), "column", "snapshot"),
                    e);
        }
    }

    /** Returns the run with a snapshot that nobody looks at. */
    WorkflowRun withoutSnapshot() {
        return run(new WorkflowSnapshot(Json.EMPTY_OBJECT));
    }

    /** Returns the run with a snapshot. */
    WorkflowRun run(WorkflowSnapshot snapshot) {
        return new WorkflowRun(workflowName, runId, resourceId, snapshot, createdAt, updatedAt);
    }

    /** Returns the key of a row for an error. */
    static String key(String workflowName, String runId) {
        return workflowName + '/' + runId;
    }
}
