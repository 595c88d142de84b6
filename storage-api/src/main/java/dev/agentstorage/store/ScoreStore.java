package dev.agentstorage.store;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.spi.support.RowSizes;
import dev.agentstorage.value.Limits;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Evaluation scores.
 *
 * <p>In addition to the documented exceptions, every method throws {@code InvalidRequestException} for {@code null} ({@code
 * null-argument}), a blank id ({@code id-blank}) and text that cannot be stored ({@code text-unstorable}), {@code TooLargeException} for an
 * id, name or value over the {@link Limits} ({@code id-too-long}, {@code name-too-long}, {@code value-too-large}, {@code row-too-large}),
 * {@code NotInitializedException}, {@code UnavailableException}, {@code CorruptDataException} for a stored row that cannot be read, and,
 * for writes, {@code OutcomeUnknownException}. Thread-safe; calls block.
 */
public final class ScoreStore {
    private static final int DEFAULT_PER_PAGE = 100;

    private final StoreAccess<ScoreBackend> access;

    ScoreStore(StoreAccess<ScoreBackend> access) {
        this.access = access;
    }

    /**
     * Stores the result of a scorer under a random id (rule {@code SCORE-01}).
     *
     * @param evaluation the result of the scorer
     * @return the stored score
     */
    public Score save(Evaluation evaluation) {
        return save(access.call(), NewScore.of(Checks.notNull("evaluation", evaluation)));
    }

    /**
     * Inserts a score, or replaces the stored one with the same id except its {@code createdAt} (rule {@code SCORE-03}). Safe to repeat if
     * the caller chose the id.
     *
     * @param score the score
     * @return the stored score
     * @throws InvalidRequestException {@code instant-out-of-range}
     */
    public Score save(NewScore score) {
        return save(access.call(), score);
    }

    /**
     * Stores a new score (rule {@code SCORE-15}).
     *
     * @param score the score
     * @return the stored score
     * @throws AlreadyExistsException {@code score-exists} with {@code scoreId}; nothing is written
     * @throws InvalidRequestException {@code instant-out-of-range}
     */
    public Score create(NewScore score) {
        Call<ScoreBackend> call = access.call();
        Score created = valid(call, score).over(Optional.empty(), call.now());
        return create(call, List.of(created)).get(0);
    }

    /**
     * Stores new scores atomically (rule {@code SCORE-15}). An empty list is valid.
     *
     * @param scores the scores
     * @return the stored scores, in the order given
     * @throws AlreadyExistsException {@code score-exists} when any of them exists; the detail {@code scores} lists all existing ids in the
     *     order given, {@code scoreId} the first of them; nothing is written
     * @throws InvalidRequestException {@code score-repeated} when two of them have the same id, {@code instant-out-of-range}
     * @throws TooLargeException {@code batch-too-large} above {@code Limits.atomicRows} scores or {@code Limits.atomicBytes} bytes
     */
    public List<Score> createAll(List<NewScore> scores) {
        Call<ScoreBackend> call = access.call();
        String hint = "several calls of createAll";
        call.rows("scores", Checks.noNulls("scores", scores).size(), hint);
        Instant now = call.now();
        Map<String, Score> distinct = new LinkedHashMap<>();
        for (NewScore score : scores) {
            if (distinct.put(score.id(), valid(call, score).over(Optional.empty(), now)) != null) {
                throw Refusals.scoreRepeated(score.id());
            }
        }
        long bytes = distinct.values().stream()
                .mapToLong(score -> RowSizes.of(score.id(), score.evaluation()))
                .sum();
        call.bytes("scores", bytes, hint);
        if (distinct.isEmpty()) {
            call.requireReady();
            return List.of();
        }
        return create(call, List.copyOf(distinct.values()));
    }

    private static List<Score> create(Call<ScoreBackend> call, List<Score> scores) {
        Set<String> stored = call.backend().create(scores);
        if (stored.isEmpty()) {
            return scores;
        }
        throw Refusals.scoreExists(
                scores.stream().map(Score::id).filter(stored::contains).toList());
    }

    private static Score save(Call<ScoreBackend> call, NewScore score) {
        NewScore valid = valid(call, score);
        return call.backend().save(valid, call.now());
    }

