package dev.agentstorage;

import dev.agentstorage.config.CommonOptions;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.StoreFactory;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Health;
import dev.agentstorage.value.Limits;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The storage over one backend. Decides whether the backend may be used; stores ask before every call. */
final class DefaultStorage implements Storage {
    private enum State {
        OPENED,
        READY,
        CLOSED
    }

    /** One call of the backend's {@code init}. Guarded by the lock. */
    private static final class Attempt {
        @Nullable
        RuntimeException failure;
    }

    private final StorageConfig config;
    private final String backendName;
    private final Set<Feature> features;
    private final Limits limits;
    private final StorageBackend backend;
    private final Map<Domain<?>, Object> stores = new LinkedHashMap<>();

    // not synchronized: init and close do I/O, and a virtual thread that waits must not hold its carrier
    private final ReentrantLock initialising = new ReentrantLock();
    private final ReentrantLock closing = new ReentrantLock();
    private final AtomicReference<State> state = new AtomicReference<>(State.OPENED);
    private volatile @Nullable Attempt running;

    DefaultStorage(StorageProvider provider, StorageConfig config, StorageBackend backend, InstantSource clock) {
        this.config = config;
        this.backendName = provider.name();
        this.features = Set.copyOf(provider.features());
        this.limits = provider.limits(config);
        this.backend = backend;
        StoreFactory factory =
                new StoreFactory(this::requireUsable, limits, clock, config.get(CommonOptions.CLOCK_LEAD));
        add(Domain.MEMORY, factory.memory(domain(Feature.MEMORY, StorageBackend::memory)));
        add(Domain.WORKFLOWS, factory.workflows(domain(Feature.WORKFLOWS, StorageBackend::workflows)));
        add(Domain.OBSERVABILITY, factory.observability(domain(Feature.OBSERVABILITY, StorageBackend::observability)));
        add(Domain.SCORES, factory.scores(domain(Feature.SCORES, StorageBackend::scores)));
        add(Domain.AGENTS, factory.agents(domain(Feature.AGENTS, StorageBackend::agents)));
        add(Domain.INDEXES, factory.indexes(domain(Feature.INDEXES, StorageBackend::indexes)));
    }

    private <S> void add(Domain<S> domain, S store) {
        if (features.contains(domain.feature())) {
            stores.put(domain, store);
        }
    }

    private <B> Supplier<B> domain(Feature feature, Function<StorageBackend, Optional<B>> find) {
        return () -> {
            ready();
            return find.apply(backend)
                    .orElseThrow(() -> new InvalidRequestException(
                            "provider-inconsistent",
                            "the provider has a feature that its backend lacks",
                            Details.of("backend", backendName, "feature", feature.name())));
        };
    }

    private void ready() {
        requireUsable();
        init();
    }

    /** Throws when the storage is closed, or when it is not initialised and automatic initialisation is off. */
    private void requireUsable() {
        refuseWhenClosed();
        if (state.get() == State.OPENED && !config.autoInit()) {
            throw new NotInitializedException(
                    "not-initialized",
                    "call init() first: automatic initialisation is off",
                    Details.of("storage", id(), "backend", backendName));
        }
    }

    @Override
    public void init() {
        if (state.get() == State.READY) {
            return;
        }
        refuseWhenClosed();
        Attempt joined = running;
        try {
            initialising.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusals.interrupted(Details.of("storage", id(), "backend", backendName), e);
        }
        try {
            if (state.get() == State.OPENED) {
                // all waiters share the outcome of one attempt: during an outage they must not wait for one timeout
                // each
                if (joined != null && joined.failure != null) {
                    throw joined.failure;
                }
                attempt();
            }
            refuseWhenClosed();
        } finally {
            initialising.unlock();
        }
    }

    private void attempt() {
        Attempt attempt = new Attempt();
        running = attempt;
        try {
            backend.init();
            state.compareAndSet(State.OPENED, State.READY);
        } catch (RuntimeException e) {
            // an interrupt is meant for this thread only and must not fail the waiters
            attempt.failure = Thread.currentThread().isInterrupted() ? null : e;
            throw e;
        } finally {
            running = null;
        }
    }

    private void refuseWhenClosed() {
        if (state.get() == State.CLOSED) {
            throw Refusals.storageClosed(id(), backendName);
        }
    }

    @Override
    public void close() {
        // does not wait for init, which may take long during an outage; closing the backend ends it
        closing.lock();
        try {
            if (state.getAndSet(State.CLOSED) != State.CLOSED) {
                backend.close();
            }
        } finally {
            closing.unlock();
        }
    }

    @Override
    public String id() {
        return config.id();
    }

    @Override
    public String backend() {
        return backendName;
    }

    @Override
    public Set<Feature> features() {
        return features;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Health health() {
        refuseWhenClosed();
        return backend.health();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        Checks.notNull("type", type);
        refuseWhenClosed();
        return backend.unwrap(type)
                .orElseThrow(() -> new UnsupportedException("unwrap " + type.getName(), backendName));
    }

    @Override
    public <S> Optional<S> find(Domain<S> domain) {
        Checks.notNull("domain", domain);
        return Optional.ofNullable(stores.get(domain)).map(domain.store()::cast);
    }

    @Override
    public BulkResult eraseResource(String resourceId, BulkListener listener) {
        ready();
        return Erasure.erase(this, Checks.notNull("resourceId", resourceId), Checks.notNull("listener", listener));
    }

    /** Returns the backend's name and the id, no configuration. */
    @Override
    public String toString() {
        return "Storage[backend=" + backendName + ", id=" + id() + "]";
    }
}
