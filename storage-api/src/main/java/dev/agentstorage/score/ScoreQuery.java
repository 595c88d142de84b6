package dev.agentstorage.score;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.TimeRange;
import java.util.Map;
import java.util.Optional;

/**
 * Which scores; all filters must hold (rule {@code SCORE-10}). Sorted by {@code createdAt}, then id.
 *
 * @param scorerId only scores of this scorer
 * @param runId only scores of this run
 * @param entityId only scores of this entity
 * @param entityType only scores of entities of this type
 * @param source only scores of this source
 * @param origin only scores of this trace, span of that trace, resource or thread
 * @param createdAt only scores created in this range
 * @param direction newest first unless said otherwise
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
    /** All scores, the newest first. */
    public static final ScoreQuery ALL = new ScoreQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            ScoreOrigin.NONE,
            TimeRange.ALL,
            Direction.DESC);

    /** Refuses nulls. @throws InvalidRequestException {@code null-argument}, {@code span-without-trace} for a span whose trace is not given */
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
                    "a span is known only together with its trace",
                    Map.of("spanId", origin.spanId().get()));
        }
    }

    /** The scores of one scorer. */
    public static ScoreQuery ofScorer(String scorerId) {
        return ALL.scorerId(scorerId);
    }

    /** The scores of one run. */
    public static ScoreQuery ofRun(String runId) {
        return ALL.runId(runId);
    }

    /** The scores of one entity. */
    public static ScoreQuery ofEntity(String entityId, String entityType) {
        return ALL.entityId(entityId).entityType(entityType);
    }

    /** The scores of one span. */
    public static ScoreQuery ofSpan(String traceId, String spanId) {
        return ALL.span(traceId, spanId);
    }

    /** Returns this query for one scorer. */
    public ScoreQuery scorerId(String scorerId) {
        return new ScoreQuery(
                given("scorerId", scorerId), runId, entityId, entityType, source, origin, createdAt, direction);
    }

    /** Returns this query for one run. */
    public ScoreQuery runId(String runId) {
        return new ScoreQuery(
                scorerId, given("runId", runId), entityId, entityType, source, origin, createdAt, direction);
    }

    /** Returns this query for one entity. */
    public ScoreQuery entityId(String entityId) {
        return new ScoreQuery(
                scorerId, runId, given("entityId", entityId), entityType, source, origin, createdAt, direction);
    }

    /** Returns this query for one type of entities. */
    public ScoreQuery entityType(String entityType) {
        return new ScoreQuery(
                scorerId, runId, entityId, given("entityType", entityType), source, origin, createdAt, direction);
    }

    /** Returns this query for one source. */
    public ScoreQuery source(ScoreSource source) {
        return new ScoreQuery(
                scorerId, runId, entityId, entityType, given("source", source), origin, createdAt, direction);
    }

    /** Returns this query for one trace, in any of its spans. */
    public ScoreQuery trace(String traceId) {
        return origin(
                new ScoreOrigin(given("traceId", traceId), Optional.empty(), origin.resourceId(), origin.threadId()));
    }

    /** Returns this query for one span. */
    public ScoreQuery span(String traceId, String spanId) {
        return origin(new ScoreOrigin(
                given("traceId", traceId), given("spanId", spanId), origin.resourceId(), origin.threadId()));
    }

    /** Returns this query for one resource. */
    public ScoreQuery resourceId(String resourceId) {
        return origin(
                new ScoreOrigin(origin.traceId(), origin.spanId(), given("resourceId", resourceId), origin.threadId()));
    }

    /** Returns this query for one thread. */
    public ScoreQuery threadId(String threadId) {
        return origin(
                new ScoreOrigin(origin.traceId(), origin.spanId(), origin.resourceId(), given("threadId", threadId)));
    }

    /** Returns this query for another origin. */
    public ScoreQuery origin(ScoreOrigin origin) {
        return new ScoreQuery(scorerId, runId, entityId, entityType, source, origin, createdAt, direction);
    }

    /** Returns this query for a range of creation. */
    public ScoreQuery createdAt(TimeRange range) {
        return new ScoreQuery(scorerId, runId, entityId, entityType, source, origin, range, direction);
    }

    /** Returns this query in another direction. */
    public ScoreQuery direction(Direction direction) {
        return new ScoreQuery(scorerId, runId, entityId, entityType, source, origin, createdAt, direction);
    }

    /** Returns whether all filters hold for a score. */
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

    private static <T> Optional<T> given(String field, T value) {
        return Optional.of(Checks.notNull(field, value));
    }
}
