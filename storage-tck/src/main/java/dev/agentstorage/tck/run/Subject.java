package dev.agentstorage.tck.run;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Health;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The provider under test and its one storage of a run. Each is made when it is first needed; a failure is kept, so that hundreds of rules do
 * not wait for the same dead server one after the other.
 */
final class Subject implements AutoCloseable {
    private final Once<StorageProvider> provider;
    private final Once<StorageConfig> config;
    private final Once<Storage> storage;
    private volatile String description = "never opened";

    Subject(TckRun run) {
        provider = new Once<>(run::provider);
        config = new Once<>(run::config);
        storage = new Once<>(this::open);
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

    /** What the backend said of itself when it was opened: at the end of a run it may be gone already. */
    String description() {
        return description;
    }

    @Override
    public void close() {
        Storage opened = storage.made();
        if (opened != null) {
            opened.close();
        }
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
        private @Nullable T value;
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

        synchronized @Nullable T made() {
            return value;
        }
    }
}
