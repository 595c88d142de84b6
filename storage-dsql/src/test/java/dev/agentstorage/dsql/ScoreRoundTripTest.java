package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.local.wire.WireCounters;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.ScoreStore;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds every operation on scores to its round trips, counted at the wire. */
class ScoreRoundTripTest {
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");

    private static Schema schema;
    private static Storage storage;
    private static ScoreStore scores;

    @BeforeAll
    static void start() {
        schema = Schema.in(Server.DSQL);
        // the end of a build changes the schema, and what then runs is run again
        storage = schema.openUnchecked(
                schema.config().set(DsqlOptions.POOL_MAXIMUM, 1).set(DsqlOptions.POOL_MINIMUM, 1));
        scores = storage.scores();
    }

    @AfterAll
    static void stop() {
        storage.close();
        schema.close();
    }

    @Test
    void savingANewScoreOrAStoredOneTakesOneRoundTrip() {
        expect(1, "save new", () -> scores.save(evaluation("s")));
        scores.save(NewScore.of("stored", evaluation("s")));
        expect(1, "save stored", () -> scores.save(NewScore.of("stored", evaluation("other"))));
        expect(
                1,
                "save with times",
                () -> scores.save(NewScore.builder(evaluation("s"))
                        .id("stored")
                        .updatedAt(BASE)
                        .build()));
    }

    @Test
    void newScoresAreCreatedInOneRoundTripAndStoredOnesAreNamedInASecond() {
        NewScore one = NewScore.of("created", evaluation("s"));
        expect(1, "create", () -> scores.create(one));
        expect(
                2,
                "create a stored one",
                () -> assertThatThrownBy(() -> scores.create(one)).isInstanceOf(AlreadyExistsException.class));
        List<NewScore> batch = IntStream.range(0, 1_000)
                .mapToObj(i -> NewScore.of("batch" + i, evaluation("s")))
                .toList();
        expect(1, "create 1000", () -> scores.createAll(batch));
        expect(
                2,
                "create 1000 stored ones",
                () -> assertThatThrownBy(() -> scores.createAll(batch)).isInstanceOf(AlreadyExistsException.class));
    }

    @Test
    void aBatchOfSeveralStatementsIsStoredAsAWholeOrNotAtAll() {
        List<NewScore> batch = IntStream.range(0, 2_900)
                .mapToObj(i -> NewScore.of("large" + i, evaluation("large")))
                .toList();
        scores.create(NewScore.of("large1", evaluation("s")));
        assertThatThrownBy(() -> scores.createAll(batch)).isInstanceOf(AlreadyExistsException.class);
        assertThat(scores.list(ScoreQuery.ofScorer("large")).count()).isZero();
        scores.clear();
        assertThat(scores.createAll(batch)).hasSize(2_900);
        assertThat(scores.list(ScoreQuery.ofScorer("large")).count()).isEqualTo(2_900);
    }

    @Test
    void aStoredScoreOfTheFutureIsReadFirstAndStillGrows() {
        Instant future = Instant.now().plus(Duration.ofDays(1));
        Score first = scores.save(
                NewScore.builder(evaluation("s")).id("future").updatedAt(future).build());
        expect(4, "save over the future", () -> scores.save(NewScore.of("future", evaluation("s"))));
        assertThat(scores.get("future").orElseThrow().updatedAt())
                .isEqualTo(first.updatedAt().plusNanos(1000));
    }

    @Test
    void readingTakesOneRoundTripAndACountOneMore() {
        for (int i = 0; i < 5; i++) {
            scores.save(NewScore.of("read" + i, evaluation("reader")));
        }
        var listing = scores.list(ScoreQuery.ofScorer("reader"));
        var cursor = listing.slice(2).next().orElseThrow();
        expect(1, "get", () -> scores.get("read1"));
        expect(1, "slice", () -> listing.slice(2));
        expect(1, "next slice", () -> listing.slice(2, cursor));
        expect(1, "count", listing::count);
        expect(2, "page with total", () -> listing.page(PageRequest.of(1, 2).withTotal()));
    }

    @Test
    void removingTakesOneRoundTripForEachChunkAndOneToSeeWhetherAnyIsLeft() {
        for (int i = 0; i < 3; i++) {
            scores.save(NewScore.builder(evaluation("pruned"))
                    .id("old" + i)
                    .createdAt(BASE.plusSeconds(i))
                    .build());
        }
        expect(2, "prune 2", () -> scores.prune(BASE.plusSeconds(10), 2));
        expect(1, "prune the rest", () -> scores.prune(BASE.plusSeconds(10), 2));
        expect(1, "erase", () -> scores.eraseResource("unknown", BulkListener.NONE));
    }

    private static Evaluation evaluation(String scorer) {
        return Evaluation.builder()
                .scorerId(scorer)
                .runId("run")
                .entityId("entity")
                .scorer(Json.EMPTY_OBJECT)
                .entity(Json.EMPTY_OBJECT)
                .output(Json.of("text"))
                .score(0.5)
                .build();
    }

    private static void expect(long roundTrips, String operation, Runnable work) {
        WireCounters before = Server.local().counters();
        work.run();
        assertThat(Server.local().counters().minus(before).roundTrips())
                .as(operation)
                .isEqualTo(roundTrips);
    }
}
