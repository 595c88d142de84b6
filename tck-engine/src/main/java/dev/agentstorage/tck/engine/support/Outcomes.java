package dev.agentstorage.tck.engine.support;

import dev.agentstorage.tck.engine.support.Concurrently.Outcome;
import java.util.Arrays;
import java.util.List;

/**
 * The outcomes of operations in several threads. Immutable.
 *
 * @param all all outcomes, sorted by worker and round
 */
public record Outcomes<T>(List<Outcome<T>> all) {
    /** Copies the list. */
    public Outcomes {
        all = List.copyOf(all);
    }

    /** Returns the results of the successful operations, without {@code null}. */
    public List<T> values() {
        return all.stream().flatMap(outcome -> outcome.value().stream()).toList();
    }

    /** Returns the errors of the failed operations. */
    public List<Throwable> errors() {
        return all.stream().flatMap(outcome -> outcome.error().stream()).toList();
    }

    /** Returns the number of operations without an exception. */
    public long successes() {
        return all.stream().filter(outcome -> outcome.error().isEmpty()).count();
    }

    /**
     * Asserts that operations threw only errors of these types.
     *
     * @return this
     * @throws AssertionError with the first other error as its cause and further ones as suppressed exceptions
     */
    public Outcomes<T> allowOnly(Class<?>... types) {
        List<Throwable> others = errors().stream()
                .filter(error -> Arrays.stream(types).noneMatch(type -> type.isInstance(error)))
                .toList();
        if (!others.isEmpty()) {
            AssertionError failure = new AssertionError(
                    others.size() + " of " + all.size() + " operations failed, the first with " + others.get(0),
                    others.get(0));
            others.stream().skip(1).limit(10).forEach(failure::addSuppressed);
            throw failure;
        }
        return this;
    }
}
