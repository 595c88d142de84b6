package dev.agentstorage.spi;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.util.List;
import java.util.Set;

/**
 * A backend that can be selected by name. Providers are found by {@link java.util.ServiceLoader}; they are stateless, thread-safe, and do
 * no work in their constructor.
 *
 * <p>The only thing that a backend must be able to do is to change a few rows atomically, depending on what they hold.
 */
public interface StorageProvider {
    /** {@return the name by which the backend is picked: lower-case letters, digits and hyphens, unique on the class path} */
    String name();

    /** {@return the version of the SPI that this provider was written against} */
    SpiVersion spiVersion();

    /** {@return what the backend has; a feature's {@link Feature#implied()} ones are included} */
    Set<Feature> features();

    /** {@return the limits of the backend unless it is configured otherwise} */
    Limits limits();

    /**
     * {@return the sizes that a storage with this configuration accepts: {@link #limits()}, and what options change}
     *
     * @param config validated against {@link #options()}
     */
    default Limits limits(StorageConfig config) {
        return limits();
    }

    /** {@return every option that the backend reads; any other option in a configuration is refused} */
    List<Option<?>> options();

    /**
     * {@return what is wrong with options together, to be reported along with what is wrong with each of them}
     *
     * @param config validated against {@link #options()}; a given value that does not fit is replaced by the default
     */
    default List<Problem> problems(StorageConfig config) {
        return List.of();
    }

    /**
     * Creates a backend. The configuration has been validated against {@link #options()}, and has no {@link #problems}. No
     * connection is needed to succeed here: that is {@link StorageBackend#init()}.
     *
     * @param config the configuration
     * @return the backend, not initialised
     * @throws dev.agentstorage.error.InvalidRequestException when options do not fit together
     */
    StorageBackend open(StorageConfig config);
}
