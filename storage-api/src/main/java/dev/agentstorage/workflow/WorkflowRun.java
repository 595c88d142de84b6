package dev.agentstorage.workflow;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.Optional;

/**
 * A workflow run as it is stored; {@code workflowName} and {@code runId} together are its identity (rule {@code WF-01}). Runs are totally
 * ordered by {@code createdAt}, then by the UTF-8 bytes of {@code workflowName}, then of {@code runId}.
 *
 * @param workflowName the workflow
 * @param runId the run, unique in its workflow
 * @param resourceId the user, tenant or thing that the run works for
 * @param snapshot the state of the run
 * @param createdAt when it was first stored, to the microsecond
 * @param updatedAt when it changed last, to the microsecond
 */
public record WorkflowRun(
        String workflowName,
        String runId,
        Optional<String> resourceId,
        WorkflowSnapshot snapshot,
        Instant createdAt,
        Instant updatedAt) {
    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public WorkflowRun {
        Checks.notNull("workflowName", workflowName);
        Checks.notNull("runId", runId);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("snapshot", snapshot);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("updatedAt", updatedAt);
    }

    /** Returns where the run stands, as its snapshot says; empty when that says nothing. */
    public Optional<WorkflowStatus> status() {
        return snapshot.status();
    }

    /** Returns the version of the content: resource and snapshot, the latter by its structure (rule {@code WF-06}). */
    public Version version() {
        return Version.of("workflow-run", resourceId, snapshot.json());
    }

    /** Returns this run as one to be saved, with its times; without a resource it keeps the one that is stored then. */
    public NewWorkflowRun toNew() {
        return new NewWorkflowRun(
                workflowName,
                runId,
                Change.setIfPresent(resourceId),
                snapshot,
                Optional.of(createdAt),
                Optional.of(updatedAt));
    }
}
