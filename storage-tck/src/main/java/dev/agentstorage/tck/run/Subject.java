package dev.agentstorage.tck.run;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Health;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The provider under test and its storage of a run, with a second one over the same data for concurrent workers. Each is made when it is first
 * needed; a failure is kept, so that hundreds of rules do not wait for the same dead server one after the other.
 */
final class Subject implements AutoCloseable {
    private final Once<StorageProvider> provider;
    private final Once<StorageConfig> config;
    private final Once<Storage> storage;
    private final Once<Storage> second;
    private final boolean persistent;
    private volatile String description = "never opened";

    Subject(TckRun run) {
        provider = new Once<>(run::provider);
        config = new Once<>(run::config);
        storage = new Once<>(this::open);
        second = new Once<>(this::openSecond);
        persistent = run.declares().contains(Feature.PERSISTENCE);
    }

    StorageProvider provider() {
        return provider.get();
    }

    StorageConfig config() {
        return config.get();
    }

    Storage storage() {
        return storage.get();
    }

    /** Returns the storage of a worker: of two over the same data, where they can share it. */
    Storage storage(int worker) {
        return persistent && worker % 2 == 1 ? second.get() : storage.get();
    }

    /** Returns the provider, when some test has got it. */
    Optional<StorageProvider> knownProvider() {
        return Optional.ofNullable(provider.made());
    }

    /** Returns the options that were given, a secret one without its value; none when the configuration is not valid. */
    Map<String, String> givenOptions() {
        StorageProvider known = provider.made();
        StorageConfig given = config.made();
        Map<String, String> options = new HashMap<>();
        if (known != null && given != null) {
            try {
                StorageConfig valid = given.validate(known.options());
                known.options().stream()
                        .filter(valid::isGiven)
                        .forEach(option ->
                                options.put(option.name(), option.isSecret() ? "(secret)" : shown(valid, option)));
            } catch (RuntimeException e) {
                // the tests have shown what is wrong with it
                options.clear();
            }
        }
        return options;
    }

    private static String shown(StorageConfig config, Option<?> option) {
        return config.find(option).map(String::valueOf).orElse("");
    }

    /** What the backend said of itself when it was opened: at the end of a run it may be gone already. */
    String description() {
        return description;
    }

    @Override
    public void close() {
        close(second.made());
        close(storage.made());
    }

    private static void close(@Nullable Storage opened) {
        if (opened != null) {
            opened.close();
        }
    }

    private Storage openSecond() {
        Storage opened = Storages.open(provider(), config());
        opened.init();
        return opened;
    }

    private Storage open() {
        Storage opened = Storages.open(provider(), config());
        try {
            opened.init();
            Health health = opened.health();
            description = health.description();
            return opened;
        } catch (RuntimeException | Error e) {
            description = "could not be opened: " + e;
            opened.close();
            throw e;
        }
    }

    private static final class Once<T> {
        private final Supplier<T> maker;
        private volatile @Nullable T value;
        private @Nullable Throwable failure;

        Once(Supplier<T> maker) {
            this.maker = maker;
        }

        synchronized T get() {
            if (failure != null) {
                throw new IllegalStateException("the subject of this run could not be made", failure);
            }
            if (value == null) {
                try {
                    value = maker.get();
                } catch (RuntimeException | Error e) {
                    failure = e;
                    throw e;
                }
            }
            return value;
        }

        /** Returns what was made, without waiting for one that is being made. */
        @Nullable
        T made() {
            return value;
        }
    }
}
