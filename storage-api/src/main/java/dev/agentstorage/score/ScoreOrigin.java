package dev.agentstorage.score;

import dev.agentstorage.internal.Checks;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The origin of a scored output.
 *
 * @param traceId the trace in which it was produced
 * @param spanId the span of that trace
 * @param resourceId the resource (user, tenant or other owner) that it was made for
 * @param threadId the thread of the output
 */
public record ScoreOrigin(
        Optional<String> traceId, Optional<String> spanId, Optional<String> resourceId, Optional<String> threadId) {
    /** All fields are empty. */
    public static final ScoreOrigin NONE = builder().build();

    /**
     * Rejects null values.
     *
     * @param traceId the trace in which it was made
     * @param spanId the span of that trace
     * @param resourceId the resource (user, tenant or other owner) that it was made for
     * @param threadId the conversation that it is part of
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public ScoreOrigin {
        Checks.notNull("traceId", traceId);
        Checks.notNull("spanId", spanId);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("threadId", threadId);
    }

    /**
     * Returns a builder for an origin without values.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this origin.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects the fields; {@code null} clears a field. Not thread-safe. */
    public static final class Builder {
        private @Nullable String traceId;
        private @Nullable String spanId;
        private @Nullable String resourceId;
        private @Nullable String threadId;

        private Builder() {}

        private Builder(ScoreOrigin origin) {
            traceId = origin.traceId.orElse(null);
            spanId = origin.spanId.orElse(null);
            resourceId = origin.resourceId.orElse(null);
            threadId = origin.threadId.orElse(null);
        }

        /**
         * Sets the trace.
         *
         * @param traceId the trace in which it was made
         * @return this builder
         */
        public Builder traceId(@Nullable String traceId) {
            this.traceId = traceId;
            return this;
        }

        /**
         * Sets the span of that trace.
         *
         * @param spanId the span of that trace
         * @return this builder
         */
        public Builder spanId(@Nullable String spanId) {
            this.spanId = spanId;
            return this;
        }

        /**
         * Sets the resource (user, tenant or other owner).
         *
         * @param resourceId the resource (user, tenant or other owner) that it was made for
         * @return this builder
         */
        public Builder resourceId(@Nullable String resourceId) {
            this.resourceId = resourceId;
            return this;
        }

        /**
         * Sets the thread.
         *
         * @param threadId the conversation that it is part of
         * @return this builder
         */
        public Builder threadId(@Nullable String threadId) {
            this.threadId = threadId;
            return this;
        }

        /**
         * Builds the origin.
         *
         * @return the origin
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public ScoreOrigin build() {
            return new ScoreOrigin(
                    Optional.ofNullable(traceId),
                    Optional.ofNullable(spanId),
                    Optional.ofNullable(resourceId),
                    Optional.ofNullable(threadId));
        }
    }
}
