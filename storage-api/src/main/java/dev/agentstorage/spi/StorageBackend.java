package dev.agentstorage.spi;

import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Health;
import java.util.Optional;

/**
 * One opened backend: the domains that it has, and its life. Thread-safe. Every method but {@link #init()}, {@link #close()},
 * {@link #health()} and {@link #unwrap(Class)} is called only after {@code init()} succeeded and before {@code close()}.
 */
public interface StorageBackend extends AutoCloseable {
    /**
     * Prepares what the backend needs, such as tables. Called by one thread at a time; called again only after a failure; harmless when
     * everything is there.
     *
     * @throws dev.agentstorage.error.StorageException when the backend cannot be used
     */
    void init();

    /**
     * Asks the backend how it is; never throws for an outage, which is a state to report.
     *
     * @return the state of the backend
     */
    Health health();

    /**
     * {@return an object behind the backend, such as its {@code DataSource}; empty when it has none of that type}
     *
     * @param <T> the type of the value
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
     * Releases everything that the backend itself opened; harmless when called again; what the caller passed in stays open. Other methods,
     * {@link #init()} included, may be running in other threads: they end soon, with their result, with
     * {@link dev.agentstorage.error.NotInitializedException} {@code storage-closed} when nothing was applied, or with
     * {@link dev.agentstorage.error.OutcomeUnknownException} (rule {@code CORE-14}).
     */
    @Override
    void close();
}
