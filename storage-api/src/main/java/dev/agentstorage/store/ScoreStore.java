package dev.agentstorage.store;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreOrigin;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.score.ScoreSteps;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.RowSizes;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Utf8;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Evaluation scores.
 *
 * <p>Besides what is listed, every method throws {@code InvalidRequestException} for a {@code null} ({@code null-argument}), a blank id
 * ({@code id-blank}) and text that can't be stored ({@code text-unstorable}), {@code TooLargeException} for an id, name or value over the
 * {@link Limits} ({@code id-too-long}, {@code name-too-long}, {@code value-too-large}, {@code row-too-large}), {@code NotInitializedException}, {@code UnavailableException},
 * and {@code CorruptDataException} for a stored row that can't be read; and writes {@code OutcomeUnknownException}. Thread-safe.
 */
public final class ScoreStore {
    private static final int DEFAULT_PER_PAGE = 100;

    private final Supplier<ScoreBackend> backend;
    private final Limits limits;
    private final InstantSource clock;

    ScoreStore(Supplier<ScoreBackend> backend, Limits limits, InstantSource clock) {
        this.backend = backend;
        this.limits = limits;
        this.clock = clock;
    }

    /** Stores what a scorer says under a random id (rule {@code SCORE-01}). @return the score as it is stored */
    public Score save(Evaluation evaluation) {
        return save(NewScore.of(Checks.notNull("evaluation", evaluation)));
    }

    /**
     * Stores a score by its id (rule {@code SCORE-03}): a new one as it is given, a stored one replaced but for its {@code createdAt}. With
     * the caller's own id it is safe to repeat.
     *
     * @return the score as it is stored
     * @throws InvalidRequestException {@code instant-out-of-range}
     */
    public Score save(NewScore score) {
        Checks.notNull("score", score);
        NewScore valid = new NewScore(
                Inputs.id("id", score.id(), limits.idBytes()),
                valid(score.evaluation()),
                Checks.instant("createdAt", score.createdAt()),
                Checks.instant("updatedAt", score.updatedAt()));
        limits.requireRow("score", RowSizes.of(valid.id(), valid.evaluation()));
        return backend.get().save(valid, Inputs.now(clock));
    }

    /** Returns a score; empty when it is missing. */
    public Optional<Score> get(String id) {
        Inputs.id("id", id, limits.idBytes());
        return backend.get().get(id);
    }

    /** Lists scores, 100 on a page unless said otherwise (rules {@code SCORE-10} to {@code SCORE-14}). */
    public Listing<Score> list(ScoreQuery query) {
        Checks.notNull("query", query);
        Inputs.id("scorerId", query.scorerId(), limits.idBytes());
        Inputs.id("runId", query.runId(), limits.idBytes());
        Inputs.id("entityId", query.entityId(), limits.idBytes());
        Inputs.name("entityType", query.entityType(), limits.nameBytes());
        query.source().ifPresent(source -> Inputs.name("source", source.value(), limits.nameBytes()));
        origin(query.origin());
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
                backend,
                window -> backend.get().list(query, window),
                () -> backend.get().count(query),
                score -> Position.of(score.createdAt(), score.id()));
    }

    /** Lists all scores, the newest first. */
    public Listing<Score> list() {
        return list(ScoreQuery.ALL);
    }

    /**
     * Removes old scores, oldest first (rule {@code SCORE-20}). Bulk: not atomic, resumable.
     *
     * @param olderThan scores whose {@code createdAt} is before this instant go, one that is equal stays
     * @param limit the most scores to remove, at least 1
     * @throws InvalidRequestException {@code limit-not-positive}, {@code instant-out-of-range}
     */
    public BulkResult prune(Instant olderThan, int limit) {
        Instant before = Checks.instant("olderThan", olderThan);
        Checks.positive("limit", limit);
        return Prune.run(limit, limits.atomicRows(), rows -> backend.get().prune(before, rows));
    }

    /** Removes the scores of a resource as {@link #eraseResource(String, BulkListener)}. */
    public BulkResult eraseResource(String resourceId) {
        return eraseResource(resourceId, BulkListener.NONE);
    }

    /** Removes every score whose origin is a resource (rule {@code SCORE-21}). Bulk: not atomic, resumable, harmless when repeated. */
    public BulkResult eraseResource(String resourceId, BulkListener listener) {
        Inputs.id("resourceId", resourceId, limits.idBytes());
        Checks.notNull("listener", listener);
        return Bulk.run(() -> backend.get().eraseResource(resourceId, limits.atomicRows()), listener);
    }

    /** Removes every score (rule {@code SCORE-22}). Bulk: not atomic, resumable. */
    public BulkResult clear() {
        return Bulk.run(() -> backend.get().clear(limits.atomicRows()), BulkListener.NONE);
    }

    private Evaluation valid(Evaluation evaluation) {
        Inputs.id("scorerId", evaluation.scorerId(), limits.idBytes());
        Inputs.name("source", evaluation.source().value(), limits.nameBytes());
        Inputs.id("runId", evaluation.runId(), limits.idBytes());
        text("reason", evaluation.reason());
        Inputs.id("entityId", evaluation.entityId(), limits.idBytes());
        Inputs.name("entityType", evaluation.entityType(), limits.nameBytes());
        size("input", evaluation.input());
        size("output", Optional.of(evaluation.output()));
        steps(evaluation.steps());
        origin(evaluation.origin());
        return evaluation.toBuilder()
                .scorer(object("scorer", evaluation.scorer()))
                .entity(object("entity", evaluation.entity()))
                .additionalContext(object("additionalContext", evaluation.additionalContext())
                        .orElse(null))
                .requestContext(
                        object("requestContext", evaluation.requestContext()).orElse(null))
                .metadata(object("metadata", evaluation.metadata()).orElse(null))
                .build();
    }

    private void steps(ScoreSteps steps) {
        size("preprocessStepResult", steps.preprocessStepResult());
        text("preprocessPrompt", steps.preprocessPrompt());
        size("extractStepResult", steps.extractStepResult());
        text("extractPrompt", steps.extractPrompt());
        size("analyzeStepResult", steps.analyzeStepResult());
        text("analyzePrompt", steps.analyzePrompt());
        text("generateScorePrompt", steps.generateScorePrompt());
        text("generateReasonPrompt", steps.generateReasonPrompt());
        text("reasonPrompt", steps.reasonPrompt());
    }

    private void origin(ScoreOrigin origin) {
        Inputs.id("traceId", origin.traceId(), limits.idBytes());
        Inputs.id("spanId", origin.spanId(), limits.idBytes());
        Inputs.id("resourceId", origin.resourceId(), limits.idBytes());
        Inputs.id("threadId", origin.threadId(), limits.idBytes());
    }

    private void text(String field, Optional<String> value) {
        value.ifPresent(text ->
                Inputs.size(field, Utf8.length(Inputs.text(field, text)), limits.valueBytes(), Inputs.VALUE_HINT));
    }

    private Optional<Json> object(String field, Optional<Json> value) {
        return value.map(json -> object(field, json));
    }

    private Json object(String field, Json value) {
        Json canonical = Inputs.object(field, value);
        size(field, Optional.of(canonical));
        return canonical;
    }

    private void size(String field, Optional<Json> value) {
        value.ifPresent(json -> Inputs.size(field, json.sizeInBytes(), limits.valueBytes(), Inputs.VALUE_HINT));
    }
}
