package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.store.ScoreStore;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A table and rows of scores that Mastra made are read as they are meant, and ours are as Mastra reads them. */
@Tag("slow")
@ParameterizedClass
@EnumSource(Server.class)
class ScoreAdoptionTest {
    private final Schema schema;
    private Storage storage;
    private ScoreStore scores;

    ScoreAdoptionTest(Server server) {
        schema = Schema.in(server);
    }

    @BeforeEach
    void open() {
        schema.run("CREATE SCHEMA " + schema, "CREATE TABLE " + schema + """
                        .mastra_scorers ("id" TEXT NOT NULL PRIMARY KEY, "scorerId" TEXT NOT NULL, "traceId" TEXT,
                        "spanId" TEXT, "runId" TEXT NOT NULL, "scorer" TEXT NOT NULL, "preprocessStepResult" TEXT,
                        "extractStepResult" TEXT, "analyzeStepResult" TEXT, "score" FLOAT NOT NULL, "reason" TEXT,
                        "metadata" TEXT, "preprocessPrompt" TEXT, "extractPrompt" TEXT, "generateScorePrompt" TEXT,
                        "generateReasonPrompt" TEXT, "analyzePrompt" TEXT, "reasonPrompt" TEXT, "input" TEXT NOT NULL,
                        "output" TEXT NOT NULL, "additionalContext" TEXT, "requestContext" TEXT, "entityType" TEXT,
                        "entity" TEXT, "entityId" TEXT, "source" TEXT NOT NULL, "resourceId" TEXT, "threadId" TEXT,
                        "organizationId" TEXT, "createdAt" TIMESTAMP NOT NULL, "updatedAt" TIMESTAMP NOT NULL,
                        "createdAtZ" TIMESTAMPTZ DEFAULT NOW(), "updatedAtZ" TIMESTAMPTZ DEFAULT NOW())""");
        storage = schema.open();
        storage.init();
        scores = storage.scores();
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    @Test
    void aRowOfMastraIsReadWithoutWhatItLeavesOut() {
        foreign("a", "'{\"a\":1}'", "'plain text'", "NULL");
        Score score = scores.get("a").orElseThrow();
        Evaluation evaluation = score.evaluation();
        assertThat(score.createdAt()).isEqualTo(Instant.parse("2024-05-06T07:08:09.123Z"));
        assertThat(evaluation.input()).contains(Json.parse("{\"a\":1}"));
        assertThat(evaluation.output()).isEqualTo(Json.of("plain text"));
        assertThat(evaluation.metadata()).isEmpty();
        assertThat(evaluation.structuredOutput()).isEmpty();
        assertThat(evaluation.reason()).isEmpty();
        assertThat(evaluation.steps().analyzeStepResult()).isEmpty();
        assertThat(scores.list(ScoreQuery.ofRun("run")).toList()).containsExactly(score);
    }

    @Test
    void whatMastraLeavesOutIsAnEmptyText() {
        foreign("s", "''", "''", "'null'");
        Evaluation read = scores.get("s").orElseThrow().evaluation();
        assertThat(read.input()).isEmpty();
        assertThat(read.output()).isEqualTo(Json.NULL);
        assertThat(read.metadata()).isEmpty();
    }

    @Test
    void columnsOfNewerVersionsAreThere() {
        schema.run(
                "INSERT INTO " + schema
                        + ".mastra_scorers (id, \"scorerId\", \"runId\", \"entityId\", scorer, score, input,"
                        + " output, source, \"createdAt\", \"updatedAt\", \"organizationId\", \"projectId\", \"batchId\","
                        + " \"datasetId\", \"datasetItemId\") VALUES ('n', 's', 'r', 'e', '{}', 1, '1', '1', 'TEST',"
                        + " '2024-01-01', '2024-01-01', 'o', 'p', 'b', 'd', 'i')",
                "INSERT INTO " + schema + ".mastra_agents (id, status, visibility, \"favoriteCount\", \"createdAt\","
                        + " \"updatedAt\") VALUES ('a', 'draft', 'private', 3, '2024-01-01', '2024-01-01')");
        assertThat(scores.get("n")).isPresent();
        assertThat(storage.agents().get("a")).isPresent();
    }

    @Test
    void aValueThatIsMissingIsNamedByTableKeyAndColumn() {
        foreign("s", "'1'", "'1'", "NULL");
        schema.run("UPDATE " + schema + ".mastra_scorers SET \"entityId\" = NULL WHERE id = 's'");
        assertThatThrownBy(() -> scores.get("s"))
                .isInstanceOfSatisfying(
                        CorruptDataException.class,
                        e -> assertThat(e.details())
                                .isEqualTo(Map.of("table", "mastra_scorers", "key", "s", "column", "entityId")));
    }

    @Test
    void aBareStringIsReadAsTheTextThatItIs() {
        foreign("a", "'[not json'", "'123'", "'{}'");
        Evaluation evaluation = scores.get("a").orElseThrow().evaluation();
        assertThat(evaluation.input()).contains(Json.of("[not json"));
        assertThat(evaluation.output()).isEqualTo(Json.of(123));
        assertThat(evaluation.metadata()).contains(Json.EMPTY_OBJECT);
    }

    @Test
    void anUnreadableObjectIsNamedAndHidesNoOther() {
        foreign("bad", "'1'", "'1'", "'{broken'");
        foreign("good", "'1'", "'1'", "NULL");
        schema.run("UPDATE " + schema + ".mastra_scorers SET \"runId\" = 'other' WHERE id = 'bad'");
        assertThat(scores.list(ScoreQuery.ofRun("run")).toList()).hasSize(1);
        assertThat(scores.list(ScoreQuery.ALL).count()).isEqualTo(2);
        assertThatThrownBy(() -> scores.get("bad"))
                .isInstanceOfSatisfying(
                        CorruptDataException.class,
                        e -> assertThat(e.details())
                                .isEqualTo(Map.of("table", "mastra_scorers", "key", "bad", "column", "metadata")));
    }

    @Test
    void aRowThatIsNoScoreIsNamed() {
        foreign("bad", "'1'", "'1'", "NULL");
        schema.run("UPDATE " + schema + ".mastra_scorers SET \"entityId\" = ''");
        assertThatThrownBy(() -> scores.get("bad"))
                .isInstanceOfSatisfying(
                        CorruptDataException.class, e -> assertThat(e.code()).isEqualTo("row-invalid"));
    }

    @Test
    void stringsAreBareUnlessTheyCouldBeTakenForJson() {
        Map<String, String> columns = Map.of(
                "\"plain text\"", "plain text",
                "\"true story\"", "true story",
                "\"true\"", "\"true\"",
                "\"12\"", "\"12\"",
                "\"{x\"", "{x",
                "\"\"", "\"\"",
                "\"a\\u0000b\"", "\"a\\u0000b\"",
                "\"\\u0061\"", "\"\\u0061\"",
                "{ \"a\" : 1 }", "{ \"a\" : 1 }");
        columns.forEach((json, column) -> {
            Score saved = scores.save(
                    NewScore.of("s", evaluation().output(Json.parse(json)).build()));
            assertThat(schema.query("SELECT output FROM " + schema + ".mastra_scorers"))
                    .containsExactly(column);
            Json read = scores.get("s").orElseThrow().evaluation().output();
            assertThat(read.text())
                    .isEqualTo(json)
                    .isEqualTo(saved.evaluation().output().text());
        });
    }

    @Test
    void whatMastraRequiresIsThereAlsoWhereItIsAbsentHere() {
        scores.save(NewScore.builder(evaluation().build())
                .id("s")
                .createdAt(Instant.parse("2024-05-06T07:08:09.123456Z"))
                .build());
        assertThat(schema.query("SELECT input FROM " + schema + ".mastra_scorers"))
                .containsExactly("null");
        assertThat(scores.get("s").orElseThrow().evaluation().input()).isEmpty();
        scores.save(NewScore.of("s", evaluation().input(Json.NULL).build()));
        assertThat(scores.get("s").orElseThrow().evaluation().input()).contains(Json.NULL);
        assertThat(schema.query("SELECT concat(\"createdAt\" = \"createdAtZ\" AT TIME ZONE 'UTC', \"updatedAt\" ="
                        + " \"updatedAtZ\" AT TIME ZONE 'UTC', metadata IS NULL, to_char(\"createdAt\","
                        + " ' YYYY-MM-DD HH24:MI:SS.US')) FROM " + schema + ".mastra_scorers"))
                .containsExactly("ttt 2024-05-06 07:08:09.123456");
    }

    @Test
    void partsThatDoNotFitARowTogetherAreRefusedBeforeTheyAreSent() {
        Json big = Json.of("x".repeat(1_000_000));
        Evaluation large =
                evaluation().input(big).output(big).reason("y".repeat(200_000)).build();
        assertThatThrownBy(() -> scores.save(NewScore.of("s", large)))
                .isInstanceOfSatisfying(
                        TooLargeException.class, e -> assertThat(e.code()).isEqualTo("row-too-large"));
        assertThat(scores.get("s")).isEmpty();
        scores.save(NewScore.of("s", evaluation().input(big).output(big).build()));
        assertThat(scores.get("s")).isPresent();
    }

    @Test
    void theIndexOfMastraAndOursAreThere() {
        schema.awaitIndexes(storage);
        List<String> names = schema.query("SELECT indexname FROM pg_indexes WHERE schemaname = '" + schema
                + "' AND tablename = 'mastra_scorers'");
        assertThat(names)
                .contains(
                        schema + "_mastra_scores_trace_id_span_id_created_at_idx",
                        schema + "_mastra_scorers_scorerid_createdat_id_idx",
                        schema + "_mastra_scorers_runid_createdat_id_idx",
                        schema + "_mastra_scorers_entityid_createdat_id_idx");
    }

    private void foreign(String id, String input, String output, String metadata) {
        schema.run("INSERT INTO " + schema + ".mastra_scorers (id, \"scorerId\", \"runId\", scorer, score, input,"
                + " output, metadata, source, entity, \"entityId\", \"createdAt\", \"updatedAt\", \"createdAtZ\")"
                + " VALUES ('" + id + "', 'scorer', 'run', '{}', 0.5, " + input + ", " + output + ", " + metadata
                + ", 'LIVE', '{}', 'entity', '2024-05-06 09:08:09.123', '2024-05-06 09:08:09.123',"
                + " '2024-05-06 07:08:09.123+00')");
    }

    private static Evaluation.Builder evaluation() {
        return Evaluation.builder()
                .scorerId("scorer")
                .runId("run")
                .entityId("entity")
                .scorer(Json.EMPTY_OBJECT)
                .entity(Json.EMPTY_OBJECT)
                .output(Json.EMPTY_OBJECT)
                .score(0.5);
    }
}
