package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.score.ScoreSource;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** What a backend may get wrong in one field or one step of scores. */
final class ScoreFieldMutants {
    private static final Instant EPOCH_END = Instant.parse("2262-04-11T23:47:16Z");

    private ScoreFieldMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofScores("finds-no-score", "SCORE-01", answers("get", answer -> Optional.empty())),
                reads(
                        "forgets-that-metadata-is-absent",
                        "SCORE-02",
                        e -> e.toBuilder()
                                .metadata(e.metadata().orElse(Json.EMPTY_OBJECT))
                                .build()),
                Mutant.ofScores(
                        "begins-scores-anew", "SCORE-03", Wrong.instead(ScoreBackend.class, "save", (real, args) -> {
                            NewScore score = (NewScore) args[0];
                            Instant now = (Instant) args[1];
                            return rewritten(
                                    real.save(score, now), score.createdAt().orElse(now));
                        })),
                Mutant.ofScores(
                        "saves-scores-in-a-race",
                        "SCORE-03",
                        Wrong.instead(ScoreBackend.class, "save", ScoreFieldMutants::savesInARace)),
                reads(
                        "keeps-scores-as-floats",
                        "SCORE-05",
                        e -> e.toBuilder().score((float) e.score()).build()),
                reads(
                        "loses-the-sign-of-zero",
                        "CORE-01",
                        e -> e.toBuilder().score(e.score() + 0.0).build()),
                reads(
                        "takes-false-for-absent",
                        "SCORE-06",
                        e -> e.toBuilder()
                                .structuredOutput(e.structuredOutput()
                                        .filter(given -> given)
                                        .orElse(null))
                                .build()),
                reads(
                        "knows-only-its-sources",
                        "SCORE-08",
                        e -> e.toBuilder()
                                .source(e.source().equals(ScoreSource.TEST) ? ScoreSource.TEST : ScoreSource.LIVE)
                                .build()),
                reads(
                        "writes-inputs-in-its-own-form",
                        "SCORE-09",
                        e -> e.toBuilder()
                                .input(e.input().map(Json::canonical).orElse(null))
                                .build()),
                asked(
                        "ignores-the-entity-type",
                        "SCORE-10",
                        query -> query.toBuilder().clearEntityType().build()),
                asked(
                        "ignores-the-span",
                        "SCORE-11",
                        query -> query.toBuilder().clearSpanId().build()),
                Mutant.ofScores(
                        "prunes-scores-of-the-very-instant",
                        "SCORE-20",
                        Wrong.asked(ScoreBackend.class, "prune", Instant.class, at -> at.plus(1, ChronoUnit.MICROS))),
                Mutant.ofScores("clears-no-scores", "SCORE-22", answersInstead("clear")),
                reads(
                        "trims-the-reason",
                        "CORE-01",
                        e -> e.toBuilder()
                                .reason(e.reason().map(String::strip).orElse(null))
                                .build()),
                Mutant.ofScores(
                        "finds-scorers-in-any-case",
                        "CORE-01",
                        Wrong.instead(ScoreBackend.class, "count", ScoreFieldMutants::countsInAnyCase)),
                Mutant.ofScores(
                        "keeps-times-of-scores-as-nanoseconds",
                        "CORE-02",
                        Wrong.rows(
                                ScoreBackend.class,
                                Score.class,
                                score -> score.updatedAt().isAfter(EPOCH_END)
                                        ? score.toBuilder().updatedAt(EPOCH_END).build()
                                        : score)),
                reads(
                        "writes-analyses-in-its-own-form",
                        "CORE-09",
                        e -> e.toBuilder()
                                .steps(e.steps().toBuilder()
                                        .analyzeStepResult(e.steps()
                                                .analyzeStepResult()
                                                .map(Json::canonical)
                                                .orElse(null))
                                        .build())
                                .build()),
                Mutant.ofScores(
                        "forgets-interrupts-of-scores", "CORE-20", Wrong.answers(ScoreBackend.class, "save", answer -> {
                            Thread.interrupted();
                            return answer;
                        })));
    }

    private static Mutant reads(String name, String rule, UnaryOperator<Evaluation> change) {
        return Mutant.ofScores(
                name,
                rule,
                Wrong.rows(
                        ScoreBackend.class,
                        Score.class,
                        score -> score.toBuilder()
                                .evaluation(change.apply(score.evaluation()))
                                .build()));
    }

    private static Mutant asked(String name, String rule, UnaryOperator<ScoreQuery> change) {
        return Mutant.ofScores(name, rule, Wrong.asked(ScoreBackend.class, "list", ScoreQuery.class, change));
    }

    private static UnaryOperator<ScoreBackend> answers(String method, UnaryOperator<Object> change) {
        return Wrong.answers(ScoreBackend.class, method, change);
    }

    private static UnaryOperator<ScoreBackend> answersInstead(String method) {
        return Wrong.instead(ScoreBackend.class, method, (real, args) -> new BulkStep(0, true));
    }

    private static Score rewritten(Score saved, Instant createdAt) {
        return saved.toBuilder().createdAt(createdAt).build();
    }

    /** Reads when a score began, and then writes: two that meet begin it twice. */
    private static Object savesInARace(ScoreBackend real, Object[] args) {
        NewScore score = (NewScore) args[0];
        Optional<Score> stored = real.get(score.id());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        Score saved = real.save(score, (Instant) args[1]);
        return stored.isPresent() ? saved : rewritten(saved, score.createdAt().orElse(saved.createdAt()));
    }

    private static Object countsInAnyCase(ScoreBackend real, Object[] args) {
        ScoreQuery query = (ScoreQuery) args[0];
        return real.list(query.toBuilder().clearScorerId().build(), Window.everything()).stream()
                .filter(score -> query.scorerId()
                        .map(id -> id.toLowerCase(Locale.ROOT)
                                .equals(score.scorerId().toLowerCase(Locale.ROOT)))
                        .orElse(true))
                .count();
    }
}
