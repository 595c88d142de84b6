package dev.agentstorage.workflow;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * A workflow run to be saved (rules {@code WF-03}, {@code WF-04} and {@code WF-55}). Immutable and thread-safe.
 *
 * @param workflowName the workflow
 * @param runId the run, unique in its workflow
 * @param resourceId the user, tenant or thing that the run works for; a stored run keeps its own, takes this one, or has none after it
 * @param snapshot the state of the run, a JSON object
 * @param createdAt when the run began; the time of the call when empty; a stored run keeps its own
 * @param updatedAt when the run changed; when empty the time of the call, or later so that it grows
 */
public record NewWorkflowRun(
        String workflowName,
        String runId,
        Change<String> resourceId,
        WorkflowSnapshot snapshot,
        Optional<Instant> createdAt,
        Optional<Instant> updatedAt) {
    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public NewWorkflowRun {
        Checks.notNull("workflowName", workflowName);
        Checks.notNull("runId", runId);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("snapshot", snapshot);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("updatedAt", updatedAt);
    }

    /** A run with its state, of no resource or of the one that is stored, at the time of the call. */
    public static NewWorkflowRun of(String workflowName, String runId, WorkflowSnapshot snapshot) {
        return new NewWorkflowRun(workflowName, runId, Change.keep(), snapshot, Optional.empty(), Optional.empty());
    }

    /** A run with its state, of no resource or of the one that is stored, at the time of the call. */
    public static NewWorkflowRun of(String workflowName, String runId, Json snapshot) {
        return of(workflowName, runId, new WorkflowSnapshot(snapshot));
    }

    /** Returns this run for a resource. */
    public NewWorkflowRun resourceId(String resourceId) {
        return new NewWorkflowRun(workflowName, runId, Change.set(resourceId), snapshot, createdAt, updatedAt);
    }

    /** Returns this run for no resource, also when it is stored with one. */
    public NewWorkflowRun clearResourceId() {
        return new NewWorkflowRun(workflowName, runId, Change.clear(), snapshot, createdAt, updatedAt);
    }

    /** Returns this run with the time when it began. */
    public NewWorkflowRun createdAt(Instant createdAt) {
        return new NewWorkflowRun(
                workflowName,
                runId,
                resourceId,
                snapshot,
                Optional.of(Checks.notNull("createdAt", createdAt)),
                updatedAt);
    }

    /** Returns this run with the time when it changed. */
    public NewWorkflowRun updatedAt(Instant updatedAt) {
        return new NewWorkflowRun(
                workflowName,
                runId,
                resourceId,
                snapshot,
                createdAt,
                Optional.of(Checks.notNull("updatedAt", updatedAt)));
    }
}
