package dev.agentstorage.spi;

import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowRunHead;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Workflow runs in a backend. Thread-safe. Every method is one atomic change; a {@link BulkStep} is one bounded part of a larger one. {@link
 * dev.agentstorage.spi.support.WorkflowChanges} implements the effect of writes: a backend reads the stored run, applies the function and writes
 * the result, in one transaction that is isolated from other changes of the same run.
 *
 * <p>All methods throw {@code UnavailableException} when the backend is unreachable; writes throw {@code OutcomeUnknownException} when it
 * is unknown whether they were applied. Writes without an expected version or status are idempotent when repeated with the same arguments,
 * except for {@code updatedAt}.
 */
public interface WorkflowBackend {
    /**
     * Replaces a run, or stores it when it is new, as defined by {@link dev.agentstorage.spi.support.WorkflowChanges#save}.
     *
     * @param run the run
     * @param expected the version that the stored run must have; empty for any
     * @param now the time of the call
     * @return the stored run
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict}, with the stored run if there is one
     */
    WorkflowRun save(NewWorkflowRun run, Optional<Version> expected, Instant now);

    /**
     * Stores a new run, as defined by {@link dev.agentstorage.spi.support.WorkflowChanges#create}.
     *
     * @param run the run
     * @param now the time of the call
     * @return the stored run
     * @throws dev.agentstorage.error.AlreadyExistsException {@code run-exists} with the stored run, which is unchanged
     */
    WorkflowRun create(NewWorkflowRun run, Instant now);

    /**
     * {@return the run with this identity; empty when it is missing}
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     */
    Optional<WorkflowRun> get(String workflowName, String runId);

    /**
     * {@return the run with this id, of any workflow; if there are several, the last one in the order of {@link WorkflowRun}}
     *
     * @param runId the id of the run
     */
    Optional<WorkflowRun> get(String runId);

    /**
     * {@return the matching runs in the window}
     *
     * @param query the filters and the order
     * @param window the rows to return
     */
    List<WorkflowRun> list(WorkflowQuery query, Window window);

    /**
     * {@return the heads of the matching runs in the window (rule {@code WF-46})} The default implementation reads the snapshots as well;
     * override it to leave them in the database.
     *
     * @param query the filters and the order
     * @param window the rows to return
     */
    default List<WorkflowRunHead> listHeads(WorkflowQuery query, Window window) {
        return list(query, window).stream().map(WorkflowRunHead::of).toList();
    }

    /**
     * {@return the head of the run with this identity, as in {@link #listHeads}; empty when it is missing}
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     */
    default Optional<WorkflowRunHead> getHead(String workflowName, String runId) {
        return get(workflowName, runId).map(WorkflowRunHead::of);
    }

    /**
     * Counts the matching runs.
     *
     * @param query the filters and the order
     * @return the number of matching runs
     */
    long count(WorkflowQuery query);

    /**
     * Changes the state of a run, as defined by {@link dev.agentstorage.spi.support.WorkflowChanges#state}.
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     * @param patch the changes
     * @param expected the allowed statuses of the stored run; empty for any; an empty set allows none and always conflicts
     * @param now the time of the call
     * @param maxBytes maximum size of the resulting snapshot, in bytes of UTF-8
     * @return the stored run; empty when it is missing
     * @throws dev.agentstorage.error.ConflictException {@code status-conflict} with the stored run
     */
    Optional<WorkflowRun> updateState(
            String workflowName,
            String runId,
            WorkflowStatePatch patch,
            Optional<Set<WorkflowStatus>> expected,
            Instant now,
            long maxBytes);

    /**
     * Stores the result of a step and creates the run when it is missing, as defined by {@link
     * dev.agentstorage.spi.support.WorkflowChanges#stepResult}.
     *
     * @param update the result of the step
     * @param now the time of the call
     * @param maxBytes maximum size of the resulting snapshot, in bytes of UTF-8
     * @return the stored run
     */
    WorkflowRun updateStepResult(StepResultUpdate update, Instant now, long maxBytes);

    /**
     * Merges labels into those of a run, as defined by {@link dev.agentstorage.spi.support.WorkflowChanges#labels(Json, Json, long)}. {@code
     * updatedAt} increases; all other fields are unchanged.
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     * @param patch a JSON object
     * @param now the time of the call
     * @param maxBytes maximum size of the resulting labels, in bytes of UTF-8
     * @return the stored labels; empty when the run is missing
     */
    Optional<Json> updateLabels(String workflowName, String runId, Json patch, Instant now, long maxBytes);

    /**
     * Removes a run.
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     * @return whether it existed
     */
    boolean delete(String workflowName, String runId);

    /**
     * Removes runs whose {@code updatedAt} is before the instant, at most {@code limit} in this step, least recently updated first.
     *
     * @param olderThan runs with an earlier {@code updatedAt} are removed
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep prune(Instant olderThan, int limit);

    /**
     * Removes runs of a resource, at most {@code limit} in this step.
     *
     * @param resourceId the id of the resource
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep eraseResource(String resourceId, int limit);

    /**
     * Removes runs, at most {@code limit} in this step.
     *
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep clear(int limit);
}
