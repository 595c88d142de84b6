package dev.agentstorage.workflow;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.util.Optional;

/**
 * The result of one step of a run (rules {@code WF-24} to {@code WF-28}).
 *
 * <p>When the stored and the new result are objects whose {@code output} is an array, as of a step that works on many elements at once, the
 * new result is laid over the stored one member by member, and the outputs are merged element by element: a {@code null} keeps the
 * stored element, {@link #PENDING} sets it to {@code null}, anything else replaces it. Any other result replaces the stored one as it is.
 *
 * @param workflowName the workflow
 * @param runId the run; a missing one is created with {@link WorkflowSnapshot#initial}
 * @param stepId the step
 * @param result the result, any JSON value
 * @param requestContext a JSON object that is laid over the one of the snapshot, member by member, {@code null} members too
 * @param resourceId the resource of the run when it has none yet
 */
public record StepResultUpdate(
        String workflowName,
        String runId,
        String stepId,
        Json result,
        Json requestContext,
        Optional<String> resourceId) {
    /** The element of an output that sets the stored element back to {@code null}. */
    public static final Json PENDING = Json.parse("{\"__mastra_pending__\":true}");

    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public StepResultUpdate {
        Checks.notNull("workflowName", workflowName);
        Checks.notNull("runId", runId);
        Checks.notNull("stepId", stepId);
        Checks.notNull("result", result);
        Checks.notNull("requestContext", requestContext);
        Checks.notNull("resourceId", resourceId);
    }

    /** The result of one step, without a request context. */
    public static StepResultUpdate of(String workflowName, String runId, String stepId, Json result) {
        return new StepResultUpdate(workflowName, runId, stepId, result, Json.EMPTY_OBJECT, Optional.empty());
    }

    /** Returns this update with a request context to lay over the stored one. */
    public StepResultUpdate requestContext(Json requestContext) {
        return new StepResultUpdate(workflowName, runId, stepId, result, requestContext, resourceId);
    }

    /** Returns this update with the resource of a run that has none yet. */
    public StepResultUpdate resourceId(String resourceId) {
        return new StepResultUpdate(
                workflowName,
                runId,
                stepId,
                result,
                requestContext,
                Optional.of(Checks.notNull("resourceId", resourceId)));
    }
}
