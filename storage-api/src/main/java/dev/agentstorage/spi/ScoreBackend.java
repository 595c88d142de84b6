package dev.agentstorage.spi;

import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Evaluation scores in a backend. Thread-safe. Every method is one atomic change; a {@link BulkStep} is one bounded part of a larger one.
 *
 * <p>All methods throw {@code UnavailableException} when the backend is unreachable; writes throw {@code OutcomeUnknownException} when it is
 * unknown whether they were applied; every write is idempotent when repeated with the same arguments, but for {@code updatedAt}.
 */
public interface ScoreBackend {
    /**
     * Upserts a score by its id; a replaced score keeps its {@code createdAt}; see {@link NewScore#over}.
     *
     * @param score the score
     * @param now the time of the call
     * @return the stored score
     */
    Score save(NewScore score, Instant now);

    /**
     * Stores new scores atomically; stores none when any of them exists (rule {@code SCORE-15}).
     *
     * @param scores scores with distinct ids, at least one, at most {@code Limits.atomicRows}
     * @return the ids of the existing scores; if not empty, nothing was changed
     */
    Set<String> create(List<Score> scores);

    /**
     * {@return the score with this id; empty when it is missing}
     *
     * @param id the id of the score
     */
    Optional<Score> get(String id);

    /**
     * {@return the matching scores in the window}
     *
     * @param query the filters and the order
     * @param window the rows to return
     */
    List<Score> list(ScoreQuery query, Window window);

    /**
     * Counts the matching scores.
     *
     * @param query the filters and the order
     * @return the number of matching scores
     */
    long count(ScoreQuery query);

    /**
     * Removes scores whose {@code createdAt} is before the instant, at most {@code limit} in this step, oldest first.
     *
     * @param olderThan scores with an earlier {@code createdAt} are removed
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep prune(Instant olderThan, int limit);

    /**
     * Removes scores whose origin is a resource, at most {@code limit} in this step.
     *
     * @param resourceId the id of the resource
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep eraseResource(String resourceId, int limit);

    /**
     * Removes scores, at most {@code limit} in this step.
     *
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep clear(int limit);
}
