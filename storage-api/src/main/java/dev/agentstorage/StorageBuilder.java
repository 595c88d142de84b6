package dev.agentstorage;

import dev.agentstorage.config.CommonOptions;
import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.StorageProvider;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Base of the typed builders of all backends: such a builder opens the storage that {@link Storages} opens with the same options by
 * their names. A backend's builder extends it with a setter for each of its options, of the option's name. Not thread-safe.
 *
 * @param <B> the builder of the backend
 */
public abstract class StorageBuilder<B extends StorageBuilder<B>> {
    private final StorageProvider provider;
    private final StorageConfig.Builder config;
    private InstantSource clock = InstantSource.system();

    /**
     * Begins a storage of the provider, with the defaults of all options.
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
     * Sets the id of the storage; the backend's name by default (rule {@code CFG-05}).
     *
     * @param id the id of the storage
     * @return this builder
     */
    public final B id(String id) {
        config.id(id);
        return self();
    }

    /**
     * Sets whether the storage initialises itself before its first use; it does by default (rule {@code CORE-13}).
     *
     * @param autoInit whether it initialises itself
     * @return this builder
     */
    public final B autoInit(boolean autoInit) {
        config.autoInit(autoInit);
        return self();
    }

    /**
     * Sets {@link CommonOptions#CLOCK_LEAD}.
     *
     * @param lead how far a clock may be ahead
     * @return this builder
     */
    public final B clockLead(Duration lead) {
        return set(CommonOptions.CLOCK_LEAD, lead);
    }

    /**
     * Sets where the storage takes the time from, wherever the caller of a store gives none; the system's clock unless it is called.
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
