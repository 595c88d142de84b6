package dev.agentstorage.spi;

import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Health;
import java.util.Optional;

/**
 * One opened backend: its domains and its lifecycle. Thread-safe. Every method except {@link #init()}, {@link #close()}, {@link #health()}
 * and {@link #unwrap(Class)} is called only after {@code init()} succeeded and before {@code close()}.
 */
public interface StorageBackend extends AutoCloseable {
    /**
     * Prepares the backend, for example its tables. Called by one thread at a time, and again only after a failure. Must be idempotent.
     *
     * @throws dev.agentstorage.error.StorageException when the backend cannot be used
     */
    void init();

    /**
     * Checks the state of the backend. An outage is reported in the result and never thrown.
     *
     * @return the state of the backend
     */
    Health health();

    /**
     * {@return an object of the backend, such as its {@code DataSource}; empty when it has no object of this type}
     *
     * @param <T> the type of the object
     * @param type the type of the object to return
     */
    <T> Optional<T> unwrap(Class<T> type);

    /** {@return the memory domain when the provider has {@link Feature#MEMORY}} */
    default Optional<MemoryBackend> memory() {
        return Optional.empty();
    }

    /** {@return the workflow domain when the provider has {@link Feature#WORKFLOWS}} */
    default Optional<WorkflowBackend> workflows() {
        return Optional.empty();
    }

    /** {@return the observability domain when the provider has {@link Feature#OBSERVABILITY}} */
    default Optional<ObservabilityBackend> observability() {
        return Optional.empty();
    }

    /** {@return the score domain when the provider has {@link Feature#SCORES}} */
    default Optional<ScoreBackend> scores() {
        return Optional.empty();
    }

    /** {@return the agent domain when the provider has {@link Feature#AGENTS}} */
    default Optional<AgentBackend> agents() {
        return Optional.empty();
    }

    /** {@return the index manager when the provider has {@link Feature#INDEXES}} */
    default Optional<IndexBackend> indexes() {
        return Optional.empty();
    }

    /**
     * Closes the backend and releases everything that it opened itself; objects that the caller passed in stay open. Idempotent. Other
     * methods, including {@link #init()}, may be running in other threads: they end soon, with their result, with
     * {@link dev.agentstorage.error.NotInitializedException} {@code storage-closed} if nothing was applied, or with
     * {@link dev.agentstorage.error.OutcomeUnknownException} (rule {@code CORE-14}).
     */
    @Override
    void close();
}
