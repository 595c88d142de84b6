package dev.agentstorage.tck.engine.run;

import dev.agentstorage.tck.engine.support.SeededRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * Base of the contract classes of a kit. All rules of a run share one subject; tests are isolated only by random ids, and must not assume that
 * the backend is empty.
 *
 * <p>The methods work from the {@code @BeforeEach} methods of a test on, not in constructors and field initialisers. For a test that does not
 * apply to the backend, none of these methods is run.
 */
public abstract class KitContract {
    /** The beginning of the reason for tests that the run was configured to leave out. */
    static final String NOT_RUN = "not run: ";

    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");

    private @Nullable Session session;
    private @Nullable Attempt attempt;
    private long seed;

    /** For subclasses. */
    protected KitContract() {}

    /** Sets the session, and the seed and the attempt, if any, of the next test. */
    final void attach(Session session, @Nullable Attempt attempt, long seed) {
        this.session = session;
        this.attempt = attempt;
        this.seed = seed;
    }

    /** Returns the subject under test, of the type that the kit creates. */
    protected final <T extends KitSubject> T subject(Class<T> type) {
        return type.cast(session().subject());
    }

    /** Returns a configuration parameter or system property. */
    protected final Optional<String> parameter(String name) {
        return session().parameter(name);
    }

    /** Returns a new id: {@code prefix} and a random part. Globally unique, so that several runs can share a database. */
    protected final String id(String prefix) {
        return prefix + "-" + UUID.randomUUID();
    }

    /** Returns a fixed instant, 2024-01-01T00:00:00Z, as the origin of times in tests. */
    protected final Instant base() {
        return BASE;
    }

    /**
     * Returns a new source of random choices. All calls in one test, and all runs with the same seed, return the same choices, in any order of
     * tests. Do not derive ids from it: a replay would find the data of the first run.
     */
    protected final SeededRandom random() {
        return new SeededRandom(seed);
    }

    /** Adds a remark to the test's result in the report, for a result that is not a failure. */
    protected final void remark(String text) {
        if (attempt != null) {
            attempt.addRemark(text);
        }
    }

    /**
     * Returns an exception that ends a test without a result; the report contains the reason, and its verdict is {@code INCOMPLETE}. Only for
     * tests that the run was configured to leave out, never for features that the backend lacks.
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
