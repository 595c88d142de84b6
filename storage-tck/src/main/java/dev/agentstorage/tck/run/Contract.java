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
 * Base of the contract classes of storages: what the tests of rules can use, in addition to {@link KitContract}. One storage is opened for a
 * whole run.
 */
public abstract class Contract extends KitContract {
    private static final int QUICK_CALLS = 600;

    /** For subclasses. */
    protected Contract() {}

    /**
     * {@return the storage under test, opened and initialised once per run} A test must not close it. If the backend has {@link
     * Feature#PERSISTENCE}, every second worker of {@link Concurrently} gets another storage over the same data, so that rules about concurrent
     * calls are also tested across storages.
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

    /** {@return the features that the author of the backend declares} */
    protected final Set<Feature> declared() {
        return subject().declared();
    }

    /** {@return the limits of the storage under test} */
    protected final Limits limits() {
        return storage().limits();
    }

    /**
     * {@return a storage with the same provider and configuration but small limits, so that bulk operations on few rows need several steps;
     * opened once per run; a test must not close it} It sees the data of {@link #storage()} when the backend has {@link Feature#PERSISTENCE}.
     */
    protected final Storage smallStorage() {
        return subject().small();
    }

    /**
     * Opens another storage with the same provider and configuration; the caller must close it. It sees the data of {@link #storage()} when the
     * backend has {@link Feature#PERSISTENCE}; otherwise it is empty.
     *
     * @return the storage, not yet initialised
     */
    protected final Storage openAnother() {
        return Storages.open(provider(), config());
    }

    /**
     * Like {@link #openAnother()}, with a clock of the test.
     *
     * @param clock the source of the current time
     * @return the storage, not yet initialised
     */
    protected final Storage openAnother(InstantSource clock) {
        return Storages.open(provider(), config(), clock);
    }

    /** {@return the fault injection of the author; only for tests that {@linkplain dev.agentstorage.tck.rule.Rule#faults() need} it} */
    protected final Faults faults() {
        return subject().faults();
    }

    /** {@return the number of random calls of this run to compare with the reference implementation} */
    protected final int calls() {
        return parameter(TckRun.CALLS).map(Integer::valueOf).orElse(QUICK_CALLS);
    }

    /**
     * {@return the number of rows that a volume test must store, which {@link TckRun#ROWS} can change} The report mentions a number that is not
     * the default.
     *
     * @param least the minimum number of rows for which the test is meaningful
     * @param usual the number of rows by default
     * @param most the maximum number of rows that the test can use
     * @throws TestAbortedException when the run allows fewer than {@code least} rows
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
     * Like {@link #rows(int, int, int)}, for a test that needs exactly this number of rows.
     *
     * @param exactly the number of rows
     * @return {@code exactly}
     */
    protected final int rows(int exactly) {
        return rows(exactly, exactly, exactly);
    }

    /** {@return whether this setup may lose updates of the times of threads, according to the author} */
    protected final boolean mayLoseBumps() {
        return subject().mayLoseBumps();
    }

    private Subject subject() {
        return subject(Subject.class);
    }
}
