package dev.agentstorage.tck.selftest.example;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Health;
import dev.agentstorage.value.Limits;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A provider without any domain yet, whose ids are too short. */
public final class ShelfDraftProvider implements StorageProvider {
    @Override
    public String name() {
        return "shelf-draft";
    }

    @Override
    public SpiVersion spiVersion() {
        return new SpiVersion(1, 0);
    }

    @Override
    public Set<Feature> features() {
        return Set.of();
    }

    @Override
    public Limits limits() {
        return new Limits(32, 500, 1 << 20, 2 << 20, 1 << 20, 3000, 8 << 20);
    }

    @Override
    public List<Option<?>> options() {
        return List.of();
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        return new StorageBackend() {
            @Override
            public void init() {}

            @Override
            public Health health() {
                return new Health(true, "Shelf draft", List.of());
            }

            @Override
            public <T> Optional<T> unwrap(Class<T> type) {
                return Optional.empty();
            }

            @Override
            public void close() {}
        };
    }
}
