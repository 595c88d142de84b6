package dev.agentstorage.spi;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import java.util.List;
import java.util.Set;

/**
 * A backend that can be picked by name. Providers are found by {@link java.util.ServiceLoader}; they are stateless, thread-safe, and do
 * no work in their constructor.
 *
 * <p>The only thing that a backend must be able to do is to change a few rows atomically, depending on what they hold.
 */
public interface StorageProvider {
    /** Returns the name by which the backend is picked: lower-case letters, digits and hyphens, unique on the class path. */
    String name();

    /** Returns the version of the SPI that this provider was written against. */
    SpiVersion spiVersion();

    /** Returns what the backend has; a feature's {@link Feature#implied()} ones are included. */
    Set<Feature> features();

    /** Returns the sizes that the backend accepts. */
    Limits limits();

    /**
     * Returns the sizes that a storage with this configuration accepts; none is over {@link #limits()}.
     *
     * @param config validated against {@link #options()}
     */
    default Limits limits(StorageConfig config) {
        return limits();
    }

    /** Returns every option that the backend reads; any other option in a configuration is refused. */
    List<Option<?>> options();

    /**
     * Makes a backend. The configuration has been validated against {@link #options()}; combinations of options are the provider's
     * to check. No connection is needed to succeed here: that is {@link StorageBackend#init()}.
     *
     * @throws dev.agentstorage.error.InvalidRequest when options do not fit together
     */
    StorageBackend open(StorageConfig config);
}