    private static NewScore valid(Call<ScoreBackend> call, NewScore score) {
        Checks.notNull("score", score);
        NewScore valid = new NewScore(
                call.id("id", score.id()),
                new ScoreInputs(call).evaluation(score.evaluation()),
                Checks.instant("createdAt", score.createdAt()),
                Checks.instant("updatedAt", score.updatedAt()));
        call.row("score", RowSizes.of(valid.id(), valid.evaluation()));
        return valid;
    }

    /**
     * {@return the score with this id; empty when it is missing}
     *
     * @param id the id of the score
     */
    public Optional<Score> get(String id) {
        Call<ScoreBackend> call = access.call();
        call.id("id", id);
        return call.backend().get(id);
    }

    /**
     * Lists scores, 100 per page by default (rules {@code SCORE-10} to {@code SCORE-14}).
     *
     * @param query the filters and the order
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<Score> list(ScoreQuery query) {
        Call<ScoreBackend> call = access.call();
        Checks.notNull("query", query);
        call.id("scorerId", query.scorerId());
        call.id("runId", query.runId());
        call.id("entityId", query.entityId());
        call.name("entityType", query.entityType());
        query.source().ifPresent(source -> call.name("source", source.value()));
        new ScoreInputs(call).origin(query.origin());
        call.require();
        return new Listing<>(
                new Cursors(
                        Cursors.Key.INSTANT,
                        1,
                        "scores",
                        query.scorerId(),
                        query.runId(),
                        query.entityId(),
                        query.entityType(),
                        query.source(),
                        query.origin().traceId(),
                        query.origin().spanId(),
                        query.origin().resourceId(),
                        query.origin().threadId(),
                        query.createdAt(),
                        query.direction()),
                DEFAULT_PER_PAGE,
                access::backend,
                window -> access.backend().list(query, window),
                () -> access.backend().count(query),
                score -> Position.of(score.createdAt(), score.id()));
    }

    /**
     * Lists all scores, newest first.
     *
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<Score> list() {
        return list(ScoreQuery.ALL);
    }

    /**
     * Removes old scores, oldest first (rule {@code SCORE-20}). Bulk: not atomic, resumable.
     *
     * @param olderThan scores with an earlier {@code createdAt} are removed
     * @param limit maximum number of scores to remove, at least 1
     * @return the number of rows affected, and whether no matching rows are left
     * @throws InvalidRequestException {@code limit-not-positive}, {@code instant-out-of-range}
     */
    public BulkResult prune(Instant olderThan, int limit) {
        Call<ScoreBackend> call = access.call();
        Instant before = Checks.instant("olderThan", olderThan);
        Checks.positive("limit", limit);
        return Prune.run(
                limit, call.limits().atomicRows(), rows -> call.backend().prune(before, rows));
    }

    /**
     * Removes the scores of a resource; see {@link #eraseResource(String, BulkListener)}.
     *
     * @param resourceId the id of the resource
     * @return the number of rows affected, and whether no matching rows are left
     */
    public BulkResult eraseResource(String resourceId) {
        return eraseResource(resourceId, BulkListener.NONE);
    }

    /**
     * Removes all scores whose origin has this resource (rule {@code SCORE-21}). Bulk: not atomic, resumable, idempotent.
     *
     * @param resourceId the id of the resource
     * @param listener receives the progress after each step
     * @return the number of rows affected, and whether no matching rows are left
     */
    public BulkResult eraseResource(String resourceId, BulkListener listener) {
        Call<ScoreBackend> call = access.call();
        call.id("resourceId", resourceId);
        Checks.notNull("listener", listener);
        return Bulk.run(
                () -> call.backend().eraseResource(resourceId, call.limits().atomicRows()), listener);
    }

    /**
     * Removes every score (rule {@code SCORE-22}). Bulk: not atomic, resumable.
     *
     * @return the number of rows affected, and whether no matching rows are left
     */
    public BulkResult clear() {
        Call<ScoreBackend> call = access.call();
        return Bulk.run(() -> call.backend().clear(call.limits().atomicRows()), BulkListener.NONE);
    }
}
