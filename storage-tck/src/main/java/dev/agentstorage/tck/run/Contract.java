package dev.agentstorage.tck.run;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.store.AgentStore;
import dev.agentstorage.store.IndexManager;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.store.ObservabilityStore;
import dev.agentstorage.store.ScoreStore;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.tck.engine.run.KitContract;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.tck.fault.Faults;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.opentest4j.TestAbortedException;

/**
 * Base of the contract classes of storages: what a rule's test may use, besides what {@link KitContract} gives. One storage is opened for a
 * whole run.
 */
public abstract class Contract extends KitContract {
    private static final int QUICK_CALLS = 600;

    /** For subclasses. */
    protected Contract() {}

    /**
     * {@return the storage under test, opened and initialised once in a run} It stays open: a test must not close it. Every other worker of
     * {@link Concurrently} has another storage over the same data, where the backend has {@link Feature#PERSISTENCE}: what holds of
     * concurrent calls holds of calls of several storages.
     */
    protected final Storage storage() {
        return subject().storage(Concurrently.worker());
    }

    /** {@return the memory store} */
    protected final MemoryStore memory() {
        return storage().memory();
    }

    /** {@return the workflow store} */
    protected final WorkflowStore workflows() {
        return storage().workflows();
    }

    /** {@return the observability store} */
    protected final ObservabilityStore observability() {
        return storage().observability();
    }

    /** {@return the score store} */
    protected final ScoreStore scores() {
        return storage().scores();
    }

    /** {@return the agent store} */
    protected final AgentStore agents() {
        return storage().agents();
    }

    /** {@return the index manager} */
    protected final IndexManager indexes() {
        return storage().indexes();
    }

    /** {@return the provider under test} */
    protected final StorageProvider provider() {
        return subject().provider();
    }

    /** {@return the configuration that the storage under test was opened with} */
    protected final StorageConfig config() {
        return subject().config();
    }

    /** {@return the features that the author declares} */
    protected final Set<Feature> declared() {
        return subject().declared();
    }

    /** {@return the limits of the storage under test} */
    protected final Limits limits() {
        return storage().limits();
    }

    /**
     * {@return a storage of the same provider and configuration whose limits are small, so that bulk operations of few rows go in several
     * steps; opened once in a run, and not to be closed by a test} It sees the data of {@link #storage()} when the backend has {@link
     * Feature#PERSISTENCE}.
     */
    protected final Storage smallStorage() {
        return subject().small();
    }

    /**
     * Opens another storage with the same provider and configuration, which the caller closes. It sees the data of {@link #storage()}
     * when the backend has {@link Feature#PERSISTENCE}; otherwise it is empty.
     *
     * @return the storage, not yet initialised
     */
    protected final Storage openAnother() {
        return Storages.open(provider(), config());
    }

    /**
     * As {@link #openAnother()}, with a clock of the test's own.
     *
     * @param clock the source of the current time
     * @return the storage, not yet initialised
     */
    protected final Storage openAnother(InstantSource clock) {
        return Storages.open(provider(), config(), clock);
    }

    /** {@return the faults that the author injects; only for tests that {@link dev.agentstorage.tck.rule.Rule#faults() need} it} */
    protected final Faults faults() {
        return subject().faults();
    }

    /** {@return the number of random calls that the run compares with the reference implementation} */
    protected final int calls() {
        return parameter(TckRun.CALLS).map(Integer::valueOf).orElse(QUICK_CALLS);
    }

    /**
     * {@return the number of rows that a volume test stores, which the run may {@linkplain TckRun#ROWS bound}} The report says when the number is not
     * the usual one.
     *
     * @param least as many rows as the test needs to mean anything
     * @param usual as many rows as the test has when the run says nothing
     * @param most as many rows as the test can use
     * @throws TestAbortedException when the run allows fewer than the least
     */
    protected final int rows(int least, int usual, int most) {
        Optional<Integer> bound = parameter(TckRun.ROWS).map(Integer::valueOf);
        if (bound.isEmpty()) {
            return usual;
        } else if (bound.get() < least) {
            throw notRun("it stores %,d rows, and %s allows %,d".formatted(least, TckRun.ROWS, bound.get()));
        }
        int rows = Math.min(bound.get(), most);
        if (rows != usual) {
            remark("with %,d rows, usually %,d".formatted(rows, usual));
        }
        return rows;
    }

    /**
     * As {@link #rows(int, int, int)} for a test that needs just as many rows: returns that number.
     *
     * @param exactly the number of rows
     * @return a negative number, zero or a positive number
     */
    protected final int rows(int exactly) {
        return rows(exactly, exactly, exactly);
    }

    /** {@return whether the times of threads may stay older, as the author says of this set-up} */
    protected final boolean mayLoseBumps() {
        return subject().mayLoseBumps();
    }

    private Subject subject() {
        return subject(Subject.class);
    }
}
