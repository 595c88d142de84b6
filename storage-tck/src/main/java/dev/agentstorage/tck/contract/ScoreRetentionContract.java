package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.invalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Domain;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Scores are removed by age, by resource, or all of them. */
public abstract class ScoreRetentionContract extends Contract {
    /** No other test stores scores of this age, so that {@code prune} does not remove the data of another test. */
    private static final Instant ANCIENT = Instant.parse("1901-01-01T00:00:00Z");

    /** For subclasses. */
    protected ScoreRetentionContract() {}

    /** The oldest are removed first, up to the limit. If this fails, look at the order, the bound, and the column. */
    @Rule(id = "SCORE-20", requires = Feature.SCORES)
    void pruneRemovesTheOldestUpToItsLimit() {
        scores().prune(ANCIENT.plus(1, ChronoUnit.DAYS), Integer.MAX_VALUE);
        String run = id("run");
        List<Score> saved = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            saved.add(scores().save(NewScore.builder(evaluation().runId(run).build())
                    .createdAt(ANCIENT.plus(4 - i, ChronoUnit.MICROS))
                    .updatedAt(base())
                    .build()));
        }

        assertThat(scores().prune(ANCIENT, 10)).isEqualTo(new BulkResult(0, true));
        assertThat(scores().prune(ANCIENT.plus(4, ChronoUnit.MICROS), 3)).isEqualTo(new BulkResult(3, false));
        assertThat(left(run)).containsExactlyElementsOf(saved.subList(0, 2));
        assertThat(scores().prune(ANCIENT.plus(4, ChronoUnit.MICROS), 3)).isEqualTo(new BulkResult(1, true));
        assertThat(left(run)).containsExactly(saved.get(0));
        assertThat(scores().prune(ANCIENT.plus(5, ChronoUnit.MICROS), 1))
                .as("exactly the limit, so none is left")
                .isEqualTo(new BulkResult(1, true));
        assertThat(left(run)).isEmpty();
    }

    /** A prune without a bound is rejected. If this fails, look at the store. */
    @Rule(id = "SCORE-20", requires = Feature.SCORES)
    void aWrongPruneIsRefused() {
        invalid("limit-not-positive", () -> scores().prune(ANCIENT, 0));
        invalid("instant-out-of-range", () -> scores().prune(Instant.MAX, 1));
    }

    /** Data of a resource is deleted, and nothing else. If this fails, look at scores without a resource. */
    @Rule(id = "SCORE-21", requires = Feature.SCORES)
    void erasingAResourceRemovesItsScoresOnly() {
        String run = id("run");
        String resource = id("resource");
        for (int i = 0; i < 3; i++) {
            scores().save(evaluation().runId(run).resourceId(resource).build());
        }
        Score others =
                scores().save(evaluation().runId(run).resourceId(id("resource")).build());
        Score nobodys = scores().save(evaluation().runId(run).entityId(resource).build());
        List<Long> progress = new ArrayList<>();

        assertThat(scores().eraseResource(resource, progress::add)).isEqualTo(new BulkResult(3, true));
        assertThat(progress).isSorted().endsWith(3L);
        assertThat(left(run)).containsExactlyInAnyOrder(others, nobodys);
        assertThat(scores().eraseResource(resource, BulkListener.NONE)).isEqualTo(new BulkResult(0, true));
        invalid("id-blank", () -> scores().eraseResource("", BulkListener.NONE));
    }

    /** Erasing a resource from the storage removes its scores. If this fails, look at the list of domains. */
    @Rule(id = "SCORE-21", requires = Feature.SCORES)
    void erasingAResourceFromTheStorageRemovesItsScores() {
        String run = id("run");
        String resource = id("resource");
        scores().save(evaluation().runId(run).resourceId(resource).build());
        assertThat(storage().eraseResource(resource).affected()).isEqualTo(1);
        assertThat(left(run)).isEmpty();
    }

    /** Everything is removed. If this fails, look at the steps. */
    @Rule(id = "SCORE-22", requires = Feature.SCORES)
    void clearRemovesEveryScore() {
        for (int i = 0; i < 3; i++) {
            scores().save(evaluation().build());
        }
        assertThat(scores().clear().affected()).isGreaterThanOrEqualTo(3);
        assertThat(scores().list().count()).isZero();
        assertThat(scores().clear()).isEqualTo(new BulkResult(0, true));
    }

    /** A missing domain is rejected. If this fails, look at the features that the provider reports. */
    @Rule(id = "SCORE-23", absent = Feature.SCORES)
    void aStorageWithoutScoresRefusesThem() {
        assertThatThrownBy(this::scores).isInstanceOf(UnsupportedException.class);
        assertThat(storage().find(Domain.SCORES)).isEmpty();
    }

    private List<Score> left(String run) {
        return scores().list(ScoreQuery.ofRun(run)).toList();
    }

    private Evaluation.Builder evaluation() {
        return Evaluation.builder()
                .scorerId(id("scorer"))
                .runId(id("run"))
                .entityId(id("entity"))
                .scorer(Json.EMPTY_OBJECT)
                .entity(Json.EMPTY_OBJECT)
                .output(Json.of("hello"))
                .score(0.8);
    }
}
