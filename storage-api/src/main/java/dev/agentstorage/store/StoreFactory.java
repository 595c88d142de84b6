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
 * Makes the stores of a storage over its backend. For implementations of {@code Storage}; applications get the stores from theirs. The
 * suppliers are asked once for each call: they give the backend when it may be used, and throw when it may not. Immutable and
 * thread-safe.
 */
public final class StoreFactory {
    private final Limits limits;
    private final InstantSource clock;
    private final Duration clockLead;

    /**
     * Makes the factory.
     *
     * @param limits the sizes that the backend accepts
     * @param clock gives the times of changes
     * @param clockLead how far the times that are given to messages may be ahead of the clock, as {@code CommonOptions.CLOCK_LEAD}
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public StoreFactory(Limits limits, InstantSource clock, Duration clockLead) {
        this.limits = Checks.notNull("limits", limits);
        this.clock = Checks.notNull("clock", clock);
        this.clockLead = Checks.notNull("clockLead", clockLead);
    }

    /** Makes the store of conversations, not confined to a resource. */
    public MemoryStore memory(Supplier<MemoryBackend> backend) {
        return new MemoryStore(new MemoryContext(
                backend, limits, clock, new MessageClock(MessageClock.THREADS, clockLead), Scope.ALL));
    }

    /** Makes the store of workflow runs. */
    public WorkflowStore workflows(Supplier<WorkflowBackend> backend) {
        return new WorkflowStore(backend, limits, clock);
    }

    /** Makes the store of traces. */
    public ObservabilityStore observability(Supplier<ObservabilityBackend> backend) {
        return new ObservabilityStore(backend, limits, clock);
    }

    /** Makes the store of scores. */
    public ScoreStore scores(Supplier<ScoreBackend> backend) {
        return new ScoreStore(backend, limits, clock);
    }

    /** Makes the store of agents. */
    public AgentStore agents(Supplier<AgentBackend> backend) {
        return new AgentStore(backend, limits, clock);
    }

    /** Makes the manager of indexes. */
    public IndexManager indexes(Supplier<IndexBackend> backend) {
        return new IndexManager(backend);
    }
}
