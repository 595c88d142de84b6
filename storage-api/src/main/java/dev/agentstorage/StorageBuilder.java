package dev.agentstorage;

import dev.agentstorage.config.CommonOptions;
import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.StorageProvider;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Base class of the typed builders of all backends. A typed builder opens the same storage as {@link Storages} with the same options by name.
 * Subclasses add one setter for each option, with the name of the option. Not thread-safe.
 *
 * @param <B> the builder of the backend
 */
public abstract class StorageBuilder<B extends StorageBuilder<B>> {
    private final StorageProvider provider;
    private final StorageConfig.Builder config;
    private InstantSource clock = InstantSource.system();

    /**
     * Starts a configuration for the provider, with the defaults of all options.
     *
     * @param provider the provider of the backend
     */
    protected StorageBuilder(StorageProvider provider) {
        this.provider = Checks.notNull("provider", provider);
        this.config = StorageConfig.builder(provider.name());
    }

    /** {@return this builder in its own type} */
    protected abstract B self();

    /**
     * Sets an option of the provider.
     *
     * @param <T> the type of the value
     * @param option the option
     * @param value the value of the option
     * @return this builder
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    protected final <T> B set(Option<T> option, T value) {
        config.set(option, value);
        return self();
    }

    /**
     * Sets the id of the storage. Default: the backend's name (rule {@code CFG-05}).
     *
     * @param id the id of the storage
     * @return this builder
     */
    public final B id(String id) {
        config.id(id);
        return self();
    }

    /**
     * Sets whether the storage initialises itself before its first use. Default: {@code true} (rule {@code CORE-13}).
     *
     * @param autoInit {@code false} to require a call of {@link Storage#init()}
     * @return this builder
     */
    public final B autoInit(boolean autoInit) {
        config.autoInit(autoInit);
        return self();
    }

    /**
     * Sets {@link CommonOptions#CLOCK_LEAD}.
     *
     * @param lead how far assigned times may be ahead of the clock
     * @return this builder
     */
    public final B clockLead(Duration lead) {
        return set(CommonOptions.CLOCK_LEAD, lead);
    }

    /**
     * Sets the clock for all times that callers do not pass in. Default: the system clock.
     *
     * @param clock the source of the current time
     * @return this builder
     */
    public final B clock(InstantSource clock) {
        this.clock = Checks.notNull("clock", clock);
        return self();
    }

    /**
     * {@return the current configuration, not validated}
     *
     * @throws dev.agentstorage.error.InvalidRequestException {@code config-invalid} when the id is blank
     */
    public final StorageConfig config() {
        return config.build();
    }

    /**
     * Opens the storage. No connection is made before it is initialised.
     *
     * @return the storage, not yet initialised
     * @throws dev.agentstorage.error.InvalidRequestException {@code config-invalid} with every problem of the options (rule {@code CFG-04})
     */
    public final Storage open() {
        return Storages.open(provider, config(), clock);
    }
}
