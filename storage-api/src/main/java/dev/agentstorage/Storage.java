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
 * Entry point to all state of AI agents: one store for each domain that the backend supports. Open one with {@link Storages}, keep it for the life
 * of the application, and close it at the end.
 *
 * <p>A storage initialises itself once, before the first use of a store, also under concurrency. A failed attempt throws, and the next call
 * tries again (rule {@code CORE-12}). With {@code autoInit(false)}, call {@link #init()} first: until then, every use throws
 * {@link NotInitializedException} {@code not-initialized} (rule {@code CORE-13}). After {@link #close()} every operation throws
 * {@link NotInitializedException} {@code storage-closed}; a running operation ends with its result, with that error if nothing was applied, or
 * with {@link dev.agentstorage.error.OutcomeUnknownException} (rule {@code CORE-14}).
 *
 * <p>Thread-safe. Calls block and are suitable for virtual threads. If a thread is interrupted while it waits, the call fails with code
 * {@code interrupted} and the interrupt flag stays set (rule {@code CORE-20}). The store objects never change during the life of the storage.
 *
 * <p>Backends implement {@code StorageBackend}. Do not implement this interface: any release may add methods.
 */
public interface Storage extends AutoCloseable {
    /** {@return the configured name of this storage; the backend's name by default} */
    String id();

    /** {@return the name of the backend} */
    String backend();

    /** {@return the features of the backend; unmodifiable} */
    Set<Feature> features();

    /** {@return the limits of the backend} */
    Limits limits();

    /**
     * Prepares the backend once; further calls do nothing (rule {@code CORE-11}). May also be called when automatic initialisation is on.
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
     * {@return an object of the backend, such as its {@code DataSource}; its use is the caller's responsibility (rule {@code CORE-16})} Does not
     * initialise the storage.
     *
     * @param <T> the type of the object
     * @param type the type of the object to return
     * @throws UnsupportedException when the backend has no object of this type
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
     * {@return the store of a domain; empty when the backend lacks the domain} Same object as the method of that domain returns.
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
     * Removes all data of a resource; see {@link #eraseResource(String, BulkListener)}.
     *
     * @param resourceId the id of the resource
     * @return the number of rows removed, and whether no data of the resource is left
     */
    default BulkResult eraseResource(String resourceId) {
        return eraseResource(resourceId, BulkListener.NONE);
    }

    /**
     * Removes all data of a resource in every domain of the storage, in bounded steps (rule {@code XFER-08}). A resource without data is not an
     * error. If the call is interrupted, repeat it.
     *
     * <p>Rows are selected by their {@code resourceId}. Threads are removed with all their messages, and traces as a whole when their root span has
     * this resource. A row without a {@code resourceId}, such as a score that names only a trace or a thread of the resource, is kept.
     *
     * @param resourceId the id of the resource
     * @param listener receives the number of rows removed so far, in all domains
     * @return the number of rows removed, and whether no data of the resource is left
     * @throws InvalidRequestException {@code null-argument}, {@code id-blank}, {@code text-unstorable}
     */
    BulkResult eraseResource(String resourceId, BulkListener listener);

    /**
     * Closes the storage and releases everything that the backend opened itself; objects that the caller passed in stay open. Idempotent. Running
     * calls end soon; after this method returns, none of them waits or retries (rule {@code CORE-14}).
     */
    @Override
    void close();
}
