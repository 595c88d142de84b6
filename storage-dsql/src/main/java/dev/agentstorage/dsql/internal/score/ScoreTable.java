package dev.agentstorage.dsql.internal.score;

import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.dsql.internal.query.Windows;
import dev.agentstorage.dsql.internal.query.Windows.Keyset;
import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.schema.ScoreTables;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreOrigin;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.score.ScoreSource;
import dev.agentstorage.score.ScoreSteps;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Json;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The statements on scores, and what a row of theirs means. Immutable and thread-safe. */
@Singleton
final class ScoreTable {
    private static final String TABLE = ScoreTables.SCORES.name();

    /** By both of its times: another writer may have filled them differently. */
    private static final String OLDER = " WHERE \"createdAt\" < ? AND COALESCE(\"createdAtZ\" < ?, TRUE)";

    private static final List<String> NAMES = List.of(
            "id",
            "createdAt",
            "createdAtZ",
            "updatedAt",
            "updatedAtZ",
            "score",
            "as_structuredOutput",
            "as_inputAbsent",
            "scorerId",
            "runId",
            "scorer",
            "source",
            "reason",
            "entityId",
            "entityType",
            "entity",
            "input",
            "output",
            "additionalContext",
            "requestContext",
            "metadata",
            "preprocessStepResult",
            "preprocessPrompt",
            "extractStepResult",
            "extractPrompt",
            "analyzeStepResult",
            "analyzePrompt",
            "generateScorePrompt",
            "generateReasonPrompt",
            "reasonPrompt",
            "traceId",
            "spanId",
            "resourceId",
            "threadId");
    private static final String COLUMNS = NAMES.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
    /** All but the id and the time of creation, which a stored score keeps. */
    private static final String REPLACED = NAMES.subList(3, NAMES.size()).stream()
            .map(Identifiers::quote)
            .map(column -> column + " = EXCLUDED." + column)
            .collect(Collectors.joining(", "));

    private final String name;
    private final String select;
    private final String upsert;
    private final Keyset keyset;

    @Inject
    ScoreTable(DsqlSettings settings) {
        name = Identifiers.qualified(settings.schema(), TABLE);
        select = "SELECT " + COLUMNS + " FROM " + name;
        upsert = Sql.of("INSERT INTO " + name + " (" + COLUMNS + ") VALUES ")
                        .placeholders(NAMES.size())
                        .text()
                + " ON CONFLICT (id) DO UPDATE SET " + REPLACED;
        keyset = new Keyset("\"createdAt\"", "\"createdAtZ\"", name, List.of("id"));
    }

    static Score map(Row row) throws SQLException {
        String id = row.text(1);
        row.identify(TABLE, id);
        ScoreSteps steps = ScoreSteps.builder()
                .preprocessStepResult(JsonColumn.read(row.textOrNull(22)).orElse(null))
                .preprocessPrompt(row.textOrNull(23))
                .extractStepResult(JsonColumn.read(row.textOrNull(24)).orElse(null))
                .extractPrompt(row.textOrNull(25))
                .analyzeStepResult(JsonColumn.read(row.textOrNull(26)).orElse(null))
                .analyzePrompt(row.textOrNull(27))
                .generateScorePrompt(row.textOrNull(28))
                .generateReasonPrompt(row.textOrNull(29))
                .reasonPrompt(row.textOrNull(30))
                .build();
        ScoreOrigin origin = ScoreOrigin.builder()
                .traceId(row.textOrNull(31))
                .spanId(row.textOrNull(32))
                .resourceId(row.textOrNull(33))
                .threadId(row.textOrNull(34))
                .build();
        try {
            Evaluation evaluation = Evaluation.builder()
                    .scorerId(row.text(9))
                    .scorer(row.object(11, TABLE, id))
                    .source(new ScoreSource(row.text(12)))
                    .runId(row.text(10))
                    .score(row.real(6))
                    .reason(row.textOrNull(13))
                    .entityId(row.text(14))
                    .entityType(row.textOrNull(15))
                    .entity(row.object(16, TABLE, id))
                    .input(
                            row.flag(8)
                                    ? null
                                    : JsonColumn.read(row.textOrNull(17)).orElse(null))
                    .output(JsonColumn.read(row.text(18)).orElse(Json.NULL))
                    .additionalContext(object(row, 19, id).orElse(null))
                    .requestContext(object(row, 20, id).orElse(null))
                    .metadata(object(row, 21, id).orElse(null))
                    .structuredOutput(row.textOrNull(7) == null ? null : row.flag(7))
                    .steps(steps)
                    .origin(origin)
                    .build();
            return Score.builder(evaluation)
                    .id(id)
                    .createdAt(row.instant(2, 3))
                    .updatedAt(row.instant(4, 5))
                    .build();
        } catch (InvalidRequestException e) {
            throw new CorruptDataException(
                    "row-invalid", "a stored row is not a valid score", Details.of("table", TABLE, "key", id), e);
        }
    }

    /** Another writer may have left a null in either of its two forms. */
    private static Optional<Json> object(Row row, int column, String id) throws SQLException {
        String text = row.textOrNull(column);
        return text == null || text.equals("null") ? Optional.empty() : Optional.of(row.object(column, TABLE, id));
    }

    Sql get(String id) {
        return Sql.of(select + " WHERE id = ?", id);
    }

    /** Reads a score and claims it until the end of the transaction. */
    Sql claim(String id) {
        return Sql.of(select + " WHERE id = ? FOR UPDATE", id);
    }

