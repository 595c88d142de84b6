package dev.agentstorage.vector;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.spi.SpiVersion;
import java.util.List;
import java.util.Set;

/**
 * A kind of vector store that can be selected by name. Providers are found by {@link java.util.ServiceLoader}; they are stateless,
 * thread-safe, and do no work in their constructor.
 */
public interface VectorProvider {
    /** The version of this interface and of {@link VectorStore}. */
    SpiVersion VERSION = new SpiVersion(1, 0);

    /** {@return the name by which the store is picked: lower-case letters, digits and hyphens, unique on the class path} */
    String name();

    /** {@return the version of the SPI that this provider was written against} */
    SpiVersion spiVersion();

    /** {@return what the stores have} */
    Set<VectorFeature> features();

    /** {@return the sizes that the stores accept} */
    VectorLimits limits();

    /** {@return every option that is read; any other option in a configuration is refused} */
    List<Option<?>> options();

    /**
     * {@return what is wrong with options together; the configuration is validated against {@link #options()}}
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
     * @throws dev.agentstorage.error.UnavailableException {@code store-locked} when another store has the data open and only one may
     *     ({@link VectorFeature#SINGLE_WRITER})
     */
    VectorStore open(StorageConfig config);
}
