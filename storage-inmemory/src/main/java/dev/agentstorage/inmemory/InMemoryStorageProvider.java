package dev.agentstorage.inmemory;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.util.List;
import java.util.Set;

/**
 * The backend {@value #NAME}: all domains, in the heap of this process; see {@link InMemoryOptions}. Two storages never share data, and all data
 * is lost on {@code close()}. Stateless and thread-safe.
 */
public final class InMemoryStorageProvider implements StorageProvider {
    /** The name of the backend. */
    public static final String NAME = "inmemory";

    private static final Set<Feature> FEATURES = Set.of(
            Feature.MEMORY,
            Feature.WORKFLOWS,
            Feature.OBSERVABILITY,
            Feature.SCORES,
            Feature.AGENTS,
            Feature.INDEXES,
            Feature.INDEX_STATISTICS);

    /** Creates the provider. Applications select it by its name instead. */
    public InMemoryStorageProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SpiVersion spiVersion() {
        return new SpiVersion(1, 0);
    }

    @Override
    public Set<Feature> features() {
        return FEATURES;
    }

    @Override
    public Limits limits() {
        return Limits.STANDARD;
    }

    /** Returns {@link #limits()}, changed by the configured {@link InMemoryOptions}. */
    @Override
    public Limits limits(StorageConfig config) {
        return InMemoryOptions.limits(config);
    }

    @Override
    public List<Option<?>> options() {
        return InMemoryOptions.ALL;
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        return new InMemoryStorageBackend(limits(config));
    }
}
