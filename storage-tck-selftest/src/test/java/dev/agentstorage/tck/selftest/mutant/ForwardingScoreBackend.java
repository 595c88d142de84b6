package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.Window;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Does what the backend behind it does; a mutant overrides what it gets wrong. */
abstract class ForwardingScoreBackend implements ScoreBackend {
    final ScoreBackend real;

    ForwardingScoreBackend(ScoreBackend real) {
        this.real = real;
    }

    @Override
    public Score save(NewScore score, Instant now) {
        return real.save(score, now);
    }

    @Override
    public Optional<Score> get(String id) {
        return real.get(id);
    }

    @Override
    public List<Score> list(ScoreQuery query, Window window) {
        return real.list(query, window);
    }

    @Override
    public long count(ScoreQuery query) {
        return real.count(query);
    }

    @Override
    public BulkStep prune(Instant olderThan, int limit) {
        return real.prune(olderThan, limit);
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return real.eraseResource(resourceId, limit);
    }

    @Override
    public BulkStep clear(int limit) {
        return real.clear(limit);
    }
}
