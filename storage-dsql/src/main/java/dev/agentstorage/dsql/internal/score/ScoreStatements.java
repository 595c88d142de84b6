package dev.agentstorage.dsql.internal.score;

import dev.agentstorage.dsql.internal.query.Windows;
import dev.agentstorage.dsql.internal.query.Windows.Keyset;
import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.score.ScoreSource;
import dev.agentstorage.spi.Window;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The statements on scores. Immutable and thread-safe. */
@Singleton
final class ScoreStatements {
    private static final String TABLE = ScoreColumns.TABLE;

    /** Maximum number of rows of one statement, which can have 65,535 parameters. */
    static final int ROWS_PER_STATEMENT = 65_535 / ScoreColumns.ALL.size();

    /** Both time columns must be older, because another writer may have stored different values. */
    private static final String OLDER = " WHERE \"createdAt\" < ? AND COALESCE(\"createdAtZ\" < ?, TRUE)";

    /** The id and the time of creation, which a stored score keeps. */
    private static final String[] KEPT = {"id", "createdAt", "createdAtZ"};

    private final String name;
    private final String select;
    private final String insert;
    private final String upsert;
    private final Keyset keyset;

    @Inject
    ScoreStatements(DsqlSettings settings) {
        name = Identifiers.qualified(settings.schema(), TABLE);
        select = "SELECT " + ScoreColumns.ALL.names() + " FROM " + name;
        insert = "INSERT INTO " + name + " (" + ScoreColumns.ALL.names() + ") VALUES ";
        upsert = insert + "(" + ScoreColumns.ALL.placeholders() + ") ON CONFLICT (id) DO UPDATE SET "
                + ScoreColumns.ALL.without(KEPT).replacements();
        keyset = new Keyset("\"createdAt\"", "\"createdAtZ\"", name, List.of("id"));
    }

    Sql get(String id) {
        return Sql.of(select + " WHERE id = ?", id);
    }

    /** Reads the scores of these ids. */
    Sql get(Collection<String> ids) {
        return Sql.of(select).whereIn("id", ids);
    }

    /** Reads which of these ids exist. */
    Sql present(Collection<String> ids) {
        return Sql.of("SELECT id FROM " + name).whereIn("id", ids);
    }

    /** Stores new scores with distinct ids, at most one {@linkplain #parts part}. */
    Sql create(List<Score> scores) {
        return ScoreColumns.ALL.rows(Sql.of(insert), scores);
    }

    /** Splits a batch into parts of about the same size, sorted so that concurrent writers lock rows in the same order. */
    static List<List<Score>> parts(List<Score> batch) {
        List<Score> sorted = new ArrayList<>(batch);
        sorted.sort(Comparator.comparing(Score::id));
        int count = (sorted.size() + ROWS_PER_STATEMENT - 1) / ROWS_PER_STATEMENT;
        int size = (sorted.size() + count - 1) / count;
        List<List<Score>> parts = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += size) {
            parts.add(sorted.subList(from, Math.min(sorted.size(), from + size)));
        }
        return parts;
    }

    /** Reads a score and locks its row until the end of the transaction. */
    Sql claim(String id) {
        return Sql.of(select + " WHERE id = ? FOR UPDATE", id);
    }

    /**
     * Stores a score or replaces the stored one but for its time of creation, which it returns.
     *
     * @param growing whether only a stored one that changed before is replaced; otherwise no row is returned
     */
    Sql upsert(Score score, boolean growing) {
        Sql sql = Sql.of(upsert, ScoreColumns.ALL.values(score));
        if (growing) {
            sql.where("COALESCE(" + TABLE + ".\"updatedAtZ\" < EXCLUDED.\"updatedAtZ\", " + TABLE
                    + ".\"updatedAt\" < EXCLUDED.\"updatedAt\")");
        }
        return sql.add(" RETURNING \"createdAt\", \"createdAtZ\"");
    }

    Sql list(ScoreQuery query, Window window) {
        return Windows.append(filters(Sql.of(select), query), window, query.direction(), keyset);
    }

    Sql count(ScoreQuery query) {
        return filters(Sql.of("SELECT count(*) AS count FROM " + name), query);
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
