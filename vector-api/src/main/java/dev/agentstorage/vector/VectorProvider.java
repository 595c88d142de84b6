package dev.agentstorage.vector;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.spi.SpiVersion;
import java.util.List;
import java.util.Set;

/**
 * A kind of vector store, selected by name. Providers are found by {@link java.util.ServiceLoader}; they are stateless and thread-safe, and
 * do no work in their constructor.
 */
public interface VectorProvider {
    /** The version of this interface and of {@link VectorStore}. */
    SpiVersion VERSION = new SpiVersion(1, 0);

    /** {@return the name of the provider: lower-case letters, digits and hyphens, unique on the class path} */
    String name();

    /** {@return the version of the SPI that this provider was written against} */
    SpiVersion spiVersion();

    /** {@return the features of the stores} */
    Set<VectorFeature> features();

    /** {@return the limits of the stores} */
    VectorLimits limits();

    /** {@return all supported options; any other option in a configuration is rejected} */
    List<Option<?>> options();

    /**
     * {@return the problems of option combinations; the configuration is already validated against {@link #options()}}
     *
     * @param config the configuration
     */
    default List<Problem> problems(StorageConfig config) {
        return List.of();
    }

    /**
     * Opens a store. The configuration has been validated against {@link #options()}, and has no {@link #problems}.
     *
     * @param config the configuration
     * @return the store
     * @throws dev.agentstorage.error.UnavailableException {@code store-locked} when another store has the data open ({@link
     *     VectorFeature#SINGLE_WRITER})
     */
    VectorStore open(StorageConfig config);
}
