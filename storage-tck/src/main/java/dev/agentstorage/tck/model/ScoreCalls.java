package dev.agentstorage.tck.model;

import static dev.agentstorage.tck.model.Expression.call;
import static dev.agentstorage.tck.model.Expression.field;

import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.score.ScoreSource;
import dev.agentstorage.score.ScoreSteps;
import dev.agentstorage.tck.model.Operation.Call;
import java.util.List;

/** Calls of the score domain, on scorers of the sequence; without {@code prune} and {@code clear}, which would remove the data of other rules. */
final class ScoreCalls implements Domain {
    private static final Expression SCORES = Expression.storage().then("scores");
    private static final List<Expression> IDS = Values.pool("k0", "k1", "K1", "k\u00e9");
    private static final List<Expression> SCORERS = Values.pool("g", "G");
    private static final List<Expression> THREADS = Values.pool("t0", "t1");
    private static final List<Expression> TRACES = Values.pool("e0", "e1");
    private static final List<Double> NUMBERS =
            List.of(0.0, -0.0, 0.1, 1.0, -1.5e300, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN);

    private final Values values;

    ScoreCalls(Values values) {
        this.values = values;
    }

    @Override
    public List<Expression> state() {
        return SCORERS.stream()
                .map(scorer -> SCORES.then("list", call(ScoreQuery.class, "ofScorer", scorer))
                        .then("toList"))
                .toList();
    }

    @Override
    public Operation next() {
        return new Call(
                switch (values.random().below(12)) {
                    case 0, 1, 2 -> SCORES.then("save", score());
                    case 3, 4 -> SCORES.then("create", score());
                    case 5, 6 -> SCORES.then("createAll", values.list(3, this::score));
                    case 7 -> SCORES.then("get", values.id(IDS));
                    case 8 ->
                        values.chance(40)
                                ? SCORES.then("eraseResource", values.id(MemoryCalls.RESOURCES))
                                : SCORES.then("get", values.id(IDS));
                    default -> values.read(SCORES.then("list", query()));
                },
                false);
    }

    private Expression score() {
        Expression score = call(NewScore.class, "builder", evaluation()).then("id", values.id(IDS));
        score = values.chance(50) ? score.then("createdAt", values.time()) : score;
        score = values.chance(30) ? score.then("updatedAt", values.time()) : score;
        return score.then("build");
    }

    private Expression evaluation() {
        Expression evaluation = call(Evaluation.class, "builder")
                .then("scorerId", values.id(SCORERS))
                .then("scorer", values.object())
                .then("runId", values.pick(List.of("q", "Q")))
                .then("score", number())
                .then("entityId", values.pick(List.of("n", "N")))
                .then("entity", values.object());
        evaluation = values.chance(96) ? evaluation.then("source", source()) : evaluation;
        evaluation = values.chance(96) ? evaluation.then("output", values.any()) : evaluation;
        evaluation = values.chance(30) ? evaluation.then("reason", values.text()) : evaluation;
        evaluation =
                values.chance(40) ? evaluation.then("entityType", values.pick(List.of("AGENT", "odd"))) : evaluation;
        evaluation = values.chance(40) ? evaluation.then("input", values.any()) : evaluation;
        evaluation = values.chance(30) ? evaluation.then("additionalContext", values.metadata()) : evaluation;
        evaluation = values.chance(20) ? evaluation.then("requestContext", values.metadata()) : evaluation;
        evaluation = values.chance(30) ? evaluation.then("metadata", values.metadata()) : evaluation;
        evaluation = values.chance(40) ? evaluation.then("structuredOutput", values.chance(50)) : evaluation;
        evaluation = values.chance(20) ? evaluation.then("steps", steps()) : evaluation;
        evaluation = values.chance(40) ? evaluation.then("traceId", values.id(TRACES)) : evaluation;
        evaluation = values.chance(15) ? evaluation.then("spanId", "s") : evaluation;
        evaluation = values.chance(40) ? evaluation.then("resourceId", values.id(MemoryCalls.RESOURCES)) : evaluation;
        evaluation = values.chance(30) ? evaluation.then("threadId", values.id(THREADS)) : evaluation;
        return evaluation.then("build");
    }

    /** Returns an expression for a double; values that are not finite have no literal. */
    private Expression number() {
        double number = values.pick(NUMBERS);
        return Double.isNaN(number) ? field(Double.class, "NaN") : Expression.of(number);
    }

    private Expression source() {
        return values.chance(80)
                ? field(ScoreSource.class, values.pick(List.of("LIVE", "TEST")))
                : call(ScoreSource.class, "of", "ODD");
    }

    private Expression steps() {
        return call(ScoreSteps.class, "builder")
                .then("preprocessStepResult", values.any())
                .then("analyzePrompt", values.text())
                .then("build");
    }

    private Expression query() {
        Expression query = call(ScoreQuery.class, "builder").then("scorerId", values.id(SCORERS));
        query = values.chance(20) ? query.then("runId", values.pick(List.of("q", "Q"))) : query;
        query = values.chance(20) ? query.then("entityId", values.pick(List.of("n", "N"))) : query;
        query = values.chance(15) ? query.then("entityType", "AGENT") : query;
        query = values.chance(15) ? query.then("source", source()) : query;
        query = values.chance(20) ? query.then("traceId", values.id(TRACES)) : query;
        query = values.chance(5) ? query.then("spanId", "s") : query;
        query = values.chance(20) ? query.then("resourceId", values.id(MemoryCalls.RESOURCES)) : query;
        query = values.chance(20) ? query.then("threadId", values.id(THREADS)) : query;
        query = values.chance(20) ? query.then("createdAt", values.range()) : query;
        query = values.chance(50) ? query.then("direction", values.direction()) : query;
        return query.then("build");
    }
}
