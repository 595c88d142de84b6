package dev.agentstorage.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.Provider;
import com.google.inject.Singleton;
import com.google.inject.multibindings.OptionalBinder;
import com.google.inject.name.Names;
import com.google.inject.util.Types;
import dev.agentstorage.Storage;
import dev.agentstorage.recall.Memory;
import dev.agentstorage.recall.request.MemoryOptions;
import dev.agentstorage.recall.request.RecallOptions;
import dev.agentstorage.recall.request.SearchMode;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.embed.Embedder;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Binds a {@link Memory} as a singleton, over the bound {@link Storage}, usually that of {@link StorageModule}. If the application binds a
 * {@link VectorStore} or an {@link Embedder}, the memory uses it. Needs {@code agent-memory} and {@code vector-api} on the class path,
 * which are optional dependencies of this library.
 *
 * <pre>{@code
 * Injector injector = Guice.createInjector(
 *         StorageModule.of(config),
 *         MemoryModule.of(MemoryOptions.builder().recall().build()),
 *         application);
 * }</pre>
 *
 * <p><b>Names.</b> A module with a {@linkplain Builder#named name} binds the memory under this name, and uses the storage, vector store and
 * embedder of the same name; to share one between two memories, bind it under both names.
 *
 * <p><b>Checks.</b> Creating the injector reports a missing storage, and a missing vector store or embedder that the options need. Problems
 * that only the parts can detect, such as {@code recall-without-embedder} for a vector store without texts, are reported at the first
 * injection, as by {@link Memory.Builder#build}.
 *
 * <p><b>Lifecycle.</b> The memory is created at its first injection. {@link StorageLifecycle#close} closes it before its storage. The
 * application closes the vector store and the embedder, unless they come from {@link StorageLifecycle#closing}: those are closed after the
 * memory.
 *
 * <pre>{@code
 * @Provides
 * @Singleton
 * VectorStore vectors(StorageLifecycle lifecycle) {
 *     return lifecycle.closing(VectorStores.open(vectorConfig));
 * }
 * }</pre>
 *
 * <p>Immutable and thread-safe if the customizer is; one module can be used for several injectors.
 */
public final class MemoryModule extends AbstractModule {
    private final MemoryOptions options;
    private final Optional<String> name;
    private final UnaryOperator<Memory.Builder> customizer;

    private MemoryModule(Builder builder) {
        options = builder.options;
        name = builder.name;
        customizer = builder.customizer;
    }

    /** Returns a module for the only or main memory of an injector. */
    public static MemoryModule of(MemoryOptions options) {
        return builder(options).build();
    }

    /** Returns a builder for a module. */
    public static Builder builder(MemoryOptions options) {
        return new Builder(Objects.requireNonNull(options, "options"));
    }

    /** Collects the settings of a module. Not thread-safe. */
    public static final class Builder {
        private final MemoryOptions options;
        private Optional<String> name = Optional.empty();
        private UnaryOperator<Memory.Builder> customizer = UnaryOperator.identity();

        private Builder(MemoryOptions options) {
            this.options = options;
        }

        /** Binds and looks up everything under {@link com.google.inject.name.Named} with this name. Default: no name. */
        public Builder named(String name) {
            this.name = Optional.of(Objects.requireNonNull(name, "name"));
            return this;
        }

        /**
         * Sets additional settings of the memory, such as filter keys, a token counter or an executor. Applied last, once in each injector.
         */
        public Builder customizer(UnaryOperator<Memory.Builder> customizer) {
            this.customizer = Objects.requireNonNull(customizer, "customizer");
            return this;
        }

        /** Builds the module. */
        public MemoryModule build() {
            return new MemoryModule(this);
        }
    }

    @Override
    protected void configure() {
        install(new LifecycleModule());
        options.recall().map(RecallOptions::mode).ifPresent(mode -> {
            requireBinding(key(VectorStore.class));
            if (mode == SearchMode.DENSE || mode == SearchMode.HYBRID) {
                requireBinding(key(Embedder.class));
            }
        });
        Provider<Storage> storage = getProvider(key(Storage.class));
        Provider<Optional<VectorStore>> vectors = optional(VectorStore.class);
        Provider<Optional<Embedder>> embedder = optional(Embedder.class);
        Provider<StorageLifecycle> lifecycle = getProvider(StorageLifecycle.class);
        bind(key(Memory.class))
                .toProvider((Provider<Memory>) () -> {
                    // create the parts first, so that the lifecycle closes them after the memory
                    Memory.Builder memory = Memory.builder(storage.get()).options(options);
                    vectors.get().ifPresent(memory::vectorStore);
                    embedder.get().ifPresent(memory::embedder);
                    return lifecycle.get().closing(customizer.apply(memory).build());
                })
                .in(Singleton.class);
    }

    @SuppressWarnings("unchecked") // Types names exactly Optional<T>
    private <T> Provider<Optional<T>> optional(Class<T> type) {
        OptionalBinder.newOptionalBinder(binder(), key(type));
        Key<Optional<T>> key = (Key<Optional<T>>) key(type).ofType(Types.newParameterizedType(Optional.class, type));
        return getProvider(key);
    }

    private <T> Key<T> key(Class<T> type) {
        return name.map(given -> Key.get(type, Names.named(given))).orElseGet(() -> Key.get(type));
    }
}
