package dev.agentstorage.dsql;

import dev.agentstorage.Storage;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreSource;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.value.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Scores under cuts. The model is a map of evaluations. */
final class ScoreCuts implements CutWorld {
    private static final int IDS = 8;

    private final String prefix;
    private final Random random;
    private final Map<String, Evaluation> scores = new TreeMap<>();

    ScoreCuts(String prefix, Random random) {
        this.prefix = prefix;
        this.random = random;
    }

    @Override
    public List<Supplier<Optional<Change>>> changes() {
        return List.of(this::save, this::eraseResource);
    }

    private Optional<Change> save() {
        String id = id("s", IDS);
        Evaluation evaluation = Evaluation.builder()
                .scorerId(prefix + "scorer")
                .runId(prefix + "run")
                .entityId(prefix + "entity")
                .scorer(Json.of(Map.of("name", word())))
                .entity(Json.of(Map.of("name", word())))
                .source(ScoreSource.TEST)
                .score(random.nextInt(100))
                .reason(word())
                .input(Json.of(Map.of("i", word())))
                .output(Json.of(Map.of("o", word())))
                .resourceId(id("r", 2))
                .build();
        return Optional.of(Change.repeatable(
                "save score",
                storage -> storage.scores().save(NewScore.of(id, evaluation)),
                () -> scores.put(id, evaluation)));
    }

    private Optional<Change> eraseResource() {
        String owner = id("r", 2);
        return Optional.of(Change.bulk(
                "eraseResource of scores",
                storage -> storage.scores().eraseResource(owner, BulkListener.NONE),
                () -> scores.values()
                        .removeIf(score -> score.origin().resourceId().equals(Optional.of(owner)))));
    }

    @Override
    public List<String> expected() {
        return scores.entrySet().stream()
                .map(score -> score.getKey() + " " + score.getValue())
                .toList();
    }

    @Override
    public List<String> stored(Storage storage) {
        return IntStream.range(0, IDS)
                .mapToObj(i -> storage.scores().get(prefix + "s" + i))
                .flatMap(Optional::stream)
                .map((Score score) -> score.id() + " " + score.evaluation())
                .toList();
    }

    private String id(String kind, int range) {
        return prefix + kind + random.nextInt(range);
    }

    private String word() {
        return "w" + random.nextInt(1_000_000);
    }
}
