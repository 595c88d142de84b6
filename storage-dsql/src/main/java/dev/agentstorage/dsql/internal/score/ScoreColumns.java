package dev.agentstorage.dsql.internal.score;

import dev.agentstorage.dsql.internal.query.Columns;
import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.dsql.internal.schema.ScoreTables;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreOrigin;
import dev.agentstorage.score.ScoreSource;
import dev.agentstorage.score.ScoreSteps;
import dev.agentstorage.value.Json;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Maps a score to columns and back. Stateless and thread-safe. */
final class ScoreColumns {
    static final String TABLE = ScoreTables.SCORES.name();

    static final Columns<Score> ALL = Columns.<Score>of(ScoreTables.SCORES)
            .column("id", Score::id)
            .time("createdAt", Score::createdAt)
            .time("updatedAt", Score::updatedAt)
            .column("score", score -> score.evaluation().score())
            .optional("as_structuredOutput", score -> score.evaluation().structuredOutput())
            .column("as_inputAbsent", score -> score.evaluation().input().isEmpty() ? true : null)
            .column("scorerId", score -> score.evaluation().scorerId())
            .column("runId", score -> score.evaluation().runId())
            .column("scorer", score -> score.evaluation().scorer().text())
            .column("source", score -> score.evaluation().source().value())
            .optional("reason", score -> score.evaluation().reason())
            .column("entityId", score -> score.evaluation().entityId())
            .optional("entityType", score -> score.evaluation().entityType())
            .column("entity", score -> score.evaluation().entity().text())
            .column(
                    "input",
                    score -> JsonColumn.write(score.evaluation().input().orElse(Json.NULL)))
            .column("output", score -> JsonColumn.write(score.evaluation().output()))
            .optional(
                    "additionalContext",
                    score -> score.evaluation().additionalContext().map(Json::text))
            .optional(
                    "requestContext",
                    score -> score.evaluation().requestContext().map(Json::text))
            .optional("metadata", score -> score.evaluation().metadata().map(Json::text))
            .column(
                    "preprocessStepResult",
                    score -> JsonColumn.write(steps(score).preprocessStepResult()))
            .optional("preprocessPrompt", score -> steps(score).preprocessPrompt())
            .column("extractStepResult", score -> JsonColumn.write(steps(score).extractStepResult()))
            .optional("extractPrompt", score -> steps(score).extractPrompt())
            .column("analyzeStepResult", score -> JsonColumn.write(steps(score).analyzeStepResult()))
            .optional("analyzePrompt", score -> steps(score).analyzePrompt())
            .optional("generateScorePrompt", score -> steps(score).generateScorePrompt())
            .optional("generateReasonPrompt", score -> steps(score).generateReasonPrompt())
            .optional("reasonPrompt", score -> steps(score).reasonPrompt())
            .optional("traceId", score -> origin(score).traceId())
            .optional("spanId", score -> origin(score).spanId())
            .optional("resourceId", score -> origin(score).resourceId())
            .optional("threadId", score -> origin(score).threadId())
            .build();

    private ScoreColumns() {}

    private static ScoreSteps steps(Score score) {
        return score.evaluation().steps();
    }

    private static ScoreOrigin origin(Score score) {
        return score.evaluation().origin();
    }

    /**
     * Returns the score of a row that has {@link #ALL} columns.
     *
     * @throws CorruptDataException {@code json-unreadable}, {@code column-null}, {@code row-invalid}
     */
    static Score map(Row row) throws SQLException {
        String id = row.text("id");
        row.identify(TABLE, id);
        try {
            return Score.builder(evaluation(row))
                    .id(id)
                    .createdAt(row.instant("createdAt"))
                    .updatedAt(row.instant("updatedAt"))
                    .build();
        } catch (InvalidRequestException e) {
            throw new CorruptDataException(
                    "row-invalid", "a stored row is not a valid score", Details.of("table", TABLE, "key", id), e);
        }
    }

    private static Evaluation evaluation(Row row) throws SQLException {
        return Evaluation.builder()
                .scorerId(row.text("scorerId"))
                .scorer(row.object("scorer"))
                .source(new ScoreSource(row.text("source")))
                .runId(row.text("runId"))
                .score(row.real("score"))
                .reason(row.textOrNull("reason"))
                .entityId(row.text("entityId"))
                .entityType(row.textOrNull("entityType"))
                .entity(row.object("entity"))
                .input(row.flag("as_inputAbsent") ? null : JsonColumn.orNull(row, "input"))
                .output(JsonColumn.read(row.text("output")).orElse(Json.NULL))
                .additionalContext(objectOrNull(row, "additionalContext"))
                .requestContext(objectOrNull(row, "requestContext"))
                .metadata(objectOrNull(row, "metadata"))
                .structuredOutput(
                        row.textOrNull("as_structuredOutput") == null ? null : row.flag("as_structuredOutput"))
                .steps(steps(row))
                .origin(origin(row))
                .build();
    }

    private static ScoreSteps steps(Row row) throws SQLException {
        return ScoreSteps.builder()
                .preprocessStepResult(JsonColumn.orNull(row, "preprocessStepResult"))
                .preprocessPrompt(row.textOrNull("preprocessPrompt"))
                .extractStepResult(JsonColumn.orNull(row, "extractStepResult"))
                .extractPrompt(row.textOrNull("extractPrompt"))
                .analyzeStepResult(JsonColumn.orNull(row, "analyzeStepResult"))
                .analyzePrompt(row.textOrNull("analyzePrompt"))
                .generateScorePrompt(row.textOrNull("generateScorePrompt"))
                .generateReasonPrompt(row.textOrNull("generateReasonPrompt"))
                .reasonPrompt(row.textOrNull("reasonPrompt"))
                .build();
    }

    private static ScoreOrigin origin(Row row) throws SQLException {
        return ScoreOrigin.builder()
                .traceId(row.textOrNull("traceId"))
                .spanId(row.textOrNull("spanId"))
                .resourceId(row.textOrNull("resourceId"))
                .threadId(row.textOrNull("threadId"))
                .build();
    }

    /** Returns a JSON object; null for an SQL null or a JSON null, which other writers may store. */
    private static @Nullable Json objectOrNull(Row row, String column) throws SQLException {
        String text = row.textOrNull(column);
        return text == null || text.equals("null") ? null : row.object(column);
    }
}
