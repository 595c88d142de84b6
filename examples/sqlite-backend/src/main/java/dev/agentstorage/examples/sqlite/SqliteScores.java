package dev.agentstorage.examples.sqlite;

import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.Window;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Scores. Thread-safe. */
record SqliteScores(Database database) implements ScoreBackend {
    private static final Table<Score> TABLE = new Table<>("scores", Score.class, 1);
    private static final String ORIGIN = "evaluation_origin_";

    @Override
    public Score save(NewScore score, Instant now) {
        return database.write(session -> session.put(TABLE, score.over(session.get(TABLE, score.id()), now)));
    }

    @Override
    public Set<String> create(List<Score> scores) {
        return database.write(session -> {
            Set<String> stored = scores.stream()
                    .map(Score::id)
                    .filter(id -> session.get(TABLE, id).isPresent())
                    .collect(Collectors.toSet());
            if (stored.isEmpty()) {
                scores.forEach(score -> session.put(TABLE, score));
            }
            return stored;
        });
    }

    @Override
    public Optional<Score> get(String id) {
        return database.read(session -> session.get(TABLE, id));
    }

    @Override
    public List<Score> list(ScoreQuery query, Window window) {
        Listing<Score> listing = new Listing<>(TABLE, where(query), "created_at", query.direction());
        return database.read(session -> listing.read(session, window));
    }

    @Override
    public long count(ScoreQuery query) {
        return database.read(session -> session.count(TABLE, where(query)));
    }

    private static Where where(ScoreQuery query) {
        return new Where()
                .filter("evaluation_scorer_id", query.scorerId())
                .filter("evaluation_run_id", query.runId())
                .filter("evaluation_entity_id", query.entityId())
                .filter("evaluation_entity_type", query.entityType())
                .filter("evaluation_source", query.source())
                .filters(query.origin(), ORIGIN)
                .range("created_at", query.createdAt());
    }

    @Override
    public BulkStep prune(Instant olderThan, int limit) {
        Where where = new Where().and("created_at < ?", olderThan);
        return database.write(session -> session.removeFirst(TABLE, where, "created_at, id", limit));
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return database.write(
                session -> session.removeFirst(TABLE, Where.is(ORIGIN + "resource_id", resourceId), "rowid", limit));
    }

    @Override
    public BulkStep clear(int limit) {
        return database.write(session -> session.removeFirst(TABLE, new Where(), "rowid", limit));
    }
}
