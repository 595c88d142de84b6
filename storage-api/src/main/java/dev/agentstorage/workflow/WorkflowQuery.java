package dev.agentstorage.workflow;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.FilterWork;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A query for workflow runs; all filters must match (rule {@code WF-40}). Sorted by {@code createdAt}, then {@code workflowName}, then {@code runId}.
 *
 * @param workflowName only runs of this workflow
 * @param status only runs with this status
 * @param resourceId only runs of this resource
 * @param labels only runs whose labels contain this object (rules {@code WF-57}, {@code CORE-07} and {@code CORE-23})
 * @param createdAt only runs created in this range
 * @param direction newest first by default
 */
public record WorkflowQuery(
        Optional<String> workflowName,
        Optional<WorkflowStatus> status,
        Optional<String> resourceId,
        Optional<Json> labels,
        TimeRange createdAt,
        Direction direction) {
    /** All runs, newest first. */
    public static final WorkflowQuery ALL = builder().build();

    /**
     * Rejects null values.
     *
     * @param workflowName only runs of this workflow
     * @param status only runs with this status
     * @param resourceId only runs of this resource
     * @param labels only runs whose labels contain this object
     * @param createdAt only runs created in this range
     * @param direction newest first by default
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public WorkflowQuery {
        Checks.notNull("workflowName", workflowName);
        Checks.notNull("status", status);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("labels", labels);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("direction", direction);
    }

    /**
     * Returns a builder for a query for all runs, newest first.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this query.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Returns a query for the runs of one workflow.
     *
     * @param workflowName the name of the workflow
     * @return the query
     */
    public static WorkflowQuery ofWorkflow(String workflowName) {
        return builder().workflowName(workflowName).build();
    }

    /**
     * Returns a query for the runs of one resource.
     *
     * @param resourceId the id of the resource
     * @return the query
     */
    public static WorkflowQuery ofResource(String resourceId) {
        return builder().resourceId(resourceId).build();
    }

    /**
     * {@return whether all filters hold for a run} To test many runs use {@link #matcher()}.
     *
     * @param run the run
     */
    public boolean matches(WorkflowRun run) {
        return matcher().test(run);
    }

    /** {@return a predicate of all filters for the runs of one call, with the work limit of {@link FilterWork}} Not thread-safe. */
    public Predicate<WorkflowRun> matcher() {
        Predicate<Json> hasLabels = labelsMatcher();
        return run -> (workflowName.isEmpty() || workflowName.get().equals(run.workflowName()))
                && (resourceId.isEmpty() || resourceId.equals(run.resourceId()))
                && createdAt.contains(run.createdAt())
                && (status.isEmpty() || status.equals(run.status()))
                && hasLabels.test(run.labels());
    }

    /** {@return the filter on labels alone, for a backend that has already applied all others; as {@link #matcher()} otherwise} */
    public Predicate<Json> labelsMatcher() {
        return new FilterWork().contains(labels);
    }

    /** Collects filters and order; {@code null} filters are rejected. Not thread-safe. */
    public static final class Builder {
        private Optional<String> workflowName = Optional.empty();
        private Optional<WorkflowStatus> status = Optional.empty();
        private Optional<String> resourceId = Optional.empty();
        private Optional<Json> labels = Optional.empty();
        private TimeRange createdAt = TimeRange.ALL;
        private Direction direction = Direction.DESC;

        private Builder() {}

        private Builder(WorkflowQuery query) {
            workflowName = query.workflowName;
            status = query.status;
            resourceId = query.resourceId;
            labels = query.labels;
            createdAt = query.createdAt;
            direction = query.direction;
        }

        /**
         * Selects only runs of this workflow.
         *
         * @param workflowName only runs of this workflow
         * @return this builder
         */
        public Builder workflowName(String workflowName) {
            this.workflowName = Optional.of(Checks.notNull("workflowName", workflowName));
            return this;
        }

        /**
         * Removes the filter on {@code workflowName}.
         *
         * @return this builder
         */
        public Builder clearWorkflowName() {
            workflowName = Optional.empty();
            return this;
        }

        /**
         * Selects only runs with this status.
         *
         * @param status only runs with this status
         * @return this builder
         */
        public Builder status(WorkflowStatus status) {
            this.status = Optional.of(Checks.notNull("status", status));
            return this;
        }

        /**
         * Removes the filter on {@code status}.
         *
         * @return this builder
         */
        public Builder clearStatus() {
            status = Optional.empty();
            return this;
        }

        /**
         * Selects only runs of this resource.
         *
         * @param resourceId only runs of this resource
         * @return this builder
         */
        public Builder resourceId(String resourceId) {
            this.resourceId = Optional.of(Checks.notNull("resourceId", resourceId));
            return this;
        }

        /**
         * Removes the filter on {@code resourceId}.
         *
         * @return this builder
         */
        public Builder clearResourceId() {
            resourceId = Optional.empty();
            return this;
        }

        /**
         * Selects only runs whose labels contain this object.
         *
         * @param labels only runs whose labels contain this object
         * @return this builder
         */
        public Builder labels(Json labels) {
            this.labels = Optional.of(Checks.notNull("labels", labels));
            return this;
        }

        /**
         * Removes the filter on {@code labels}.
         *
         * @return this builder
         */
        public Builder clearLabels() {
            labels = Optional.empty();
            return this;
        }

        /**
         * Selects only runs created in this range.
         *
         * @param createdAt only runs created in this range
         * @return this builder
         */
        public Builder createdAt(TimeRange createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /**
         * Sets the direction. Default: newest first.
         *
         * @param direction newest first by default
         * @return this builder
         */
        public Builder direction(Direction direction) {
            this.direction = direction;
            return this;
        }

        /**
         * Builds the query.
         *
         * @return the query
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public WorkflowQuery build() {
            return new WorkflowQuery(workflowName, status, resourceId, labels, createdAt, direction);
        }
    }
}
