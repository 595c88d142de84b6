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
import java.util.function.UnaryOperator;

/**
 * The in-memory backend with one thing wrong.
 *
 * @param name what is wrong
 * @param rule the rule that must catch it
 * @param defect puts the defect in front of the backend
 */
record Mutant(String name, String rule, UnaryOperator<StorageBackend> defect) implements StorageProvider {
    private static final StorageProvider REAL = new InMemoryStorageProvider();

    @Override
    public SpiVersion spiVersion() {
        return REAL.spiVersion();
    }

    @Override
    public Set<Feature> features() {
        return REAL.features();
    }

    @Override
    public Limits limits() {
        return REAL.limits();
    }

    @Override
    public List<Option<?>> options() {
        return REAL.options();
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        return defect.apply(REAL.open(StorageConfig.of(REAL.name())));
    }

    @Override
    public String toString() {
        return name + " (" + rule + ")";
    }
}
