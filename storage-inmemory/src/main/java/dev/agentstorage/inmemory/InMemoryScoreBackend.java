package dev.agentstorage.inmemory;

import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Instants;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Scores in memory. Each operation holds the lock of the domain; scores are immutable. Thread-safe. */
final class InMemoryScoreBackend implements ScoreBackend {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, Score> scores = new HashMap<>();
    private final OrderedRows<Score> byCreation = new OrderedRows<>();

    InMemoryScoreBackend() {}

    @Override
    public Score save(NewScore score, Instant now) {
        return writing(() -> {
            Score saved = score.over(Optional.ofNullable(scores.get(score.id())), now);
            put(saved);
            return saved;
        });
    }

    @Override
    public Set<String> create(List<Score> created) {
        return writing(() -> {
            Set<String> stored =
                    created.stream().map(Score::id).filter(scores::containsKey).collect(Collectors.toSet());
            if (stored.isEmpty()) {
                created.forEach(this::put);
            }
            return stored;
        });
    }

    /** Stores a score. A stored score keeps its createdAt, and therefore its position. */
    private void put(Score score) {
        scores.put(score.id(), score);
        byCreation.put(place(score), score);
    }

    @Override
    public Optional<Score> get(String id) {
        return reading(() -> Optional.ofNullable(scores.get(id)));
    }

    @Override
    public List<Score> list(ScoreQuery query, Window window) {
        return reading(() -> byCreation.list(query::matches, query.direction(), window));
    }

    @Override
    public long count(ScoreQuery query) {
        return reading(() -> byCreation.ascending(query::matches).count());
    }

    @Override
    public BulkStep prune(Instant olderThan, int limit) {
        return writing(() -> removeFirst(byCreation.below(Instants.micros(olderThan)), limit));
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        ScoreQuery query = ScoreQuery.builder().resourceId(resourceId).build();
        return writing(() -> removeFirst(byCreation.ascending(query::matches), limit));
    }

    @Override
    public BulkStep clear(int limit) {
        return writing(() -> removeFirst(byCreation.ascending(score -> true), limit));
    }

    /** Removes the first rows. Reads one more row to determine whether any are left. */
    private BulkStep removeFirst(Stream<Score> candidates, int limit) {
        List<Score> found = candidates.limit(limit + 1L).toList();
        List<Score> removed = found.subList(0, Math.min(limit, found.size()));
        for (Score score : removed) {
            scores.remove(score.id());
            byCreation.remove(place(score));
        }
        return new BulkStep(removed.size(), found.size() <= limit);
    }

    private static Position place(Score score) {
        return Position.of(score.createdAt(), score.id());
    }

    private <T> T reading(Supplier<T> action) {
        return holding(lock.readLock(), action);
    }

    private <T> T writing(Supplier<T> action) {
        return holding(lock.writeLock(), action);
    }

    private static <T> T holding(Lock lock, Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
