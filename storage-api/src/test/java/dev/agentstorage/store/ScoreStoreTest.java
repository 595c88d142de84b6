package dev.agentstorage.store;

import static dev.agentstorage.store.RecordedStores.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScoreStoreTest {
    private final RecordedBackend<ScoreBackend> backend = new RecordedBackend<>(ScoreBackend.class);
    private final ScoreStore store = RecordedStores.factory().scores(backend);

    private static Evaluation.Builder evaluation() {
        return Evaluation.builder()
                .scorerId("scorer")
                .scorer(Json.EMPTY_OBJECT)
                .runId("run")
                .score(0.5)
                .entityId("entity")
                .entity(Json.EMPTY_OBJECT)
                .output(Json.of("out"));
    }

    private static Score score(int number) {
        return NewScore.builder(evaluation().build())
                .id("s" + number)
                .createdAt(NOW.plusSeconds(number))
                .build()
                .over(Optional.empty(), NOW);
    }

    @Test
    void anEvaluationIsSavedUnderAnIdAndInCanonicalForm() {
        backend.answerWith("save", arguments -> ((NewScore) arguments.get(0)).over(Optional.empty(), NOW));

        Score saved =
                store.save(evaluation().metadata(Json.parse("{ \"b\" : 1 }")).build());

        NewScore sent = backend.call().argument(0, NewScore.class);
        assertThat(sent.id()).isNotBlank().isEqualTo(saved.id());
        assertThat(sent.createdAt()).isEmpty();
        assertThat(sent.evaluation().metadata().orElseThrow().text()).isEqualTo("{\"b\":1}");
        assertThat(backend.call().argument(1, Instant.class)).isEqualTo(NOW);
    }

    @Test
    void whatIsTooLargeReachesNoBackend() {
        backend.refuses("id-blank", () -> store.get(""));
        backend.refuses(
                "id-too-long",
                () -> store.save(NewScore.builder(evaluation().build())
                        .id("s".repeat(41))
                        .build()));
        backend.refuses(
                "value-too-large",
                () -> store.save(evaluation().output(Json.of("x".repeat(1_000))).build()));
        TooLargeException row = catchThrowableOfType(
                TooLargeException.class,
                () -> store.save(evaluation()
                        .output(Json.of("x".repeat(990)))
                        .input(Json.of("x".repeat(990)))
                        .reason("x".repeat(900))
                        .build()));
        assertThat(row.code()).isEqualTo("row-too-large");
        assertThat(row.limit()).isEqualTo(2_000);
        assertThat(backend.calls()).isEmpty();
    }

    @Test
    void newScoresAreSentInTheirOrderWithTheirTimes() {
        backend.answer("create", Set.of()).answer("create", Set.of());
        NewScore first = NewScore.builder(evaluation().build())
                .id("s1")
                .createdAt(NOW.minusSeconds(1))
                .build();
        NewScore second = NewScore.of("s0", evaluation().build());

        assertThat(store.createAll(List.of(first, second)))
                .isEqualTo(List.of(first.over(Optional.empty(), NOW), second.over(Optional.empty(), NOW)))
                .isEqualTo(backend.call().arguments().get(0));
        assertThat(store.create(first)).isEqualTo(first.over(Optional.empty(), NOW));
        assertThat(store.createAll(List.of())).isEmpty();
        assertThat(backend.calls()).hasSize(2);
    }

    @Test
    void scoresThatExistAreNamedInTheOrderGiven() {
        backend.answer("create", Set.of("s1", "s3"));

        AlreadyExistsException error = catchThrowableOfType(
                AlreadyExistsException.class,
                () -> store.createAll(List.of(
                        NewScore.of("s3", evaluation().build()),
                        NewScore.of("s2", evaluation().build()),
                        NewScore.of("s1", evaluation().build()))));

        assertThat(error.code()).isEqualTo("score-exists");
        assertThat(error.details()).hasToString("{scoreId=s3, scores=[s3, s1]}");
    }

    @Test
    void aBatchThatIsRepeatedOrTooLargeReachesNoBackend() {
        NewScore score = NewScore.of("s", evaluation().build());
        backend.refuses("score-repeated", () -> store.createAll(List.of(score, score)));
        backend.refuses("null-argument", () -> store.create(null));
        backend.refuses(
                "batch-too-large",
                () -> store.createAll(
                        Stream.generate(() -> NewScore.of(evaluation().build()))
                                .limit(4)
                                .toList()));
    }

    @Test
    void aCursorBelongsToItsQuery() {
        backend.answer("list", List.of(score(1), score(2)));
        Cursor cursor = store.list().slice(1).next().orElseThrow();

        assertThat(catchThrowableOfType(
                                StorageException.class,
                                () -> store.list(ScoreQuery.builder()
                                                .runId("run")
                                                .build())
                                        .slice(1, cursor))
                        .code())
                .isEqualTo("cursor-of-another-query");
        assertThat(backend.calls()).hasSize(1);
        assertThat(store.list().slice(1, cursor).items()).isEmpty();
        assertThat(backend.arguments("list", 1, Window.class).get(1).after())
                .contains(Position.of(score(1).createdAt(), "s1"));
    }

    @Test
    void everythingIsRemovedInBoundedSteps() {
        backend.answer("clear", new BulkStep(3, false)).answer("clear", new BulkStep(0, true));

        assertThat(store.clear()).isEqualTo(new BulkResult(3, true));
        assertThat(backend.arguments("clear", 0, Integer.class)).containsExactly(3, 3);
    }
}
