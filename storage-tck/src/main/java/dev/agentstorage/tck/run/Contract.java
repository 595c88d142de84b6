package dev.agentstorage.tck.run;

import java.time.Instant;
import java.util.UUID;

/**
 * Base of the contract classes: what a rule's test may use. One storage is opened for a whole run and shared by all rules, which keep
 * out of each other's way by random ids alone; a test never assumes that the storage is empty.
 *
 * <p>The members work from the moment that a test's {@code @BeforeEach} methods run, not in constructors and field initialisers.
 */
public abstract class Contract {
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");

    /** For subclasses. */
    protected Contract() {}

    /** Returns a new id, {@code prefix} and a random part: unique for ever, so that runs may share one database. */
    protected final String id(String prefix) {
        return prefix + "-" + UUID.randomUUID();
    }

    /** Returns a fixed instant of whole seconds, 2024-01-01T00:00:00Z, from which tests count. */
    protected final Instant base() {
        return BASE;
    }
}
