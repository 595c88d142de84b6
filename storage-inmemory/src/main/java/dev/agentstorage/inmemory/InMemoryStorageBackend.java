package dev.agentstorage.inmemory;

import dev.agentstorage.spi.Health;
import dev.agentstorage.spi.StorageBackend;
import java.util.List;
import java.util.Optional;

/** The domains, side by side; they share nothing. */
final class InMemoryStorageBackend implements StorageBackend {
    @Override
    public void init() {
        // nothing to prepare
    }

    @Override
    public Health health() {
        return new Health(true, "in memory", List.of());
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public void close() {
        // the collector does it
    }
}
