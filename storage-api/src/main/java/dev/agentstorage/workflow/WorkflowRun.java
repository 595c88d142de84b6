package dev.agentstorage.workflow;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stored workflow run; {@code workflowName} and {@code runId} together are its identity (rule {@code WF-01}). Runs are totally
 * ordered by {@code createdAt}, then by the UTF-8 bytes of {@code workflowName}, then of {@code runId}.
 *
 * @param workflowName the workflow
 * @param runId the run, unique in its workflow
 * @param resourceId the resource (user, tenant or other owner) of the run
 * @param snapshot the state of the run
 * @param labels labels of the application to find and display the run, a JSON object; empty when there are none
 * @param createdAt the time of the first write, to the microsecond
 * @param updatedAt the time of the last change, to the microsecond
 */
public record WorkflowRun(
        String workflowName,
        String runId,
        Optional<String> resourceId,
        WorkflowSnapshot snapshot,
        Json labels,
        Instant createdAt,
        Instant updatedAt) {
    /**
     * Rejects null values.
     *
     * @param workflowName the workflow
     * @param runId the run, unique in its workflow
     * @param resourceId the resource (user, tenant or other owner) of the run
     * @param snapshot the state of the run
     * @param labels labels of the application to find and display the run, a JSON object
     * @param createdAt the time of the first write, to the microsecond
     * @param updatedAt the time of the last change, to the microsecond
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public WorkflowRun {
        Checks.notNull("workflowName", workflowName);
        Checks.notNull("runId", runId);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("snapshot", snapshot);
        Checks.notNull("labels", labels);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("updatedAt", updatedAt);
    }

    /**
     * Returns a builder for a run as a backend stores it; applications use {@link NewWorkflowRun}.
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

    /** {@return the status in the snapshot; empty when it has none} */
    public Optional<WorkflowStatus> status() {
        return snapshot.status();
    }

    /**
     * {@return the version of the content: resource and snapshot, compared by structure (rule {@code WF-06}); labels are not part of it}
     */
    public Version version() {
        return Version.of("workflow-run", resourceId, snapshot.json());
    }

    /**
     * {@return this run as a new one with the same times, for copies; without a resource or labels, a stored run keeps its own} To change a
     * run, use {@link NewWorkflowRun#of(String, String, WorkflowSnapshot)}: a run saved with its old {@code updatedAt} would be pruned too
     * early.
     */
    public NewWorkflowRun toNew() {
        return new NewWorkflowRun(
                workflowName,
                runId,
                Change.setIfPresent(resourceId),
                snapshot,
                labels.equals(Json.EMPTY_OBJECT) ? Change.keep() : Change.set(labels),
                Optional.of(createdAt),
                Optional.of(updatedAt));
    }

    /** Collects the fields of a stored run. Not thread-safe. */
    public static final class Builder {
        private String workflowName;
        private String runId;
        private @Nullable String resourceId;
        private @Nullable WorkflowSnapshot snapshot;
        private Json labels = Json.EMPTY_OBJECT;
        private @Nullable Instant createdAt;
        private @Nullable Instant updatedAt;

        private Builder(String workflowName, String runId) {
            this.workflowName = workflowName;
            this.runId = runId;
        }

        private Builder(WorkflowRun run) {
            workflowName = run.workflowName;
            runId = run.runId;
            resourceId = run.resourceId.orElse(null);
            snapshot = run.snapshot;
            labels = run.labels;
            createdAt = run.createdAt;
            updatedAt = run.updatedAt;
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
         * Sets the resource; {@code null} for none.
         *
         * @param resourceId the resource (user, tenant or other owner) of the run
         * @return this builder
         */
        public Builder resourceId(@Nullable String resourceId) {
            this.resourceId = resourceId;
            return this;
        }

        /**
         * Sets the state of the run; required.
         *
         * @param snapshot the state of the run
         * @return this builder
         */
        public Builder snapshot(WorkflowSnapshot snapshot) {
            this.snapshot = snapshot;
            return this;
        }

        /**
         * Sets the state of the run, a JSON object.
         *
         * @param snapshot the state of the run
         * @return this builder
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public Builder snapshot(Json snapshot) {
            return snapshot(new WorkflowSnapshot(snapshot));
        }

        /**
         * Sets the labels. Default: the empty object.
         *
         * @param labels words of the caller to find and show the run by, a JSON object
         * @return this builder
         */
        public Builder labels(Json labels) {
            this.labels = labels;
            return this;
        }

        /**
         * Sets the time of the first write; required.
         *
         * @param createdAt the time of the first write, to the microsecond
         * @return this builder
         */
        public Builder createdAt(Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /**
         * Sets the time of the last change; required.
         *
         * @param updatedAt the time of the last change, to the microsecond
         * @return this builder
         */
        public Builder updatedAt(Instant updatedAt) {
            this.updatedAt = updatedAt;
            return this;
        }

        /**
         * Builds the run.
         *
         * @return the run
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public WorkflowRun build() {
            return new WorkflowRun(
                    workflowName,
                    runId,
                    Optional.ofNullable(resourceId),
                    Checks.notNull("snapshot", snapshot),
                    labels,
                    Checks.notNull("createdAt", createdAt),
                    Checks.notNull("updatedAt", updatedAt));
        }
    }
}
