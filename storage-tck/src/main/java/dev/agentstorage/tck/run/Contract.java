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
import dev.agentstorage.tck.support.Concurrently;
import dev.agentstorage.tck.support.SeededRandom;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Base of the contract classes: what a rule's test may use. One storage is opened for a whole run and shared by all rules, which keep
 * out of each other's way by random ids alone; a test never assumes that the storage is empty.
 *
 * <p>The members work from the moment that a test's {@code @BeforeEach} methods run, not in constructors and field initialisers. A test
 * that does not apply to the backend runs none of them.
 */
public abstract class Contract {
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");

    private @Nullable Session session;
    private long seed;

    /** For subclasses. */
    protected Contract() {}

    /** Hands in the run; the seed belongs to the test that comes next. */
    final void attach(Session session, long seed) {
        this.session = session;
        this.seed = seed;
    }

    /**
     * Returns the storage under test, opened and initialised once in a run. It stays open: a test must not close it. Every other worker of
     * {@link Concurrently} has another storage over the same data, where the backend has {@link Feature#PERSISTENCE}: what holds of
     * concurrent calls holds of calls of several storages.
     */
    protected final Storage storage() {
        return session().subject().storage(Concurrently.worker());
    }

    /** Returns the memory store. */
    protected final MemoryStore memory() {
        return storage().memory();
    }

    /** Returns the workflow store. */
    protected final WorkflowStore workflows() {
        return storage().workflows();
    }

    /** Returns the observability store. */
    protected final ObservabilityStore observability() {
        return storage().observability();
    }

    /** Returns the score store. */
    protected final ScoreStore scores() {
        return storage().scores();
    }

    /** Returns the agent store. */
    protected final AgentStore agents() {
        return storage().agents();
    }

    /** Returns the index manager. */
    protected final IndexManager indexes() {
        return storage().indexes();
    }

    /** Returns the provider under test. */
    protected final StorageProvider provider() {
        return session().subject().provider();
    }

    /** Returns the configuration that the storage under test was opened with. */
    protected final StorageConfig config() {
        return session().subject().config();
    }

    /** Returns the features that the author declares. */
    protected final Set<Feature> declared() {
        return session().features();
    }

    /** Returns the limits of the storage under test. */
    protected final Limits limits() {
        return storage().limits();
    }

    /**
     * Opens another storage with the same provider and configuration, which the caller closes. It sees the data of {@link #storage()}
     * when the backend has {@link Feature#PERSISTENCE}; otherwise it is empty.
     */
    protected final Storage openAnother() {
        return Storages.open(provider(), config());
    }

    /** As {@link #openAnother()}, with a clock of the test's own. */
    protected final Storage openAnother(InstantSource clock) {
        return Storages.open(provider(), config(), clock);
    }

    /** Returns how many random calls the run compares with the reference implementation. */
    protected final int calls() {
        return session().calls();
    }

    /** Returns whether the times of threads may stay older, as the author says of this set-up. */
    protected final boolean mayLoseBumps() {
        return session().mayLoseBumps();
    }

    /** Returns a new id, {@code prefix} and a random part: unique for ever, so that runs may share one database. */
    protected final String id(String prefix) {
        return prefix + "-" + UUID.randomUUID();
    }

    /** Returns a fixed instant of whole seconds, 2024-01-01T00:00:00Z, from which tests count. */
    protected final Instant base() {
        return BASE;
    }

    /**
     * Returns a new source of random choices, the same in each call of one test and in each run with the same seed, whatever the order of
     * tests. Ids do not come from it: a replay would meet its own data.
     */
    protected final SeededRandom random() {
        return new SeededRandom(seed);
    }

    private Session session() {
        if (session == null) {
            throw new IllegalStateException("a contract works only in its tests, as a @Nested class of a kit");
        }
        return session;
    }
}
