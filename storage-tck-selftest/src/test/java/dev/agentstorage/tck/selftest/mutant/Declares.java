package dev.agentstorage.tck.selftest.mutant;

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

/** The provider of the in-memory backend, which says something else of itself. */
record Declares(Set<Feature> features, List<Option<?>> options) implements StorageProvider {
    private static final StorageProvider REAL = new InMemoryStorageProvider();

    @Override
    public String name() {
        return REAL.name();
    }

    @Override
    public SpiVersion spiVersion() {
        return REAL.spiVersion();
    }

    @Override
    public Limits limits() {
        return REAL.limits();
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        return REAL.open(config);
    }
}
