package dev.agentstorage.spi;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.util.List;
import java.util.Set;

/**
 * A backend that can be selected by name. Providers are found by {@link java.util.ServiceLoader}; they are stateless and thread-safe, and
 * do no work in their constructor.
 *
 * <p>The only requirement for a backend is that it can change a few rows atomically, depending on their content.
 */
public interface StorageProvider {
    /** {@return the name of the backend: lower-case letters, digits and hyphens, unique on the class path} */
    String name();

    /** {@return the version of the SPI that this provider was written against} */
    SpiVersion spiVersion();

    /** {@return the features of the backend, including those that they {@linkplain Feature#implied() imply}} */
    Set<Feature> features();

    /** {@return the default limits of the backend} */
    Limits limits();

    /**
     * {@return the limits of a storage with this configuration: {@link #limits()}, adjusted by options}
     *
     * @param config the configuration, validated against {@link #options()}
     */
    default Limits limits(StorageConfig config) {
        return limits();
    }

    /** {@return all supported options; any other option in a configuration is rejected} */
    List<Option<?>> options();

    /**
     * {@return the problems of option combinations, which are reported together with those of single options}
     *
     * @param config the configuration, validated against {@link #options()}; invalid values are replaced by the default
     */
    default List<Problem> problems(StorageConfig config) {
        return List.of();
    }

    /**
     * Creates a backend. The configuration has been validated against {@link #options()}, and has no {@link #problems}. Must not need a
     * connection: {@link StorageBackend#init()} connects.
     *
     * @param config the configuration
     * @return the backend, not initialised
     * @throws dev.agentstorage.error.InvalidRequestException when options exclude each other
     */
    StorageBackend open(StorageConfig config);
}