    /**
     * Stores a score or replaces the stored one but for its time of creation, which it returns.
     *
     * @param growing whether only a stored one that changed before is replaced; otherwise no row is returned
     */
    Sql upsert(Score score, boolean growing) {
        Evaluation evaluation = score.evaluation();
        Sql sql = Sql.of(upsert)
                .bind(
                        score.id(),
                        Times.wall(score.createdAt()),
                        Times.zoned(score.createdAt()),
                        Times.wall(score.updatedAt()),
                        Times.zoned(score.updatedAt()),
                        evaluation.score(),
                        evaluation.structuredOutput().orElse(null),
                        evaluation.input().isEmpty() ? true : null);
        texts(score).forEach(sql::bind);
        if (growing) {
            sql.where("COALESCE(" + TABLE + ".\"updatedAtZ\" < EXCLUDED.\"updatedAtZ\", " + TABLE
                    + ".\"updatedAt\" < EXCLUDED.\"updatedAt\")");
        }
        return sql.add(" RETURNING \"createdAt\", \"createdAtZ\"");
    }

    /** The values of the text columns in their order. */
    private static List<@Nullable String> texts(Score score) {
        Evaluation evaluation = score.evaluation();
        ScoreSteps steps = evaluation.steps();
        ScoreOrigin origin = evaluation.origin();
        List<@Nullable String> texts = new ArrayList<>();
        texts.add(evaluation.scorerId());
        texts.add(evaluation.runId());
        texts.add(evaluation.scorer().text());
        texts.add(evaluation.source().value());
        texts.add(evaluation.reason().orElse(null));
        texts.add(evaluation.entityId());
        texts.add(evaluation.entityType().orElse(null));
        texts.add(evaluation.entity().text());
        texts.add(JsonColumn.write(evaluation.input().orElse(Json.NULL)));
        texts.add(JsonColumn.write(evaluation.output()));
        texts.add(evaluation.additionalContext().map(Json::text).orElse(null));
        texts.add(evaluation.requestContext().map(Json::text).orElse(null));
        texts.add(evaluation.metadata().map(Json::text).orElse(null));
        texts.add(steps.preprocessStepResult().map(JsonColumn::write).orElse(null));
        texts.add(steps.preprocessPrompt().orElse(null));
        texts.add(steps.extractStepResult().map(JsonColumn::write).orElse(null));
        texts.add(steps.extractPrompt().orElse(null));
        texts.add(steps.analyzeStepResult().map(JsonColumn::write).orElse(null));
        texts.add(steps.analyzePrompt().orElse(null));
        texts.add(steps.generateScorePrompt().orElse(null));
        texts.add(steps.generateReasonPrompt().orElse(null));
        texts.add(steps.reasonPrompt().orElse(null));
        texts.add(origin.traceId().orElse(null));
        texts.add(origin.spanId().orElse(null));
        texts.add(origin.resourceId().orElse(null));
        texts.add(origin.threadId().orElse(null));
        return texts;
    }

    Sql list(ScoreQuery query, Window window) {
        return Windows.append(filters(Sql.of(select), query), window, query.direction(), keyset);
    }

    Sql count(ScoreQuery query) {
        return filters(Sql.of("SELECT count(*) FROM " + name), query);
    }

    Sql deleteOlder(Instant olderThan, int limit) {
        return Sql.of(
                "DELETE FROM " + name + " WHERE id IN (SELECT id FROM " + name + OLDER
                        + " ORDER BY \"createdAt\", id LIMIT ?)",
                Times.wall(olderThan),
                Times.zoned(olderThan),
                limit);
    }

    Sql anyOlder(Instant olderThan) {
        return Sql.of(
                "SELECT 1 FROM " + name + OLDER + " ORDER BY \"createdAt\" LIMIT 1",
                Times.wall(olderThan),
                Times.zoned(olderThan));
    }

    Sql deleteOfResource(String resourceId, int limit) {
        return Sql.of(
                "DELETE FROM " + name + " WHERE id IN (SELECT id FROM " + name + " WHERE \"resourceId\" = ? LIMIT ?)",
                resourceId,
                limit);
    }

    Sql deleteSome(int limit) {
        return Sql.of("DELETE FROM " + name + " WHERE id IN (SELECT id FROM " + name + " LIMIT ?)", limit);
    }

    private static Sql filters(Sql sql, ScoreQuery query) {
        equal(sql, "scorerId", query.scorerId());
        equal(sql, "runId", query.runId());
        equal(sql, "entityId", query.entityId());
        equal(sql, "entityType", query.entityType());
        equal(sql, "source", query.source().map(ScoreSource::value));
        equal(sql, "traceId", query.origin().traceId());
        equal(sql, "spanId", query.origin().spanId());
        equal(sql, "resourceId", query.origin().resourceId());
        equal(sql, "threadId", query.origin().threadId());
        query.createdAt()
                .start()
                .ifPresent(start -> sql.where(
                        query.createdAt().startExclusive() ? "\"createdAt\" > ?" : "\"createdAt\" >= ?",
                        Times.wall(start)));
        query.createdAt()
                .end()
                .ifPresent(end -> sql.where(
                        query.createdAt().endExclusive() ? "\"createdAt\" < ?" : "\"createdAt\" <= ?",
                        Times.wall(end)));
        return sql;
    }

    private static void equal(Sql sql, String column, Optional<String> value) {
        value.ifPresent(wanted -> sql.where(Identifiers.quote(column) + " = ?", wanted));
    }
}
