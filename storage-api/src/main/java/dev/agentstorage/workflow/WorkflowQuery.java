package dev.agentstorage.workflow;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.TimeRange;
import java.util.Optional;

/**
 * Which runs; all filters must hold (rule {@code WF-40}). Sorted by {@code createdAt}, then {@code workflowName}, then {@code runId}.
 *
 * @param workflowName only runs of this workflow
 * @param status only runs that stand here
 * @param resourceId only runs of this resource
 * @param createdAt only runs created in this range
 * @param direction newest first unless said otherwise
 */
public record WorkflowQuery(
        Optional<String> workflowName,
        Optional<WorkflowStatus> status,
        Optional<String> resourceId,
        TimeRange createdAt,
        Direction direction) {
    /** All runs, the newest first. */
    public static final WorkflowQuery ALL =
            new WorkflowQuery(Optional.empty(), Optional.empty(), Optional.empty(), TimeRange.ALL, Direction.DESC);

    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public WorkflowQuery {
        Checks.notNull("workflowName", workflowName);
        Checks.notNull("status", status);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("direction", direction);
    }

    /** The runs of one workflow. */
    public static WorkflowQuery ofWorkflow(String workflowName) {
        return ALL.workflowName(workflowName);
    }

    /** The runs of one resource. */
    public static WorkflowQuery ofResource(String resourceId) {
        return ALL.resourceId(resourceId);
    }

    /** Returns this query for one workflow. */
    public WorkflowQuery workflowName(String workflowName) {
        return new WorkflowQuery(
                Optional.of(Checks.notNull("workflowName", workflowName)), status, resourceId, createdAt, direction);
    }

    /** Returns this query for one status. */
    public WorkflowQuery status(WorkflowStatus status) {
        return new WorkflowQuery(
                workflowName, Optional.of(Checks.notNull("status", status)), resourceId, createdAt, direction);
    }

    /** Returns this query for one resource. */
    public WorkflowQuery resourceId(String resourceId) {
        return new WorkflowQuery(
                workflowName, status, Optional.of(Checks.notNull("resourceId", resourceId)), createdAt, direction);
    }

    /** Returns this query for a range of creation. */
    public WorkflowQuery createdAt(TimeRange range) {
        return new WorkflowQuery(workflowName, status, resourceId, range, direction);
    }

    /** Returns this query in another direction. */
    public WorkflowQuery direction(Direction direction) {
        return new WorkflowQuery(workflowName, status, resourceId, createdAt, direction);
    }

    /** Returns whether all filters hold for a run. */
    public boolean matches(WorkflowRun run) {
        return (workflowName.isEmpty() || workflowName.get().equals(run.workflowName()))
                && (resourceId.isEmpty() || resourceId.equals(run.resourceId()))
                && createdAt.contains(run.createdAt())
                && (status.isEmpty() || status.equals(run.status()));
    }
}
