package dev.agentstorage.tck.provider;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.util.List;
import java.util.Set;

/**
 * A provider whose storages have other limits than their backend: the stores refuse by them, and divide bulk operations by them. Smaller
 * ones suit every backend, which is asked for smaller steps then. Immutable, and thread-safe as the provider behind it.
 *
 * @param provider the provider behind it
 * @param limits the limits, whatever the configuration says
 */
public record WithLimits(StorageProvider provider, Limits limits) implements StorageProvider {
    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public SpiVersion spiVersion() {
        return provider.spiVersion();
    }

    @Override
    public Set<Feature> features() {
        return provider.features();
    }

    @Override
    public List<Option<?>> options() {
        return provider.options();
    }

    @Override
    public List<Problem> problems(StorageConfig config) {
        return provider.problems(config);
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        return provider.open(config);
    }
}
