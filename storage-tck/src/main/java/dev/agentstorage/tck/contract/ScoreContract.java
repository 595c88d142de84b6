package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.expect;
import static dev.agentstorage.tck.contract.ExpectedError.invalid;
import static dev.agentstorage.tck.contract.ExpectedError.tooLarge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.score.ScoreSource;
import dev.agentstorage.score.ScoreSteps;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.tck.engine.support.Outcomes;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Single scores are saved, read and rejected. */
public abstract class ScoreContract extends Contract {
    private static final Json SCORER = Json.parse("{\"id\":\"quality\",\"name\":\"Quality\"}");

    /** For subclasses. */
    protected ScoreContract() {}

    /** A saved score is found by its id. If this fails, look at what save returns: the stored score. */
    @Rule(
            id = "SCORE-01",
            requires = Feature.SCORES,
            cases = {"S05"})
    void aSavedScoreIsFoundByItsId() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Score saved = scores().save(minimal().build());

        assertThat(saved.id()).isNotBlank();
        assertThat(saved.createdAt()).isBetween(before, Instant.now());
        assertThat(saved.updatedAt()).isEqualTo(saved.createdAt());
        assertThat(scores().get(saved.id())).contains(saved);
        assertThat(scores().save(minimal().build()).id()).isNotEqualTo(saved.id());
        assertThat(scores().get(id("score"))).isEmpty();
    }

    /** Saved scores outlive the storage. If this fails, look at what {@code close} discards. */
    @Rule(
            id = "SCORE-01",
            requires = {Feature.SCORES, Feature.PERSISTENCE})
    void anotherStorageOverTheSameDataHasTheScore() {
        Score saved = scores().save(full());
        try (Storage another = openAnother()) {
            assertThat(another.scores().get(saved.id())).contains(saved);
        }
    }

    /** Every field is kept. If this fails, look for a column that is missing in the insert or in the select. */
    @Rule(
            id = "SCORE-02",
            requires = Feature.SCORES,
            cases = {"S02"})
    void everyPartIsReturned() {
        Evaluation full = full();
        Score saved = scores().save(full);
        assertThat(saved.evaluation()).isEqualTo(full);
        assertThat(scores().get(saved.id()).orElseThrow().evaluation()).isEqualTo(full);
        assertThat(scores().list(ScoreQuery.ofRun(full.runId())).toList()).containsExactly(saved);
    }

    /** Absent is not empty, and empty is not null. If this fails, look at defaults of columns and at JSON null. */
    @Rule(
            id = "SCORE-02",
            requires = Feature.SCORES,
            cases = {"S02"})
    void absentEmptyAndNullAreThreeThings() {
        Evaluation absent = minimal().build();
        Evaluation stored = get(absent);
        assertThat(stored).isEqualTo(absent);
        assertThat(stored.input()).isEmpty();
        assertThat(stored.requestContext()).isEmpty();
        assertThat(stored.steps()).isEqualTo(ScoreSteps.NONE);

        Evaluation empty = minimal()
                .requestContext(Json.EMPTY_OBJECT)
                .additionalContext(Json.EMPTY_OBJECT)
                .metadata(Json.EMPTY_OBJECT)
                .reason("")
                .entityType("")
                .build();
        assertThat(get(empty)).isEqualTo(empty);

        Evaluation nulls = minimal()
                .input(Json.NULL)
                .output(Json.NULL)
                .steps(ScoreSteps.builder()
                        .extractStepResult(Json.NULL)
                        .extractPrompt("")
                        .build())
                .build();
        assertThat(get(nulls)).isEqualTo(nulls);
    }

    /** With the caller's id, a save can be repeated. If this fails, look at the columns that the upsert sets. */
    @Rule(id = "SCORE-03", requires = Feature.SCORES)
    void savingAnIdAgainReplacesTheScoreAndKeepsCreatedAt() {
        String id = id("score");
        Score first = scores().save(NewScore.builder(full())
                .id(id)
                .createdAt(base())
                .updatedAt(base())
                .build());
        Evaluation other = minimal().score(0.25).build();
        Score second = scores().save(NewScore.builder(other)
                .id(id)
                .createdAt(base().plusSeconds(5))
                .build());

        assertThat(second.createdAt()).isEqualTo(base());
        assertThat(second.updatedAt()).isAfter(first.updatedAt());
        assertThat(second.evaluation()).isEqualTo(other);
        assertThat(scores().get(id)).contains(second);
        assertThat(scores().list(ScoreQuery.ofRun(other.runId())).toList()).containsExactly(second);
        assertThat(scores().list(ScoreQuery.ofRun(first.runId())).toList()).isEmpty();
        assertThat(scores().save(NewScore.of(id, other)).updatedAt()).isAfter(second.updatedAt());
    }

    /** Given times are kept to the microsecond. If this fails, look at milliseconds and time zones. */
    @Rule(id = "SCORE-03", requires = Feature.SCORES)
    void givenTimesAreTakenToTheMicrosecond() {
        Instant created = Instant.parse("1969-07-20T20:17:40.999999999Z");
        Instant updated = Instant.parse("2024-10-27T00:30:00.000001Z");
        Score saved = scores().save(NewScore.builder(minimal().build())
                .id(id("score"))
                .createdAt(created)
                .updatedAt(updated)
                .build());
        assertThat(saved.createdAt()).isEqualTo(created.truncatedTo(ChronoUnit.MICROS));
        assertThat(saved.updatedAt()).isEqualTo(updated);
        assertThat(scores().get(saved.id())).contains(saved);
    }

    /** All problems are reported together. If this fails, look at the record, which no backend changes. */
    @Rule(
            id = "SCORE-04",
            requires = Feature.SCORES,
            cases = {"G26"})
    void allProblemsOfAScoreAreReportedTogether() {
        InvalidRequestException empty = invalid(
                "score-invalid",
                () -> Evaluation.builder().scorerId("").runId(" ").entityId("").build());
        assertThat(empty.problems())
                .extracting(InvalidRequestException.Problem::field)
                .containsExactly("scorerId", "scorer", "runId", "score", "entityId", "entity", "output");

        InvalidRequestException kinds = invalid(
                "score-invalid",
                () -> minimal()
                        .scorer(Json.parse("[]"))
                        .entity(Json.NULL)
                        .metadata(Json.of("text"))
                        .requestContext(Json.of(1))
                        .source(null)
                        .build());
        assertThat(kinds.problems())
                .extracting(InvalidRequestException.Problem::field)
                .containsExactly("scorer", "source", "entity", "requestContext", "metadata");
    }

    /** A score keeps its full precision. If this fails, look for a column of single precision, and for a score that is stored as text. */
    @Rule(
            id = "SCORE-05",
            requires = Feature.SCORES,
            cases = {"S02"})
    void anyFiniteScoreIsReturnedExactly() {
        double[] finite = {0, 0.1 + 0.2, -1, 1.0 / 3, 100, 1e-300, Double.MAX_VALUE, -Double.MAX_VALUE, 0x1p53 + 2};
        for (double value : finite) {
            assertThat(get(minimal().score(value).build()).score()).isEqualTo(value);
        }
    }

    /** NaN and infinities are rejected. If this fails, look at the record, which no backend changes. */
    @Rule(
            id = "SCORE-05",
            requires = Feature.SCORES,
            cases = {"G26"})
    void aScoreThatIsNotFiniteIsRefused() {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            InvalidRequestException error =
                    invalid("score-invalid", () -> minimal().score(value).build());
            assertThat(error.problems())
                    .extracting(InvalidRequestException.Problem::field)
                    .containsExactly("score");
        }
    }

    /** The flag is stored. If this fails, look for a missing column. */
    @Rule(
            id = "SCORE-06",
            requires = Feature.SCORES,
            cases = {"G26"})
    void structuredOutputIsKept() {
        assertThat(get(minimal().structuredOutput(true).build()).structuredOutput())
                .contains(true);
        assertThat(get(minimal().structuredOutput(false).build()).structuredOutput())
                .contains(false);
        assertThat(get(minimal().build()).structuredOutput()).isEmpty();
    }

    /** Wrong input never reaches the backend. If this fails, look at the store, or at a limit that the backend does not report. */
    @Rule(id = "SCORE-07", requires = Feature.SCORES)
    void whatCannotBeStoredIsRefused() {
        String id = id("score");
        invalid("id-blank", () -> scores().get(" "));
        invalid("id-blank", () -> scores().save(NewScore.of("", minimal().build())));
        invalid("id-blank", () -> save(id, minimal().traceId("")));
        invalid("id-blank", () -> save(id, minimal().resourceId(" ")));
        invalid("text-unstorable", () -> save(id, minimal().reason("a\0b")));
        invalid("text-unstorable", () -> save(id, minimal().entityType("\ud800")));
        invalid("text-unstorable", () -> save(id, minimal().scorerId("\0")));
        invalid("text-unstorable", () -> save(id, minimal().source(new ScoreSource("\0"))));
        ScoreSteps prompt = ScoreSteps.builder().generateScorePrompt("\0").build();
        invalid("text-unstorable", () -> save(id, minimal().steps(prompt)));
        String tooLong = Sizes.text(limits().idBytes() + 1L);
        tooLarge("id-too-long", () -> save(tooLong, minimal()));
        tooLarge("id-too-long", () -> save(id, minimal().entityId(tooLong)));
        tooLarge("id-too-long", () -> save(id, minimal().threadId(tooLong)));
        tooLarge("name-too-long", () -> save(id, minimal().entityType(Sizes.text(limits().nameBytes() + 1L))));
        if (Sizes.testable(limits().valueBytes())) {
            long over = limits().valueBytes() + 1;
            tooLarge("value-too-large", () -> save(id, minimal().output(Sizes.object(over))));
            tooLarge("value-too-large", () -> save(id, minimal().metadata(Sizes.object(over))));
            tooLarge("value-too-large", () -> save(id, minimal().reason(Sizes.text(over))));
        }
        assertThat(scores().get(id)).isEmpty();
    }

    /** Unknown sources and types are kept. If this fails, look for an enumeration. */
    @Rule(id = "SCORE-08", requires = Feature.SCORES)
    void unknownSourcesAndEntityTypesSurvive() {
        ScoreSource source = new ScoreSource("SHADOW");
        Evaluation evaluation =
                minimal().source(source).entityType("robot arm 'x' %").build();
        Score saved = scores().save(evaluation);
        assertThat(saved.evaluation()).isEqualTo(evaluation);

        ScoreQuery query = ScoreQuery.builder()
                .entityId(evaluation.entityId())
                .entityType("robot arm 'x' %")
                .source(source)
                .build();
        assertThat(scores().list(query).toList()).containsExactly(saved);
        assertThat(scores().list(query.toBuilder().entityType("robot arm").build())
                        .toList())
                .isEmpty();
        assertThat(scores().list(query.toBuilder().source(ScoreSource.LIVE).build())
                        .toList())
                .isEmpty();
    }

    /** Texts that look like JSON stay texts, and digits stay digits. If this fails, look at a value that is parsed or guessed. */
    @Rule(
            id = "SCORE-09",
            requires = Feature.SCORES,
            cases = {"S01"})
    void opaqueValuesKeepTheirText() {
        String[] texts = {
            "\"123\"",
            "\"null\"",
            "\"{}\"",
            "true",
            "12.50",
            "1E400",
            "[1, 2 ]",
            "{ \"b\":1, \"a\" : \"\\u0000\\ud800\" }"
        };
        for (String text : texts) {
            Json value = Json.parse(text);
            Evaluation stored = get(minimal()
                    .input(value)
                    .output(value)
                    .steps(ScoreSteps.builder()
                            .preprocessStepResult(value)
                            .extractStepResult(value)
                            .analyzeStepResult(value)
                            .build())
                    .build());
            assertThat(stored.input()).map(Json::text).contains(text);
            assertThat(stored.output().text()).isEqualTo(text);
            assertThat(stored.steps().preprocessStepResult()).map(Json::text).contains(text);
            assertThat(stored.steps().extractStepResult()).map(Json::text).contains(text);
            assertThat(stored.steps().analyzeStepResult()).map(Json::text).contains(text);
        }
        Json object = Json.parse("{\"n\":1.10,\"s\":\"\\u0000 😀\",\"o\":{\"10\":1,\"9\":[]}}");
        assertThat(get(minimal().scorer(object).build()).scorer()).isEqualTo(object);
        assertThat(get(minimal().entity(object).build()).entity()).isEqualTo(object);
    }

    private Evaluation get(Evaluation evaluation) {
        Score saved = scores().save(evaluation);
        Score stored = scores().get(saved.id()).orElseThrow();
        assertThat(stored).isEqualTo(saved);
        return stored.evaluation();
    }

    /** New scores are stored. If this fails, look at how a batch is split and bound. */
    @Rule(id = "SCORE-15", requires = Feature.SCORES)
    void newScoresAreCreated() {
        assertThat(scores().createAll(List.of())).isEmpty();
        NewScore first =
                NewScore.builder(full()).id(id("score")).createdAt(base()).build();
        List<NewScore> given = List.of(first, NewScore.of(minimal().build()), NewScore.of(full()));
        List<Score> created = scores().createAll(given);
        assertThat(created).extracting(Score::id).containsExactlyElementsOf(ids(given));
        assertThat(created)
                .extracting(Score::evaluation)
                .containsExactlyElementsOf(
                        given.stream().map(NewScore::evaluation).toList());
        assertThat(created.get(0).createdAt()).isEqualTo(base());
        for (Score score : created) {
            assertThat(scores().get(score.id())).contains(score);
        }
        Score single = scores().create(NewScore.of(minimal().build()));
        assertThat(scores().get(single.id())).contains(single);

        Evaluation evaluation = minimal().build();
        List<NewScore> tooMany = IntStream.rangeClosed(0, limits().atomicRows())
                .mapToObj(i -> NewScore.of(evaluation))
                .toList();
        tooLarge("batch-too-large", () -> scores().createAll(tooMany));
        invalid(
                "score-repeated",
                () -> scores().createAll(List.of(NewScore.of("twice", evaluation), NewScore.of("twice", evaluation))));
        assertThat(scores().list(ScoreQuery.ofScorer(evaluation.scorerId())).toList())
                .isEmpty();
    }

    /** One existing score rejects the call and is unchanged. If this fails, look for an upsert, or a batch that is not one transaction. */
    @Rule(id = "SCORE-15", requires = Feature.SCORES)
    void storedScoresAreNotCreatedAgain() {
        List<Score> stored = scores().createAll(List.of(
                NewScore.of(minimal().build()), NewScore.of(minimal().build())));
        String scorer = id("scorer");
        List<NewScore> batch = List.of(
                NewScore.of(minimal().scorerId(scorer).build()),
                NewScore.of(stored.get(1).id(), minimal().scorerId(scorer).build()),
                NewScore.of(stored.get(0).id(), stored.get(0).evaluation()),
                NewScore.of(minimal().scorerId(scorer).build()));
        AlreadyExistsException refused =
                expect(AlreadyExistsException.class, "score-exists", () -> scores().createAll(batch));
        assertThat(refused.details())
                .isEqualTo(Map.of("scoreId", batch.get(1).id(), "scores", ids(batch.subList(1, 3))));
        AlreadyExistsException one =
                expect(AlreadyExistsException.class, "score-exists", () -> scores().create(batch.get(2)));
        assertThat(one.details()).isEqualTo(Map.of("scoreId", batch.get(2).id(), "scores", ids(batch.subList(2, 3))));
        assertThat(scores().list(ScoreQuery.ofScorer(scorer)).toList()).isEmpty();
        for (Score score : stored) {
            assertThat(scores().get(score.id())).contains(score);
        }
    }

    /** Of several calls that create the same score, one succeeds. If this fails, look for a check that is not part of the insert. */
    @Rule(id = "SCORE-15", requires = Feature.SCORES)
    void ofConcurrentCreationsOfAScoreOneSucceeds() {
        Evaluation evaluation = minimal().build();
        String prefix = id("score");
        Outcomes<Score> outcomes = Concurrently.threads(4)
                .rounds(10)
                .run((worker, round) -> scores().createAll(List.of(
                                NewScore.of(
                                        prefix + round, minimal().score(worker).build()),
                                NewScore.of(evaluation)))
                        .get(0))
                .allowOnly(AlreadyExistsException.class);
        assertThat(outcomes.values()).hasSize(10);
        for (Score score : outcomes.values()) {
            assertThat(scores().get(score.id())).contains(score);
        }
        assertThat(scores().list(ScoreQuery.ofScorer(evaluation.scorerId())).count())
                .isEqualTo(10);
    }

    private static List<String> ids(List<NewScore> scores) {
        return scores.stream().map(NewScore::id).toList();
    }

    private void save(String id, Evaluation.Builder evaluation) {
        scores().save(NewScore.of(id, evaluation.build()));
    }

    private Evaluation.Builder minimal() {
        return Evaluation.builder()
                .scorerId(id("scorer"))
                .runId(id("run"))
                .entityId(id("entity"))
                .scorer(SCORER)
                .entity(Json.EMPTY_OBJECT)
                .output(Json.parse("{\"text\":\"hello\"}"))
                .score(0.8);
    }

    private Evaluation full() {
        return minimal()
                .source(ScoreSource.TEST)
                .reason("because ' of \" 😀\n")
                .entityType("AGENT")
                .entity(Json.parse("{\"id\":\"agent-1\"}"))
                .input(Json.parse("[{\"role\":\"user\",\"content\":\"hi\"}]"))
                .additionalContext(Json.parse("{\"k\":[1,2]}"))
                .requestContext(Json.EMPTY_OBJECT)
                .metadata(Json.parse("{\"nested\":{\"a\":null}}"))
                .structuredOutput(true)
                .steps(ScoreSteps.builder()
                        .preprocessStepResult(Json.parse("{\"step\":1}"))
                        .preprocessPrompt("preprocess")
                        .extractStepResult(Json.parse("{\"step\":2}"))
                        .extractPrompt("extract")
                        .analyzeStepResult(Json.parse("{\"step\":3}"))
                        .analyzePrompt("analyze")
                        .generateScorePrompt("score")
                        .generateReasonPrompt("reason")
                        .reasonPrompt("old reason")
                        .build())
                .traceId(id("trace"))
                .spanId(id("span"))
                .resourceId(id("resource"))
                .threadId(id("thread"))
                .build();
    }
}
