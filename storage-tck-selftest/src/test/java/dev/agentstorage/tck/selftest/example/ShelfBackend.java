package dev.agentstorage.tck.selftest.example;

import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.value.Health;
import java.util.List;
import java.util.Optional;

/** Has two of the domains of the backend behind it. */
// doc: backend
final class ShelfBackend implements StorageBackend {
    private final StorageBackend delegate;

    ShelfBackend(StorageBackend delegate) {
        this.delegate = delegate;
    }

    @Override
    public void init() {
        delegate.init();
    }

    @Override
    public Health health() {
        return new Health(true, "Shelf 1.0", List.of());
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public Optional<MemoryBackend> memory() {
        return delegate.memory();
    }

    @Override
    public Optional<ScoreBackend> scores() {
        return delegate.scores();
    }

    @Override
    public void close() {
        delegate.close();
    }
}
// end
