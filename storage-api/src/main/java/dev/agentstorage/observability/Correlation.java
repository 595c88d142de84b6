package dev.agentstorage.observability;

import dev.agentstorage.internal.Checks;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ids by which a span can be found. In a query, empty fields match any value. Ids have at most {@code Limits.idBytes} bytes of UTF-8,
 * the names {@code environment}, {@code source} and {@code serviceName} at most {@code Limits.nameBytes}.
 *
 * @param userId the user who made the request
 * @param organizationId the organisation of the user
 * @param resourceId the resource (user, tenant or other owner) of the conversation; used by {@code eraseResource}
 * @param runId the run of a workflow or agent
 * @param sessionId the session
 * @param threadId the conversation
 * @param requestId the request that started it
 * @param environment the environment, for example {@code production}
 * @param source the origin of the record, for example {@code cloud}
 * @param serviceName the service that ran the span
 * @param experimentId the experiment that it belongs to
 */
public record Correlation(
        Optional<String> userId,
        Optional<String> organizationId,
        Optional<String> resourceId,
        Optional<String> runId,
        Optional<String> sessionId,
        Optional<String> threadId,
        Optional<String> requestId,
        Optional<String> environment,
        Optional<String> source,
        Optional<String> serviceName,
        Optional<String> experimentId) {
    /** All fields are empty. */
    public static final Correlation NONE = builder().build();

    /**
     * Rejects null values.
     *
     * @param userId the user who made the request
     * @param organizationId the organisation of the user
     * @param resourceId the resource (user, tenant or other owner) of the conversation
     * @param runId the run of a workflow or agent
     * @param sessionId the session
     * @param threadId the conversation
     * @param requestId the request that started it
     * @param environment where it ran, for example {@code production}
     * @param source who recorded it, for example {@code cloud}
     * @param serviceName the service that ran it
     * @param experimentId the experiment that it belongs to
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public Correlation {
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
     * Returns a builder for an empty correlation.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this one.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder()
                .userId(userId.orElse(null))
                .organizationId(organizationId.orElse(null))
                .resourceId(resourceId.orElse(null))
                .runId(runId.orElse(null))
                .sessionId(sessionId.orElse(null))
                .threadId(threadId.orElse(null))
                .requestId(requestId.orElse(null))
                .environment(environment.orElse(null))
                .source(source.orElse(null))
                .serviceName(serviceName.orElse(null))
                .experimentId(experimentId.orElse(null));
    }

    /**
     * {@return this correlation, with the non-empty fields of the other one}
     *
     * @param other the fields that override those of this correlation
     */
    public Correlation merge(Correlation other) {
        return new Correlation(
                other.userId.or(() -> userId),
                other.organizationId.or(() -> organizationId),
                other.resourceId.or(() -> resourceId),
                other.runId.or(() -> runId),
                other.sessionId.or(() -> sessionId),
                other.threadId.or(() -> threadId),
                other.requestId.or(() -> requestId),
                other.environment.or(() -> environment),
                other.source.or(() -> source),
                other.serviceName.or(() -> serviceName),
                other.experimentId.or(() -> experimentId));
    }

    /**
     * {@return whether all non-empty fields of the filter have the same value here}
     *
     * @param filter the expected values
     */
    public boolean matches(Correlation filter) {
        return merge(filter).equals(this);
    }

    /** Collects the fields; {@code null} clears a field. Not thread-safe. */
    public static final class Builder {
        private @Nullable String userId;
        private @Nullable String organizationId;
        private @Nullable String resourceId;
        private @Nullable String runId;
        private @Nullable String sessionId;
        private @Nullable String threadId;
        private @Nullable String requestId;
        private @Nullable String environment;
        private @Nullable String source;
        private @Nullable String serviceName;
        private @Nullable String experimentId;

        private Builder() {}

        /**
         * Sets the user who made the request.
         *
         * @param userId the user who made the request
         * @return this builder
         */
        public Builder userId(@Nullable String userId) {
            this.userId = userId;
            return this;
        }

        /**
         * Sets the organisation of the user.
         *
         * @param organizationId the organisation of the user
         * @return this builder
         */
        public Builder organizationId(@Nullable String organizationId) {
            this.organizationId = organizationId;
            return this;
        }

        /**
         * Sets the resource of the conversation.
         *
         * @param resourceId the resource (user, tenant or other owner) of the conversation
         * @return this builder
         */
        public Builder resourceId(@Nullable String resourceId) {
            this.resourceId = resourceId;
            return this;
        }

        /**
         * Sets the run of a workflow or agent.
         *
         * @param runId the run of a workflow or agent
         * @return this builder
         */
        public Builder runId(@Nullable String runId) {
            this.runId = runId;
            return this;
        }

        /**
         * Sets the session.
         *
         * @param sessionId the session
         * @return this builder
         */
        public Builder sessionId(@Nullable String sessionId) {
            this.sessionId = sessionId;
            return this;
        }

        /**
         * Sets the conversation.
         *
         * @param threadId the conversation
         * @return this builder
         */
        public Builder threadId(@Nullable String threadId) {
            this.threadId = threadId;
            return this;
        }

        /**
         * Sets the request that began it.
         *
         * @param requestId the request that started it
         * @return this builder
         */
        public Builder requestId(@Nullable String requestId) {
            this.requestId = requestId;
            return this;
        }

        /**
         * Sets the environment.
         *
         * @param environment where it ran, for example {@code production}
         * @return this builder
         */
        public Builder environment(@Nullable String environment) {
            this.environment = environment;
            return this;
        }

        /**
         * Sets the origin of the record.
         *
         * @param source who recorded it, for example {@code cloud}
         * @return this builder
         */
        public Builder source(@Nullable String source) {
            this.source = source;
            return this;
        }

        /**
         * Sets the service that ran the span.
         *
         * @param serviceName the service that ran it
         * @return this builder
         */
        public Builder serviceName(@Nullable String serviceName) {
            this.serviceName = serviceName;
            return this;
        }

        /**
         * Sets the experiment that it belongs to.
         *
         * @param experimentId the experiment that it belongs to
         * @return this builder
         */
        public Builder experimentId(@Nullable String experimentId) {
            this.experimentId = experimentId;
            return this;
        }

        /**
         * Builds the correlation.
         *
         * @return the correlation
         */
        public Correlation build() {
            return new Correlation(
                    Optional.ofNullable(userId),
                    Optional.ofNullable(organizationId),
                    Optional.ofNullable(resourceId),
                    Optional.ofNullable(runId),
                    Optional.ofNullable(sessionId),
                    Optional.ofNullable(threadId),
                    Optional.ofNullable(requestId),
                    Optional.ofNullable(environment),
                    Optional.ofNullable(source),
                    Optional.ofNullable(serviceName),
                    Optional.ofNullable(experimentId));
        }
    }
}
