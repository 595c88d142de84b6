package dev.agentstorage.spi.support;

import dev.agentstorage.internal.Checks;
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

/**
 * Forwards all calls for the score domain to another backend. A decorator extends it, overrides methods, and is returned by its {@code
 * StorageBackend.scores()}. Thread-safe if the other backend and the code of the decorator are.
 */
public abstract class ForwardingScoreBackend implements ScoreBackend {
    private final ScoreBackend delegate;

    /**
     * Creates a decorator of this backend.
     *
     * @param delegate the backend that does the work
     */
    protected ForwardingScoreBackend(ScoreBackend delegate) {
        this.delegate = Checks.notNull("delegate", delegate);
    }

    /** {@return the decorated backend} */
    protected final ScoreBackend delegate() {
        return delegate;
    }

    @Override
    public Score save(NewScore score, Instant now) {
        return delegate.save(score, now);
    }

    @Override
    public Set<String> create(List<Score> scores) {
        return delegate.create(scores);
    }

    @Override
    public Optional<Score> get(String id) {
        return delegate.get(id);
    }

    @Override
    public List<Score> list(ScoreQuery query, Window window) {
        return delegate.list(query, window);
    }

    @Override
    public long count(ScoreQuery query) {
        return delegate.count(query);
    }

    @Override
    public BulkStep prune(Instant olderThan, int limit) {
        return delegate.prune(olderThan, limit);
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return delegate.eraseResource(resourceId, limit);
    }

    @Override
    public BulkStep clear(int limit) {
        return delegate.clear(limit);
    }
}
