package dev.agentstorage.workflow;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stored workflow run without its snapshot, for lists (rule {@code WF-46}); its cost does not depend on the size of the snapshot. Ordered
 * like {@link WorkflowRun}.
 *
 * @param workflowName the workflow
 * @param runId the run, unique in its workflow
 * @param resourceId the resource (user, tenant or other owner) of the run
 * @param status the status in the snapshot; empty when it has none
 * @param createdAt the time of the first write, to the microsecond
 * @param updatedAt the time of the last change, to the microsecond
 * @param sizeInBytes the length of the snapshot, in bytes of UTF-8
 * @param labels labels of the application to find and display the run, a JSON object; empty when there are none
 */
public record WorkflowRunHead(
        String workflowName,
        String runId,
        Optional<String> resourceId,
        Optional<WorkflowStatus> status,
        Instant createdAt,
        Instant updatedAt,
        long sizeInBytes,
        Json labels) {
    /**
     * Rejects null values.
     *
     * @param workflowName the workflow
     * @param runId the run, unique in its workflow
     * @param resourceId the resource (user, tenant or other owner) of the run
     * @param status the status in the snapshot
     * @param createdAt the time of the first write, to the microsecond
     * @param updatedAt the time of the last change, to the microsecond
     * @param sizeInBytes the length of the snapshot, in bytes of UTF-8
     * @param labels labels of the application to find and display the run, a JSON object
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public WorkflowRunHead {
        Checks.notNull("workflowName", workflowName);
        Checks.notNull("runId", runId);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("status", status);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("updatedAt", updatedAt);
        Checks.notNull("labels", labels);
    }

    /**
     * Returns a builder for a head; for backends. Defaults: no resource, no status, size 0 and no labels.
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     * @return a new builder
     */
    public static Builder builder(String workflowName, String runId) {
        return new Builder(workflowName, runId);
    }

    /**
     * {@return the head of a run}
     *
     * @param run the run
     */
    public static WorkflowRunHead of(WorkflowRun run) {
        return builder(run.workflowName(), run.runId())
                .resourceId(run.resourceId().orElse(null))
                .status(run.status().orElse(null))
                .createdAt(run.createdAt())
                .updatedAt(run.updatedAt())
                .sizeInBytes(run.snapshot().json().sizeInBytes())
                .labels(run.labels())
                .build();
    }

    /**
     * Returns a builder with the values of this head.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(workflowName, runId)
                .resourceId(resourceId.orElse(null))
                .status(status.orElse(null))
                .createdAt(createdAt)
                .updatedAt(updatedAt)
                .sizeInBytes(sizeInBytes)
                .labels(labels);
    }

    /** Collects the fields of a head. Not thread-safe. */
    public static final class Builder {
        private String workflowName;
        private String runId;
        private @Nullable String resourceId;
        private @Nullable WorkflowStatus status;
        private @Nullable Instant createdAt;
        private @Nullable Instant updatedAt;
        private long sizeInBytes;
        private Json labels = Json.EMPTY_OBJECT;

        private Builder(String workflowName, String runId) {
            this.workflowName = workflowName;
            this.runId = runId;
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
         * Sets the status of the run; {@code null} for none.
         *
         * @param status the status of the run, as its snapshot says
         * @return this builder
         */
        public Builder status(@Nullable WorkflowStatus status) {
            this.status = status;
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
         * Sets the length of the snapshot's text, in bytes of UTF-8.
         *
         * @param sizeInBytes the length of the snapshot's text, in bytes of UTF-8
         * @return this builder
         */
        public Builder sizeInBytes(long sizeInBytes) {
            this.sizeInBytes = sizeInBytes;
            return this;
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
         * Builds the head.
         *
         * @return the head
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public WorkflowRunHead build() {
            return new WorkflowRunHead(
                    workflowName,
                    runId,
                    Optional.ofNullable(resourceId),
                    Optional.ofNullable(status),
                    Checks.notNull("createdAt", createdAt),
                    Checks.notNull("updatedAt", updatedAt),
                    sizeInBytes,
                    labels);
        }
    }
}
