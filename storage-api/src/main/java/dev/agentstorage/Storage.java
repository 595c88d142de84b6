package dev.agentstorage;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.store.AgentStore;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.IndexManager;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.store.ObservabilityStore;
import dev.agentstorage.store.ScoreStore;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Health;
import dev.agentstorage.value.Limits;
import java.util.Optional;
import java.util.Set;

/**
 * Entry point to all state of AI agents: a store for each domain that the backend has. Open one with {@link Storages}, keep it for the
 * life of the application, close it at the end.
 *
 * <p>A storage initialises itself before the first use of a store: once, also under concurrency; a failed attempt throws, and the next caller tries
 * again (rule {@code CORE-12}). With {@code autoInit(false)} that is left to {@link #init()}, and a use before it throws
 * {@link NotInitializedException} {@code not-initialized} (rule {@code CORE-13}). After {@link #close()} every operation throws
 * {@link NotInitializedException} {@code storage-closed}; a running one then ends with its result, with that error when nothing was applied,
 * or with {@link dev.agentstorage.error.OutcomeUnknownException} (rule {@code CORE-14}).
 *
 * <p>Thread-safe; calls block and suit virtual threads. A thread that is interrupted while it waits gets an error of the code
 * {@code interrupted} and stays interrupted (rule {@code CORE-20}). The stores are the same objects for the life of the storage.
 *
 * <p>Backends implement {@code StorageBackend}; do not implement this interface: methods may be added in any release.
 */
public interface Storage extends AutoCloseable {
    /** {@return the name that the configuration gave to this storage; the backend's name unless it was set} */
    String id();

    /** {@return the name of the backend} */
    String backend();

    /** {@return the features of the backend; unmodifiable} */
    Set<Feature> features();

    /** {@return the limits of the backend} */
    Limits limits();

    /**
     * Prepares the backend once; further calls do nothing (rule {@code CORE-11}). It may also be called when the storage initialises
     * itself.
     *
     * @throws dev.agentstorage.error.StorageException when the backend cannot be used; call again to try again
     * @throws NotInitializedException {@code storage-closed}
     */
    void init();

    /**
     * Returns the health of the backend without initialising it. An outage is reported, not thrown (rule {@code CORE-15}).
     *
     * @return the state of the backend
     * @throws NotInitializedException {@code storage-closed}
     */
    Health health();

    /**
     * {@return an object behind the backend, such as its {@code DataSource}; its use is up to the caller (rule
     * {@code CORE-16})} Does not initialise the storage.
     *
     * @param <T> the type of the value
     * @param type the type of the object to return
     * @throws UnsupportedException when the backend has none of that type
     * @throws NotInitializedException {@code storage-closed}
     */
    <T> T unwrap(Class<T> type);

    /**
     * {@return the store of threads, messages and resources}
     *
     * @throws UnsupportedException when the backend lacks it
     */
    default MemoryStore memory() {
        return require(Domain.MEMORY);
    }

    /**
     * {@return the store of workflow runs}
     *
     * @throws UnsupportedException when the backend lacks it
     */
    default WorkflowStore workflows() {
        return require(Domain.WORKFLOWS);
    }

    /**
     * {@return the store of spans and traces}
     *
     * @throws UnsupportedException when the backend lacks it
     */
    default ObservabilityStore observability() {
        return require(Domain.OBSERVABILITY);
    }

    /**
     * {@return the store of evaluation scores}
     *
     * @throws UnsupportedException when the backend lacks it
     */
    default ScoreStore scores() {
        return require(Domain.SCORES);
    }

    /**
     * {@return the store of agent definitions}
     *
     * @throws UnsupportedException when the backend lacks it
     */
    default AgentStore agents() {
        return require(Domain.AGENTS);
    }

    /**
     * {@return the manager of declared indexes}
     *
     * @throws UnsupportedException when the backend lacks it
     */
    default IndexManager indexes() {
        return require(Domain.INDEXES);
    }

    /**
     * {@return the store of a domain; empty when the backend lacks it} The same object as the domain's own method gives.
     *
     * @param <S> the type of the store
     * @param domain the domain
     */
    <S> Optional<S> find(Domain<S> domain);

    private <S> S require(Domain<S> domain) {
        return find(domain)
                .orElseThrow(() -> new UnsupportedException(domain.feature().name(), backend()));
    }

    /**
     * Removes all data of a resource, as {@link #eraseResource(String, BulkListener)}.
     *
     * @param resourceId the id of the resource
     * @return the number of rows affected, and whether no matching rows are left
     */
    default BulkResult eraseResource(String resourceId) {
        return eraseResource(resourceId, BulkListener.NONE);
    }

    /**
     * Removes all data of a resource in every domain of the storage, in bounded steps (rule {@code XFER-08}). A resource without data is no error. When it is interrupted, call it
     * again.
     *
     * <p>It uses the {@code resourceId} of each row: threads are removed with all their messages, and traces whose root has it as a
     * whole. A row that names only a thread or a trace of the resource, such as a score without a {@code resourceId}, stays.
     *
     * @param resourceId the id of the resource
     * @param listener receives the number of rows removed so far, over all domains
     * @return the number of rows affected, and whether no matching rows are left
     * @throws InvalidRequestException {@code null-argument}, {@code id-blank}, {@code text-unstorable}
     */
    BulkResult eraseResource(String resourceId, BulkListener listener);

    /**
     * Releases everything that the backend itself opened; what the caller passed in stays open. Idempotent. Running calls end soon, and none of them waits or is retried after this has
     * returned (rule {@code CORE-14}).
     */
    @Override
    void close();
}
