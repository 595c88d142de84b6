package dev.agentstorage.workflow;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A workflow run to save (rules {@code WF-03}, {@code WF-04} and {@code WF-55}). Immutable and thread-safe.
 *
 * @param workflowName the workflow
 * @param runId the run, unique in its workflow
 * @param resourceId the resource (user, tenant or other owner) of the run; keeps, sets or clears that of a stored run
 * @param snapshot the state of the run, a JSON object
 * @param labels keeps, sets or clears the labels of a stored run; a new run gets the labels that are set, or none (rule {@code WF-56})
 * @param createdAt the start time of the run; empty for the time of the call. A stored run keeps its own
 * @param updatedAt the time of the last change; if empty, the time of the call, or later so that it increases
 */
public record NewWorkflowRun(
        String workflowName,
        String runId,
        Change<String> resourceId,
        WorkflowSnapshot snapshot,
        Change<Json> labels,
        Optional<Instant> createdAt,
        Optional<Instant> updatedAt) {
    /**
     * Rejects null values.
     *
     * @param workflowName the workflow
     * @param runId the run, unique in its workflow
     * @param resourceId the resource (user, tenant or other owner) of the run
     * @param snapshot the state of the run, a JSON object
     * @param labels keeps, sets or clears the labels of a stored run
     * @param createdAt the start time of the run
     * @param updatedAt the time of the last change
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public NewWorkflowRun {
        Checks.notNull("workflowName", workflowName);
        Checks.notNull("runId", runId);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("snapshot", snapshot);
        Checks.notNull("labels", labels);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("updatedAt", updatedAt);
    }

    /**
     * Returns a builder for a run, stored at the time of the call; a stored run keeps its resource. The snapshot is required.
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     * @return a new builder
     */
    public static Builder builder(String workflowName, String runId) {
        return new Builder(workflowName, runId);
    }

    /**
     * Returns a builder with the values of this run.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Returns a run to save at the time of the call; a stored run keeps its resource.
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     * @param snapshot the state of the run
     * @return the run to save
     */
    public static NewWorkflowRun of(String workflowName, String runId, WorkflowSnapshot snapshot) {
        return builder(workflowName, runId).snapshot(snapshot).build();
    }

    /**
     * Returns a run to save at the time of the call; a stored run keeps its resource.
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     * @param snapshot the state of the run
     * @return the run to save
     */
    public static NewWorkflowRun of(String workflowName, String runId, Json snapshot) {
        return builder(workflowName, runId).snapshot(snapshot).build();
    }

    /** Collects the fields of a run to be saved. Not thread-safe. */
    public static final class Builder {
        private String workflowName;
        private String runId;
        private Change<String> resourceId = Change.keep();
        private @Nullable WorkflowSnapshot snapshot;
        private Change<Json> labels = Change.keep();
        private @Nullable Instant createdAt;
        private @Nullable Instant updatedAt;

        private Builder(String workflowName, String runId) {
            this.workflowName = workflowName;
            this.runId = runId;
        }

        private Builder(NewWorkflowRun run) {
            workflowName = run.workflowName;
            runId = run.runId;
            resourceId = run.resourceId;
            snapshot = run.snapshot;
            labels = run.labels;
            createdAt = run.createdAt.orElse(null);
            updatedAt = run.updatedAt.orElse(null);
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
         * @param runId the run, unique in its workflow
         * @return this builder
         */
        public Builder runId(String runId) {
            this.runId = runId;
            return this;
        }

        /**
         * Sets the resource, also of a stored run.
         *
         * @param resourceId the resource (user, tenant or other owner) of the run
         * @return this builder
         */
        public Builder resourceId(String resourceId) {
            this.resourceId = Change.set(resourceId);
            return this;
        }

        /**
         * Clears the resource, also of a stored run.
         *
         * @return this builder
         */
        public Builder clearResourceId() {
            resourceId = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the resource of a stored run.
         *
         * @param resourceId the resource (user, tenant or other owner) of the run
         * @return this builder
         */
        public Builder resourceId(Change<String> resourceId) {
            this.resourceId = Checks.notNull("resourceId", resourceId);
            return this;
        }

        /**
         * Sets the state of the run; required.
         *
         * @param snapshot the state of the run, a JSON object
         * @return this builder
         */
        public Builder snapshot(WorkflowSnapshot snapshot) {
            this.snapshot = snapshot;
            return this;
        }

        /**
         * Sets the state of the run, a JSON object.
         *
         * @param snapshot the state of the run, a JSON object
         * @return this builder
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public Builder snapshot(Json snapshot) {
            return snapshot(new WorkflowSnapshot(snapshot));
        }

        /**
         * Sets the labels, a JSON object of at most {@code Limits.LABELS_BYTES} bytes; replaces those of a stored run.
         *
         * @param labels the labels
         * @return this builder
         */
        public Builder labels(Json labels) {
            this.labels = Change.set(labels);
            return this;
        }

        /**
         * Clears the labels, also of a stored run.
         *
         * @return this builder
         */
        public Builder clearLabels() {
            labels = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the labels of a stored run.
         *
         * @param labels the change
         * @return this builder
         */
        public Builder labels(Change<Json> labels) {
            this.labels = Checks.notNull("labels", labels);
            return this;
        }

        /**
         * Sets the start time. Default, also for {@code null}: the time of the call.
         *
         * @param createdAt the start time of the run
         * @return this builder
         */
        public Builder createdAt(@Nullable Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /**
         * Sets the time of the last change. Default, also for {@code null}: the time of the call, or later so that it increases.
         *
         * @param updatedAt the time of the last change
         * @return this builder
         */
        public Builder updatedAt(@Nullable Instant updatedAt) {
            this.updatedAt = updatedAt;
            return this;
        }

        /**
         * Builds the run.
         *
         * @return the run
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public NewWorkflowRun build() {
            return new NewWorkflowRun(
                    workflowName,
                    runId,
                    resourceId,
                    Checks.notNull("snapshot", snapshot),
                    labels,
                    Optional.ofNullable(createdAt),
                    Optional.ofNullable(updatedAt));
        }
    }
}
