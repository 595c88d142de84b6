package dev.agentstorage.dsql.internal.score;

import dev.agentstorage.dsql.internal.tx.Proof;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.SqlStates;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.dsql.internal.tx.Work;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.spi.support.StepSize;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/** The operations on scores. Thread-safe. */
@Singleton
public final class DsqlScoreBackend implements ScoreBackend {
    private final Transactions transactions;
    private final ScoreStatements scores;
    private final StepSize steps;

    @Inject
    DsqlScoreBackend(Transactions transactions, ScoreStatements scores) {
        this.transactions = transactions;
        this.steps = transactions.stepSize();
        this.scores = scores;
    }

    /**
     * Stores a score in one statement. Only if the stored score has the same or a later time, it is read first, because the new time
     * depends on it.
     */
    @Override
    public Score save(NewScore score, Instant now) {
        Score fresh = score.over(Optional.empty(), now);
        Optional<Score> written = transactions.statement(
                session -> session.first(
                        scores.upsert(fresh, score.updatedAt().isEmpty()),
                        row -> fresh.toBuilder()
                                .createdAt(row.instant("createdAt"))
                                .build()),
                Proof.ofSome(session -> saved(session, score, now)));
        return written.isPresent()
                ? written.get()
                : transactions.transaction(
                        session -> {
                            Score saved = score.over(session.first(scores.claim(score.id()), ScoreColumns::map), now);
                            session.first(scores.upsert(saved, false), row -> true);
                            return saved;
                        },
                        session -> saved(session, score, now));
    }

    /**
     * Stores new scores atomically. If an id exists, the server aborts the transaction, and another one reads which ids
     * exist.
     */
    @Override
    public Set<String> create(List<Score> batch) {
        List<List<Score>> parts = ScoreStatements.parts(batch);
        List<String> ids = batch.stream().map(Score::id).toList();
        Work<Set<String>> work = session -> {
            try {
                for (List<Score> part : parts) {
                    session.update(scores.create(part));
                }
                return Set.of();
            } catch (SQLException e) {
                if (SqlStates.isUnique(e)) {
                    // ends the transaction; the existing ids are read afterwards
                    throw Refusals.scoreExists(ids);
                }
                throw e;
            }
        };
        Proof<Set<String>> proof = session -> created(session, batch, ids);
        while (true) {
            try {
                return parts.size() == 1 ? transactions.statement(work, proof) : transactions.transaction(work, proof);
            } catch (AlreadyExistsException e) {
                Set<String> stored = transactions.read(
                        session -> Set.copyOf(session.query(scores.present(ids), row -> row.text("id"))));
                if (!stored.isEmpty()) {
                    return stored;
                }
                // the conflicting row was deleted concurrently
            }
        }
    }

    /** Returns the result if all scores are stored as this call wrote them. */
    private Optional<Set<String>> created(Session session, List<Score> batch, List<String> ids) throws SQLException {
        Set<Score> stored = new HashSet<>(session.query(scores.get(ids), ScoreColumns::map));
        return stored.containsAll(batch) ? Optional.of(Set.of()) : Optional.empty();
    }

    /** Returns the stored score, with its times, if its content is that of this call. */
    private Optional<Score> saved(Session session, NewScore score, Instant now) throws SQLException {
        return session.first(scores.get(score.id()), ScoreColumns::map)
                .filter(stored -> stored.evaluation().equals(score.evaluation()))
                .filter(stored -> score.updatedAt().isPresent()
                        ? stored.updatedAt().equals(score.updatedAt().get())
                        : !stored.updatedAt().isBefore(now));
    }

    @Override
    public Optional<Score> get(String id) {
        return transactions.read(session -> session.first(scores.get(id), ScoreColumns::map));
    }

    @Override
    public List<Score> list(ScoreQuery query, Window window) {
        return transactions.read(session -> session.query(scores.list(query, window), ScoreColumns::map));
    }

    @Override
    public long count(ScoreQuery query) {
        return transactions.read(session -> session.count(scores.count(query)));
    }

    @Override
    public BulkStep prune(Instant olderThan, int limit) {
        return steps.run(limit, rows -> {
            int removed = remove(scores.deleteOlder(olderThan, rows));
            boolean done = removed < rows
                    || transactions
                            .read(session -> session.first(scores.anyOlder(olderThan), row -> true))
                            .isEmpty();
            return new BulkStep(removed, done);
        });
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return remove(limit, rows -> scores.deleteOfResource(resourceId, rows));
    }

    @Override
    public BulkStep clear(int limit) {
        return remove(limit, scores::deleteSome);
    }

    private BulkStep remove(int limit, IntFunction<Sql> removal) {
        return steps.run(limit, rows -> {
            int removed = remove(removal.apply(rows));
            return new BulkStep(removed, removed < rows);
        });
    }

    private int remove(Sql removal) {
        return transactions.statement(session -> {
            session.requireNothingApplied();
            return session.update(removal);
        });
    }
}
