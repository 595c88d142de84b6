package dev.agentstorage.workflow;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of one step of a run (rules {@code WF-24} to {@code WF-28}).
 *
 * <p>If the stored and the new result are objects whose {@code output} is an array, as for a step that processes many elements in parallel,
 * the new result is merged into the stored one member by member, and the outputs element by element: {@code null} keeps the stored element,
 * {@link #PENDING} sets it to {@code null}, any other value replaces it. Any other result replaces the stored one.
 *
 * @param workflowName the workflow
 * @param runId the run; created with {@link WorkflowSnapshot#initial} when it is missing
 * @param stepId the step
 * @param result the result, any JSON value
 * @param requestContext a JSON object that is merged into that of the snapshot, one level deep; {@code null} members are stored too
 * @param resourceId the resource of the run, if it has none yet
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

    /**
     * Rejects null values.
     *
     * @param workflowName the workflow
     * @param runId the run
     * @param stepId the step
     * @param result the result, any JSON value
     * @param requestContext a JSON object that is merged into that of the snapshot, one level deep
     * @param resourceId the resource of the run, if it has none yet
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public StepResultUpdate {
        Checks.notNull("workflowName", workflowName);
        Checks.notNull("runId", runId);
        Checks.notNull("stepId", stepId);
        Checks.notNull("result", result);
        Checks.notNull("requestContext", requestContext);
        Checks.notNull("resourceId", resourceId);
    }

    /**
     * Returns a builder for the result of one step of a run; step and result are required.
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     * @return a new builder
     */
    public static Builder builder(String workflowName, String runId) {
        return new Builder(workflowName, runId);
    }

    /**
     * Returns a builder with the values of this update.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects the fields of an update. Not thread-safe. */
    public static final class Builder {
        private String workflowName;
        private String runId;
        private @Nullable String stepId;
        private @Nullable Json result;
        private Json requestContext = Json.EMPTY_OBJECT;
        private @Nullable String resourceId;

        private Builder(String workflowName, String runId) {
            this.workflowName = workflowName;
            this.runId = runId;
        }

        private Builder(StepResultUpdate update) {
            workflowName = update.workflowName;
            runId = update.runId;
            stepId = update.stepId;
            result = update.result;
            requestContext = update.requestContext;
            resourceId = update.resourceId.orElse(null);
        }

        /**
         * Sets the workflow.
         *
         * @param workflowName the workflow
         * @return this builder
         */
        public Builder workflowName(String workflowName) {
            this.workflowName = workflowName;
            return this;
        }

        /**
         * Sets the run.
         *
         * @param runId the run
         * @return this builder
         */
        public Builder runId(String runId) {
            this.runId = runId;
            return this;
        }

        /**
         * Sets the step; required.
         *
         * @param stepId the step
         * @return this builder
         */
        public Builder stepId(String stepId) {
            this.stepId = stepId;
            return this;
        }

        /**
         * Sets the result, any JSON value; required.
         *
         * @param result the result, any JSON value
         * @return this builder
         */
        public Builder result(Json result) {
            this.result = result;
            return this;
        }

        /**
         * Sets the request context to merge into the stored one. Default: the empty object.
         *
         * @param requestContext a JSON object that is laid over the one of the snapshot, member by member, {@code null} members too
         * @return this builder
         */
        public Builder requestContext(Json requestContext) {
            this.requestContext = requestContext;
            return this;
        }

        /**
         * Sets the resource, which is stored if the run has none yet; {@code null} for none.
         *
         * @param resourceId the resource of the run when it has none yet
         * @return this builder
         */
        public Builder resourceId(@Nullable String resourceId) {
            this.resourceId = resourceId;
            return this;
        }

        /**
         * Builds the update.
         *
         * @return the update
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public StepResultUpdate build() {
            return new StepResultUpdate(
                    workflowName,
                    runId,
                    Checks.notNull("stepId", stepId),
                    Checks.notNull("result", result),
                    requestContext,
                    Optional.ofNullable(resourceId));
        }
    }
}
