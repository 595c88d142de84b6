package dev.agentstorage.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.Provider;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.name.Names;
import dev.agentstorage.Domain;
import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Feature;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Binds a {@link Storage} and the store of each domain that its backend has, as singletons, and {@link StorageLifecycle}. Several modules
 * with different {@linkplain Builder#named names} give an injector several storages.
 *
 * <pre>{@code
 * Injector injector = Guice.createInjector(
 *         StorageModule.of(config),
 *         StorageModule.builder(auditConfig).named("audit").build(),
 *         application);
 * }</pre>
 *
 * <p><b>Backends.</b> The module includes no backend: the configuration names one, whose jar must be on the class path.
 *
 * <p><b>Checks.</b> Creating the injector reports all problems of all configurations together, in one
 * {@link com.google.inject.CreationException}: a missing backend, invalid or unknown options, {@linkplain Builder#requires required} features that
 * the backend lacks. The store of a domain that the backend lacks is not bound, so injecting it is an error of the same kind. No connection
 * is made; {@link StorageLifecycle#start} makes one.
 *
 * <p><b>Lifecycle.</b> A storage is opened at its first injection, and initialises itself before the first use of a store, unless it is
 * configured otherwise. Guice closes nothing: close the injector's {@link StorageLifecycle} at shutdown.
 *
 * <p><b>Strictness.</b> By default, the module makes the whole injector require explicit bindings and {@code @Inject} on constructors, and
 * reject proxies for circular dependencies; {@link Builder#lenient} disables this.
 *
 * <p>Immutable and thread-safe; one module can be used for several injectors, each of which gets a separate storage.
 */
public final class StorageModule extends AbstractModule {
    private final StorageConfig config;
    private final Optional<String> name;
    private final Set<Feature> required;
    private final boolean strict;

    private StorageModule(Builder builder) {
        config = builder.config;
        name = builder.name;
        required = Set.copyOf(builder.required);
        strict = builder.strict;
    }

    /** Returns a module for the only or main storage of an injector. */
    public static StorageModule of(StorageConfig config) {
        return builder(config).build();
    }

    /** Returns a builder for a module. */
    public static Builder builder(StorageConfig config) {
        return new Builder(Objects.requireNonNull(config, "config"));
    }

    /** Collects the settings of a module. Not thread-safe. */
    public static final class Builder {
        private final StorageConfig config;
        private Optional<String> name = Optional.empty();
        private final Set<Feature> required = EnumSet.noneOf(Feature.class);
        private boolean strict = true;

        private Builder(StorageConfig config) {
            this.config = config;
        }

        /** Binds under {@link com.google.inject.name.Named} or {@code jakarta.inject.Named} with this name. Default: no name. */
        public Builder named(String name) {
            this.name = Optional.of(Objects.requireNonNull(name, "name"));
            return this;
        }

        /** Requires features of the backend; the injector is not created when one is missing. */
        public Builder requires(Feature... features) {
            required.addAll(Set.of(features));
            return this;
        }

        /** Does not change the strictness of the injector. */
        public Builder lenient() {
            strict = false;
            return this;
        }

        /** Builds the module. */
        public StorageModule build() {
            return new StorageModule(this);
        }
    }

    @Override
    protected void configure() {
        if (strict) {
            binder().requireExplicitBindings();
            binder().requireAtInjectOnConstructors();
            binder().disableCircularProxies();
        }
        install(new LifecycleModule());
        checkedProvider().ifPresent(this::bindAll);
    }

    /** Reports all problems that can be detected without a connection. */
    private Optional<StorageProvider> checkedProvider() {
        StorageProvider provider;
        try {
            provider = Storages.require(config.backend());
        } catch (InvalidRequestException e) {
            addError("%s: %s", label(), e.getMessage());
            return Optional.empty();
        }
        try {
            config.validate(provider.options(), provider::problems);
        } catch (InvalidRequestException e) {
            for (Problem problem : e.problems()) {
                addError("%s: %s", label(), problem);
            }
        }
        required.stream()
                .filter(feature -> !provider.features().contains(feature))
                .sorted()
                .forEach(feature ->
                        addError("%s: the backend %s lacks %s, which is required", label(), provider.name(), feature));
        return Optional.of(provider);
    }

    private String label() {
        return name.map(given -> "storage '" + given + "'").orElse("storage");
    }

    private void bindAll(StorageProvider backend) {
        Key<Storage> storage = key(Storage.class);
        Provider<StorageLifecycle> lifecycle = getProvider(StorageLifecycle.class);
        bind(storage)
                .toProvider((Provider<Storage>) () -> lifecycle.get().opened(() -> Storages.open(config)))
                .in(Singleton.class);
        Provider<Storage> opened = getProvider(storage);
        Multibinder.newSetBinder(binder(), ManagedStorage.class)
                .addBinding()
                .toInstance(new ManagedStorage(label(), opened));
        for (Domain<?> domain : Domain.values()) {
            if (backend.features().contains(domain.feature())) {
                bindStore(domain, opened);
            }
        }
    }

    private <S> void bindStore(Domain<S> domain, Provider<Storage> storage) {
        bind(key(domain.store()))
                .toProvider((Provider<S>) () -> storage.get().find(domain).orElseThrow())
                .in(Singleton.class);
    }

    private <T> Key<T> key(Class<T> type) {
        return name.map(given -> Key.get(type, Names.named(given))).orElseGet(() -> Key.get(type));
    }
}
