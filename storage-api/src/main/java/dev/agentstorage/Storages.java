package dev.agentstorage;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Feature;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * Opens storages. Every call looks up providers by {@link java.util.ServiceLoader} with the context class loader of the calling thread.
 * Thread-safe.
 */
public final class Storages {
    private Storages() {}

    /**
     * Opens a storage of the backend with this name, without options; see {@link #open(StorageConfig)}.
     *
     * @param backend the name of the backend
     * @return the storage, not yet initialised
     */
    public static Storage open(String backend) {
        return open(StorageConfig.of(backend));
    }

    /**
     * Opens a storage. No connection is made before it is initialised.
     *
     * @param config the configuration
     * @return the storage, not yet initialised
     * @throws InvalidRequestException as {@link #require(String)}; {@code config-invalid} with every problem of the configuration
     */
    public static Storage open(StorageConfig config) {
        return open(require(Checks.notNull("config", config).backend()), config);
    }

    /**
     * Opens a storage of an explicit provider; the configuration's backend must be the provider's name.
     *
     * @param provider the provider of the backend
     * @param config the configuration
     * @return the storage, not yet initialised
     * @throws InvalidRequestException {@code provider-version}, {@code provider-inconsistent}, {@code config-invalid}
     */
    public static Storage open(StorageProvider provider, StorageConfig config) {
        return open(provider, config, InstantSource.system());
    }

    /**
     * Opens a storage with a custom clock for all times that callers do not pass in.
     *
     * @param provider the provider of the backend
     * @param config the configuration
     * @param clock the source of the current time
     * @return the storage, not yet initialised
     * @throws InvalidRequestException as {@link #open(StorageProvider, StorageConfig)}
     */
    public static Storage open(StorageProvider provider, StorageConfig config, InstantSource clock) {
        Checks.notNull("provider", provider);
        Checks.notNull("config", config);
        Checks.notNull("clock", clock);
        check(provider);
        if (!config.backend().equals(provider.name())) {
            throw new InvalidRequestException(
                    "config-of-another-backend",
                    "the configuration is for another backend",
                    Details.of("config", config.backend(), "provider", provider.name()));
        }
        StorageConfig valid = config.validate(provider.options(), provider::problems);
        return new DefaultStorage(provider, valid, provider.open(valid), clock);
    }

    /** {@return the providers found, sorted by name; providers that cannot be loaded are omitted} */
    public static List<StorageProvider> providers() {
        return ProviderLookup.here().providers();
    }

    /**
     * {@return the provider with this name (rule {@code CFG-08})}
     *
     * @param name the name of the backend
     * @throws InvalidRequestException {@code provider-missing} when the class path has no provider, {@code provider-unknown} when none has this
     *     name, {@code provider-duplicate} when several have; the details list the names {@code found}, the jar of each, and the {@code broken}
     *     providers
     */
    public static StorageProvider require(String name) {
        return ProviderLookup.here().require(Checks.notNull("name", name));
    }

    private static void check(StorageProvider provider) {
        if (!SpiVersion.CURRENT.accepts(provider.spiVersion())) {
            throw new InvalidRequestException(
                    "provider-version",
                    "the provider was built for another version of the SPI",
                    Details.of(
                            "backend", provider.name(),
                            "provider", provider.spiVersion().toString(),
                            "supported", SpiVersion.CURRENT.toString()));
        }
        Set<Feature> features = provider.features();
        for (Feature feature : features) {
            if (!features.containsAll(feature.implied())) {
                throw new InvalidRequestException(
                        "provider-inconsistent",
                        "the provider has a feature without those that it implies",
                        Details.of("backend", provider.name(), "feature", feature.name()));
            }
        }
    }
}
