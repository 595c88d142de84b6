package dev.agentstorage.tck.selftest.example;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.inmemory.InMemoryStorageProvider;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.util.List;
import java.util.Set;

/** The provider of docs/WRITING-A-BACKEND.md: conversations and scores, kept by the in-memory backend. */
// doc: provider
public final class ShelfProvider implements StorageProvider {
    @Override
    public String name() {
        return "shelf";
    }

    @Override
    public SpiVersion spiVersion() {
        return new SpiVersion(1, 0);
    }

    @Override
    public Set<Feature> features() {
        return Set.of(Feature.MEMORY, Feature.SCORES);
    }

    @Override
    public Limits limits() {
        return Limits.STANDARD;
    }

    @Override
    public List<Option<?>> options() {
        return List.of();
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        return new ShelfBackend(new InMemoryStorageProvider().open(config));
    }
}
// end
