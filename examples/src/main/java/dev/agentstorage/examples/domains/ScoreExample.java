package dev.agentstorage.examples.domains;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.score.ScoreSource;
import dev.agentstorage.store.ScoreStore;
import dev.agentstorage.value.Json;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Scores of an agent's answers, and their mean. */
public final class ScoreExample {
    private ScoreExample() {}

    public static void main(String[] args) {
        try (Storage storage = Storages.open("inmemory")) {
            run(storage, System.out::println);
        }
    }

    /** Runs the example on any storage, and hands over what it prints. */
    public static void run(Storage storage, Consumer<String> out) {
        ScoreStore scores = storage.scores();
        String runId = UUID.randomUUID().toString();
        Evaluation helpful = Evaluation.builder()
                .scorerId("helpfulness")
                .scorer(Json.of(Map.of("name", "Helpfulness")))
                .source(ScoreSource.TEST)
                .runId(runId)
                .entityId("support")
                .entityType("AGENT")
                .entity(Json.of(Map.of("name", "Support")))
                .input(Json.of("Where is my order?"))
                .output(Json.of("On its way."))
                .score(1)
                .reason("It answers the question.")
                .build();
        scores.save(helpful);
        scores.save(helpful.toBuilder()
                .output(Json.of("Hello!"))
                .score(0.5)
                .reason("It is friendly, and no answer.")
                .build());

        for (Score score : scores.list(ScoreQuery.ofRun(runId)).toList()) {
            out.accept(score.score() + " for " + score.evaluation().output() + ": "
                    + score.reason().orElseThrow());
        }
        double mean = scores.list(ScoreQuery.ofRun(runId)).toList().stream()
                .mapToDouble(Score::score)
                .average()
                .orElseThrow();
        out.accept("mean: " + mean);
    }
}
