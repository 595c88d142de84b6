package dev.agentstorage.observability;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Change;

/**
 * A change of the correlation of a span; fields that are not set are unchanged (rule {@code OBS-21}). Size limits as in
 * {@link Correlation}. Immutable and thread-safe.
 *
 * @param userId the user who made the request
 * @param organizationId the organisation of the user
 * @param resourceId the resource of the conversation
 * @param runId the run of a workflow or agent
 * @param sessionId the session
 * @param threadId the conversation
 * @param requestId the request that started it
 * @param environment where it ran
 * @param source who recorded it
 * @param serviceName the service that ran it
 * @param experimentId the experiment that it belongs to
 */
public record CorrelationPatch(
        Change<String> userId,
        Change<String> organizationId,
        Change<String> resourceId,
        Change<String> runId,
        Change<String> sessionId,
        Change<String> threadId,
        Change<String> requestId,
        Change<String> environment,
        Change<String> source,
        Change<String> serviceName,
        Change<String> experimentId) {
    /** The patch that changes nothing. */
    public static final CorrelationPatch EMPTY = builder().build();

    /** The patch that leaves {@link Correlation#NONE}. */
    public static final CorrelationPatch CLEAR = builder()
            .clearUserId()
            .clearOrganizationId()
            .clearResourceId()
            .clearRunId()
            .clearSessionId()
            .clearThreadId()
            .clearRequestId()
            .clearEnvironment()
            .clearSource()
            .clearServiceName()
            .clearExperimentId()
            .build();

    /**
     * Rejects null values.
     *
     * @param userId the user who made the request
     * @param organizationId the organisation of the user
     * @param resourceId the resource of the conversation
     * @param runId the run of a workflow or agent
     * @param sessionId the session
     * @param threadId the conversation
     * @param requestId the request that started it
     * @param environment where it ran
     * @param source who recorded it
     * @param serviceName the service that ran it
     * @param experimentId the experiment that it belongs to
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public CorrelationPatch {
        Checks.notNull("userId", userId);
        Checks.notNull("organizationId", organizationId);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("runId", runId);
        Checks.notNull("sessionId", sessionId);
        Checks.notNull("threadId", threadId);
        Checks.notNull("requestId", requestId);
        Checks.notNull("environment", environment);
        Checks.notNull("source", source);
        Checks.notNull("serviceName", serviceName);
        Checks.notNull("experimentId", experimentId);
    }

    /**
     * Returns a builder for a patch that changes nothing.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this patch.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Returns a patch that sets the non-empty fields of the correlation and keeps all others.
     *
     * @param correlation the values to set
     * @return the patch
     */
    public static CorrelationPatch of(Correlation correlation) {
        return new CorrelationPatch(
                Change.setIfPresent(correlation.userId()),
                Change.setIfPresent(correlation.organizationId()),
                Change.setIfPresent(correlation.resourceId()),
                Change.setIfPresent(correlation.runId()),
                Change.setIfPresent(correlation.sessionId()),
                Change.setIfPresent(correlation.threadId()),
                Change.setIfPresent(correlation.requestId()),
                Change.setIfPresent(correlation.environment()),
                Change.setIfPresent(correlation.source()),
                Change.setIfPresent(correlation.serviceName()),
                Change.setIfPresent(correlation.experimentId()));
    }

    /**
     * {@return the correlation after this patch is applied}
     *
     * @param stored the stored value
     */
    public Correlation apply(Correlation stored) {
        return new Correlation(
                userId.apply(stored.userId()),
                organizationId.apply(stored.organizationId()),
                resourceId.apply(stored.resourceId()),
                runId.apply(stored.runId()),
                sessionId.apply(stored.sessionId()),
                threadId.apply(stored.threadId()),
                requestId.apply(stored.requestId()),
                environment.apply(stored.environment()),
                source.apply(stored.source()),
                serviceName.apply(stored.serviceName()),
                experimentId.apply(stored.experimentId()));
    }

    /**
     * {@return the patch with the effect of this one followed by a later one of the same span}
     *
     * @param later the later change
     */
    public CorrelationPatch then(CorrelationPatch later) {
        return new CorrelationPatch(
                userId.then(later.userId),
                organizationId.then(later.organizationId),
                resourceId.then(later.resourceId),
                runId.then(later.runId),
                sessionId.then(later.sessionId),
                threadId.then(later.threadId),
                requestId.then(later.requestId),
                environment.then(later.environment),
                source.then(later.source),
                serviceName.then(later.serviceName),
                experimentId.then(later.experimentId));
    }

    /** Collects the changes of a correlation. Not thread-safe. */
    public static final class Builder {
        private Change<String> userId = Change.keep();
        private Change<String> organizationId = Change.keep();
        private Change<String> resourceId = Change.keep();
        private Change<String> runId = Change.keep();
        private Change<String> sessionId = Change.keep();
        private Change<String> threadId = Change.keep();
        private Change<String> requestId = Change.keep();
        private Change<String> environment = Change.keep();
        private Change<String> source = Change.keep();
        private Change<String> serviceName = Change.keep();
        private Change<String> experimentId = Change.keep();

        private Builder() {}

        private Builder(CorrelationPatch patch) {
            userId = patch.userId;
            organizationId = patch.organizationId;
            resourceId = patch.resourceId;
            runId = patch.runId;
            sessionId = patch.sessionId;
            threadId = patch.threadId;
            requestId = patch.requestId;
            environment = patch.environment;
            source = patch.source;
            serviceName = patch.serviceName;
            experimentId = patch.experimentId;
        }

        /**
         * Sets the user who made the request.
         *
         * @param userId the user who made the request
         * @return this builder
         */
        public Builder userId(String userId) {
            this.userId = Change.set(userId);
            return this;
        }

        /**
         * Removes the user who made the request.
         *
         * @return this builder
         */
        public Builder clearUserId() {
            userId = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the user who made the request.
         *
         * @param userId the user who made the request
         * @return this builder
         */
        public Builder userId(Change<String> userId) {
            this.userId = Checks.notNull("userId", userId);
            return this;
        }

        /**
         * Sets the organisation of the user.
         *
         * @param organizationId the organisation of the user
         * @return this builder
         */
        public Builder organizationId(String organizationId) {
            this.organizationId = Change.set(organizationId);
            return this;
        }

        /**
         * Removes the organisation of the user.
         *
         * @return this builder
         */
        public Builder clearOrganizationId() {
            organizationId = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the organisation of the user.
         *
         * @param organizationId the organisation of the user
         * @return this builder
         */
        public Builder organizationId(Change<String> organizationId) {
            this.organizationId = Checks.notNull("organizationId", organizationId);
            return this;
        }

        /**
         * Sets the resource of the conversation.
         *
         * @param resourceId the resource of the conversation
         * @return this builder
         */
        public Builder resourceId(String resourceId) {
            this.resourceId = Change.set(resourceId);
            return this;
        }

        /**
         * Removes the resource of the conversation.
         *
         * @return this builder
         */
        public Builder clearResourceId() {
            resourceId = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the resource of the conversation.
         *
         * @param resourceId the resource of the conversation
         * @return this builder
         */
        public Builder resourceId(Change<String> resourceId) {
            this.resourceId = Checks.notNull("resourceId", resourceId);
            return this;
        }

        /**
         * Sets the run of a workflow or agent.
         *
         * @param runId the run of a workflow or agent
         * @return this builder
         */
        public Builder runId(String runId) {
            this.runId = Change.set(runId);
            return this;
        }

        /**
         * Removes the run of a workflow or agent.
         *
         * @return this builder
         */
        public Builder clearRunId() {
            runId = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the run of a workflow or agent.
         *
         * @param runId the run of a workflow or agent
         * @return this builder
         */
        public Builder runId(Change<String> runId) {
            this.runId = Checks.notNull("runId", runId);
            return this;
        }

        /**
         * Sets the session.
         *
         * @param sessionId the session
         * @return this builder
         */
        public Builder sessionId(String sessionId) {
            this.sessionId = Change.set(sessionId);
            return this;
        }

        /**
         * Removes the session.
         *
         * @return this builder
         */
        public Builder clearSessionId() {
            sessionId = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the session.
         *
         * @param sessionId the session
         * @return this builder
         */
        public Builder sessionId(Change<String> sessionId) {
            this.sessionId = Checks.notNull("sessionId", sessionId);
            return this;
        }

        /**
         * Sets the conversation.
         *
         * @param threadId the conversation
         * @return this builder
         */
        public Builder threadId(String threadId) {
            this.threadId = Change.set(threadId);
            return this;
        }

        /**
         * Removes the conversation.
         *
         * @return this builder
         */
        public Builder clearThreadId() {
            threadId = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the conversation.
         *
         * @param threadId the conversation
         * @return this builder
         */
        public Builder threadId(Change<String> threadId) {
            this.threadId = Checks.notNull("threadId", threadId);
            return this;
        }

        /**
         * Sets the request that began it.
         *
         * @param requestId the request that started it
         * @return this builder
         */
        public Builder requestId(String requestId) {
            this.requestId = Change.set(requestId);
            return this;
        }

        /**
         * Removes the request that began it.
         *
         * @return this builder
         */
        public Builder clearRequestId() {
            requestId = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the request that began it.
         *
         * @param requestId the request that started it
         * @return this builder
         */
        public Builder requestId(Change<String> requestId) {
            this.requestId = Checks.notNull("requestId", requestId);
            return this;
        }

        /**
         * Sets the environment.
         *
         * @param environment where it ran
         * @return this builder
         */
        public Builder environment(String environment) {
            this.environment = Change.set(environment);
            return this;
        }

        /**
         * Removes the environment.
         *
         * @return this builder
         */
        public Builder clearEnvironment() {
            environment = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the environment.
         *
         * @param environment where it ran
         * @return this builder
         */
        public Builder environment(Change<String> environment) {
            this.environment = Checks.notNull("environment", environment);
            return this;
        }

        /**
         * Sets the origin of the record.
         *
         * @param source who recorded it
         * @return this builder
         */
        public Builder source(String source) {
            this.source = Change.set(source);
            return this;
        }

        /**
         * Removes the origin of the record.
         *
         * @return this builder
         */
        public Builder clearSource() {
            source = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the origin of the record.
         *
         * @param source who recorded it
         * @return this builder
         */
        public Builder source(Change<String> source) {
            this.source = Checks.notNull("source", source);
            return this;
        }

        /**
         * Sets the service that ran the span.
         *
         * @param serviceName the service that ran it
         * @return this builder
         */
        public Builder serviceName(String serviceName) {
            this.serviceName = Change.set(serviceName);
            return this;
        }

        /**
         * Removes the service that ran the span.
         *
         * @return this builder
         */
        public Builder clearServiceName() {
            serviceName = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the service that ran the span.
         *
         * @param serviceName the service that ran it
         * @return this builder
         */
        public Builder serviceName(Change<String> serviceName) {
            this.serviceName = Checks.notNull("serviceName", serviceName);
            return this;
        }

        /**
         * Sets the experiment that it belongs to.
         *
         * @param experimentId the experiment that it belongs to
         * @return this builder
         */
        public Builder experimentId(String experimentId) {
            this.experimentId = Change.set(experimentId);
            return this;
        }

        /**
         * Removes the experiment that it belongs to.
         *
         * @return this builder
         */
        public Builder clearExperimentId() {
            experimentId = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the experiment that it belongs to.
         *
         * @param experimentId the experiment that it belongs to
         * @return this builder
         */
        public Builder experimentId(Change<String> experimentId) {
            this.experimentId = Checks.notNull("experimentId", experimentId);
            return this;
        }

        /**
         * Builds the patch.
         *
         * @return the patch
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public CorrelationPatch build() {
            return new CorrelationPatch(
                    userId,
                    organizationId,
                    resourceId,
                    runId,
                    sessionId,
                    threadId,
                    requestId,
                    environment,
                    source,
                    serviceName,
                    experimentId);
        }
    }
}
