package dev.agentstorage.guice;

import com.google.inject.ProvisionException;
import dev.agentstorage.Storage;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.value.Health;
import jakarta.inject.Inject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Manages the lifecycle of all storages of an injector, because Guice does not: checks them at startup and closes them at shutdown, in the
 * reverse order of opening, so that no object is closed before the objects that depend on it.
 *
 * <p>Thread-safe.
 */
public final class StorageLifecycle implements AutoCloseable {
    private final List<ManagedStorage> storages;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closed;

    @Inject
    StorageLifecycle(Set<ManagedStorage> storages) {
        this.storages = List.copyOf(storages);
    }

    /**
     * Opens and initialises every storage of the injector, so that an application fails early if one is unavailable. Optional: storages
     * initialise themselves at their first use.
     *
     * @throws UnavailableException {@code storages-not-ready} when a storage is unreachable or cannot be initialised. {@code problems}
     *     lists the problems of all storages; the errors themselves are suppressed exceptions. Storages that are ready stay open; call
     *     again to retry
     * @throws NotInitializedException {@code storage-closed}
     */
    public void start() {
        requireOpen();
        List<String> problems = new ArrayList<>();
        List<Throwable> causes = new ArrayList<>();
        for (ManagedStorage managed : storages) {
            start(managed, problems, causes);
        }
        if (!problems.isEmpty()) {
            UnavailableException error = new UnavailableException(
                    "storages-not-ready", "not all storages are ready", Map.of("problems", List.copyOf(problems)));
            causes.forEach(error::addSuppressed);
            throw error;
        }
    }

    private static void start(ManagedStorage managed, List<String> problems, List<Throwable> causes) {
        try {
            Storage storage = managed.storage().get();
            Health health = storage.health();
            if (!health.reachable()) {
                problems.add(managed.label() + " is not reachable: " + health.description());
                return;
            }
            storage.init();
        } catch (StorageException | ProvisionException e) {
            // an error during opening is wrapped in an exception of Guice
            Throwable cause = e instanceof ProvisionException && e.getCause() != null ? e.getCause() : e;
            problems.add(managed.label() + " cannot be initialised: " + cause.getMessage());
            causes.add(cause);
        }
    }

    /**
     * Registers an object to close at shutdown, before all objects that were opened earlier. For modules whose objects use a storage.
     *
     * @throws NotInitializedException {@code storage-closed} when the lifecycle is already closed; the object is not registered
     */
    public <T extends AutoCloseable> T closing(T closeable) {
        synchronized (open) {
            requireOpen();
            open.push(closeable);
            return closeable;
        }
    }

    /** Opens a storage and registers it to be closed at shutdown. */
    Storage opened(Supplier<Storage> opening) {
        synchronized (open) {
            requireOpen();
            return closing(opening.get());
        }
    }

    private void requireOpen() {
        synchronized (open) {
            if (closed) {
                throw new NotInitializedException(
                        "storage-closed", "the storages of this injector are closed", Map.of());
            }
        }
    }

    /**
     * Closes all open objects in reverse order; a failure does not prevent the others from being closed. Idempotent. After this, no storage can
     * be opened.
     *
     * @throws RuntimeException the first failure, with the others as suppressed exceptions
     */
    @Override
    public void close() {
        List<AutoCloseable> rest;
        synchronized (open) {
            closed = true;
            rest = List.copyOf(open);
            open.clear();
        }
        RuntimeException failure = null;
        for (AutoCloseable closeable : rest) {
            try {
                closeable.close();
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                RuntimeException next =
                        e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
                if (failure == null) {
                    failure = next;
                } else {
                    failure.addSuppressed(next);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
