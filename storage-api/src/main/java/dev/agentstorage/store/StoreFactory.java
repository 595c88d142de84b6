package dev.agentstorage.store;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.IndexBackend;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.value.Limits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Creates the stores of a storage over its backend. For implementations of {@code Storage}; applications get stores from a storage. Every
 * call of a store first checks the state of the storage, then its arguments, and then requests the backend from the supplier once for each
 * step; the supplier throws when the backend may not be used (rule {@code CORE-26}). Immutable and thread-safe.
 */
public final class StoreFactory {
    private final Runnable state;
    private final Limits limits;
    private final InstantSource clock;
    private final Duration clockLead;

    /**
     * Creates the factory.
     *
     * @param state throws {@code NotInitializedException} when the storage is closed, or not initialised with automatic initialisation off;
     *     does no I/O
     * @param limits the limits of the backend
     * @param clock the clock of changes
     * @param clockLead how far assigned message times may be ahead of the clock, as {@code CommonOptions.CLOCK_LEAD}
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public StoreFactory(Runnable state, Limits limits, InstantSource clock, Duration clockLead) {
        this.state = Checks.notNull("state", state);
        this.limits = Checks.notNull("limits", limits);
        this.clock = Checks.notNull("clock", clock);
        this.clockLead = Checks.notNull("clockLead", clockLead);
    }

    /**
     * Creates the store of conversations, not confined to a resource.
     *
     * @param backend supplies the backend of the domain
     * @return the store
     */
    public MemoryStore memory(Supplier<MemoryBackend> backend) {
        return new MemoryStore(
                new MemoryContext(access(backend), new MessageClock(MessageClock.THREADS, clockLead), Scope.ALL));
    }

    /**
     * Creates the store of workflow runs.
     *
     * @param backend supplies the backend of the domain
     * @return the store
     */
    public WorkflowStore workflows(Supplier<WorkflowBackend> backend) {
        return new WorkflowStore(access(backend));
    }

    /**
     * Creates the store of traces.
     *
     * @param backend supplies the backend of the domain
     * @return the store
     */
    public ObservabilityStore observability(Supplier<ObservabilityBackend> backend) {
        return new ObservabilityStore(access(backend));
    }

    /**
     * Creates the store of scores.
     *
     * @param backend supplies the backend of the domain
     * @return the store
     */
    public ScoreStore scores(Supplier<ScoreBackend> backend) {
        return new ScoreStore(access(backend));
    }

    /**
     * Creates the store of agents.
     *
     * @param backend supplies the backend of the domain
     * @return the store
     */
    public AgentStore agents(Supplier<AgentBackend> backend) {
        return new AgentStore(access(backend));
    }

    /**
     * Creates the manager of indexes.
     *
     * @param backend supplies the backend of the domain
     * @return the manager
     */
    public IndexManager indexes(Supplier<IndexBackend> backend) {
        return new IndexManager(access(backend));
    }

    private <B> StoreAccess<B> access(Supplier<B> backend) {
        return new StoreAccess<>(state, backend, limits, clock);
    }
}
