package dev.agentstorage.score;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.TimeRange;
import java.util.Map;
import java.util.Optional;

/**
 * A query for scores; all filters must match (rule {@code SCORE-10}). Sorted by {@code createdAt}, then id.
 *
 * @param scorerId only scores of this scorer
 * @param runId only scores of this run
 * @param entityId only scores of this entity
 * @param entityType only scores of entities of this type
 * @param source only scores of this source
 * @param origin only scores of this trace, span of that trace, resource or thread
 * @param createdAt only scores created in this range
 * @param direction newest first by default
 */
public record ScoreQuery(
        Optional<String> scorerId,
        Optional<String> runId,
        Optional<String> entityId,
        Optional<String> entityType,
        Optional<ScoreSource> source,
        ScoreOrigin origin,
        TimeRange createdAt,
        Direction direction) {
    /** All scores, newest first. */
    public static final ScoreQuery ALL = builder().build();

    /**
     * Rejects null values.
     *
     * @param scorerId only scores of this scorer
     * @param runId only scores of this run
     * @param entityId only scores of this entity
     * @param entityType only scores of entities of this type
     * @param source only scores of this source
     * @param origin only scores of this trace, span of that trace, resource or thread
     * @param createdAt only scores created in this range
     * @param direction newest first by default
     * @throws InvalidRequestException {@code null-argument}, {@code span-without-trace} for a span without its trace
     */
    public ScoreQuery {
        Checks.notNull("scorerId", scorerId);
        Checks.notNull("runId", runId);
        Checks.notNull("entityId", entityId);
        Checks.notNull("entityType", entityType);
        Checks.notNull("source", source);
        Checks.notNull("origin", origin);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("direction", direction);
        if (origin.spanId().isPresent() && origin.traceId().isEmpty()) {
            throw new InvalidRequestException(
                    "span-without-trace",
                    "spanId requires traceId",
                    Map.of("spanId", origin.spanId().get()));
        }
    }

    /**
     * Returns a builder for a query for all scores, newest first.
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
     * Returns a query for the scores of one scorer.
     *
     * @param scorerId the id of the scorer
     * @return the query
     */
    public static ScoreQuery ofScorer(String scorerId) {
        return builder().scorerId(scorerId).build();
    }

    /**
     * Returns a query for the scores of one run.
     *
     * @param runId the id of the run
     * @return the query
     */
    public static ScoreQuery ofRun(String runId) {
        return builder().runId(runId).build();
    }

    /**
     * Returns a query for the scores of one span.
     *
     * @param traceId the id of the trace
     * @param spanId the id of the span
     * @return the query
     */
    public static ScoreQuery ofSpan(String traceId, String spanId) {
        return builder().traceId(traceId).spanId(spanId).build();
    }

    /**
     * {@return whether all filters hold for a score}
     *
     * @param score the score
     */
    public boolean matches(Score score) {
        Evaluation evaluation = score.evaluation();
        ScoreOrigin stored = evaluation.origin();
        return holds(scorerId, Optional.of(evaluation.scorerId()))
                && holds(runId, Optional.of(evaluation.runId()))
                && holds(entityId, Optional.of(evaluation.entityId()))
                && holds(entityType, evaluation.entityType())
                && holds(source, Optional.of(evaluation.source()))
                && holds(origin.traceId(), stored.traceId())
                && holds(origin.spanId(), stored.spanId())
                && holds(origin.resourceId(), stored.resourceId())
                && holds(origin.threadId(), stored.threadId())
                && createdAt.contains(score.createdAt());
    }

    private static <T> boolean holds(Optional<T> filter, Optional<T> stored) {
        return filter.isEmpty() || filter.equals(stored);
    }

    /** Collects filters and order; {@code null} filters are rejected. Not thread-safe. */
    public static final class Builder {
        private Optional<String> scorerId = Optional.empty();
        private Optional<String> runId = Optional.empty();
        private Optional<String> entityId = Optional.empty();
        private Optional<String> entityType = Optional.empty();
        private Optional<ScoreSource> source = Optional.empty();
        private ScoreOrigin origin = ScoreOrigin.NONE;
        private TimeRange createdAt = TimeRange.ALL;
        private Direction direction = Direction.DESC;

        private Builder() {}

        private Builder(ScoreQuery query) {
            scorerId = query.scorerId;
            runId = query.runId;
            entityId = query.entityId;
            entityType = query.entityType;
            source = query.source;
            origin = query.origin;
            createdAt = query.createdAt;
            direction = query.direction;
        }

        /**
         * Selects only scores of this scorer.
         *
         * @param scorerId only scores of this scorer
         * @return this builder
         */
        public Builder scorerId(String scorerId) {
            this.scorerId = Optional.of(Checks.notNull("scorerId", scorerId));
            return this;
        }

        /**
         * Removes the filter on {@code scorerId}.
         *
         * @return this builder
         */
        public Builder clearScorerId() {
            scorerId = Optional.empty();
            return this;
        }

        /**
         * Selects only scores of this run.
         *
         * @param runId only scores of this run
         * @return this builder
         */
        public Builder runId(String runId) {
            this.runId = Optional.of(Checks.notNull("runId", runId));
            return this;
        }

        /**
         * Removes the filter on {@code runId}.
         *
         * @return this builder
         */
        public Builder clearRunId() {
            runId = Optional.empty();
            return this;
        }

        /**
         * Selects only scores of this entity.
         *
         * @param entityId only scores of this entity
         * @return this builder
         */
        public Builder entityId(String entityId) {
            this.entityId = Optional.of(Checks.notNull("entityId", entityId));
            return this;
        }

        /**
         * Removes the filter on {@code entityId}.
         *
         * @return this builder
         */
        public Builder clearEntityId() {
            entityId = Optional.empty();
            return this;
        }

        /**
         * Selects only scores of entities of this type.
         *
         * @param entityType only scores of entities of this type
         * @return this builder
         */
        public Builder entityType(String entityType) {
            this.entityType = Optional.of(Checks.notNull("entityType", entityType));
            return this;
        }

        /**
         * Removes the filter on {@code entityType}.
         *
         * @return this builder
         */
        public Builder clearEntityType() {
            entityType = Optional.empty();
            return this;
        }

        /**
         * Selects only scores of this source.
         *
         * @param source only scores of this source
         * @return this builder
         */
        public Builder source(ScoreSource source) {
            this.source = Optional.of(Checks.notNull("source", source));
            return this;
        }

        /**
         * Removes the filter on {@code source}.
         *
         * @return this builder
         */
        public Builder clearSource() {
            source = Optional.empty();
            return this;
        }

        /**
         * Selects only scores whose origin matches the non-empty fields; replaces all earlier filters on the origin.
         *
         * @param origin only scores of this trace, span of that trace, resource or thread
         * @return this builder
         */
        public Builder origin(ScoreOrigin origin) {
            this.origin = Checks.notNull("origin", origin);
            return this;
        }

        /**
         * Selects only scores of this trace.
         *
         * @param traceId only scores of this trace
         * @return this builder
         */
        public Builder traceId(String traceId) {
            return origin(origin.toBuilder()
                    .traceId(Checks.notNull("traceId", traceId))
                    .build());
        }

        /**
         * Removes the filter on {@code traceId}.
         *
         * @return this builder
         */
        public Builder clearTraceId() {
            return origin(origin.toBuilder().traceId(null).build());
        }

        /**
         * Selects only scores of this span; requires its trace.
         *
         * @param spanId only scores of this span
         * @return this builder
         */
        public Builder spanId(String spanId) {
            return origin(
                    origin.toBuilder().spanId(Checks.notNull("spanId", spanId)).build());
        }

        /**
         * Removes the filter on {@code spanId}.
         *
         * @return this builder
         */
        public Builder clearSpanId() {
            return origin(origin.toBuilder().spanId(null).build());
        }

        /**
         * Selects only scores of this resource.
         *
         * @param resourceId only scores of this resource
         * @return this builder
         */
        public Builder resourceId(String resourceId) {
            return origin(origin.toBuilder()
                    .resourceId(Checks.notNull("resourceId", resourceId))
                    .build());
        }

        /**
         * Removes the filter on {@code resourceId}.
         *
         * @return this builder
         */
        public Builder clearResourceId() {
            return origin(origin.toBuilder().resourceId(null).build());
        }

        /**
         * Selects only scores of this thread.
         *
         * @param threadId only scores of this thread
         * @return this builder
         */
        public Builder threadId(String threadId) {
            return origin(origin.toBuilder()
                    .threadId(Checks.notNull("threadId", threadId))
                    .build());
        }

        /**
         * Removes the filter on {@code threadId}.
         *
         * @return this builder
         */
        public Builder clearThreadId() {
            return origin(origin.toBuilder().threadId(null).build());
        }

        /**
         * Selects only scores created in this range.
         *
         * @param createdAt only scores created in this range
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
         * @throws InvalidRequestException {@code null-argument}, {@code span-without-trace} for a span without its trace
         */
        public ScoreQuery build() {
            return new ScoreQuery(scorerId, runId, entityId, entityType, source, origin, createdAt, direction);
        }
    }
}
