package dev.agentstorage.tck.cli;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Feature;
import java.util.Set;

/**
 * The backend under test.
 *
 * @param provider the backend's provider
 * @param config the configuration of its storage
 * @param features the features that it must have
 */
record Target(StorageProvider provider, StorageConfig config, Set<Feature> features) {
    Target {
        features = Set.copyOf(features);
    }
}
