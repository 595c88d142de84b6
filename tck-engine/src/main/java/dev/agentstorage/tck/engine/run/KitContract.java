package dev.agentstorage.tck.engine.run;

import dev.agentstorage.tck.engine.support.SeededRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * Base of the contract classes of a kit. One subject is shared by all rules of a run, which keep out of each other's way by random ids
 * alone; a test never assumes that the backend is empty.
 *
 * <p>The members work from the moment that a test's {@code @BeforeEach} methods run, not in constructors and field initialisers. A test
 * that does not apply to the backend runs none of them.
 */
public abstract class KitContract {
    /** How the reason begins of what the run was asked to leave out. */
    static final String NOT_RUN = "not run: ";

    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");

    private @Nullable Session session;
    private @Nullable Attempt attempt;
    private long seed;

    /** For subclasses. */
    protected KitContract() {}

    /** Hands in the run; the seed and the attempt, if there is one, belong to the test that comes next. */
    final void attach(Session session, @Nullable Attempt attempt, long seed) {
        this.session = session;
        this.attempt = attempt;
        this.seed = seed;
    }

    /** Returns what is under test, of the type that the kit makes. */
    protected final <T extends KitSubject> T subject(Class<T> type) {
        return type.cast(session().subject());
    }

    /** Returns a configuration parameter or system property of the run. */
    protected final Optional<String> parameter(String name) {
        return session().parameter(name);
    }

    /** Returns a new id, {@code prefix} and a random part: globally unique, so that runs may share one database. */
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

    /** Adds to the test's row of the report what a reader must know of a result that is no failure. */
    protected final void remark(String text) {
        if (attempt != null) {
            attempt.addRemark(text);
        }
    }

    /**
     * Returns what a test throws to end without a result: the report gives the reason, and its verdict is {@code INCOMPLETE}. For what the
     * run was asked to leave out, never for what the backend lacks.
     */
    protected final TestAbortedException notRun(String reason) {
        return new TestAbortedException(NOT_RUN + reason);
    }

    private Session session() {
        if (session == null) {
            throw new IllegalStateException("a contract works only in its tests, as a @Nested class of a kit");
        }
        return session;
    }
}
