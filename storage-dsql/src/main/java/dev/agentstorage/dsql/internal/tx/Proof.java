package dev.agentstorage.dsql.internal.tx;

import java.sql.SQLException;
import java.util.Optional;

/**
 * Checks, with at most two reads, whether a change with a lost answer was applied. Runs in the same transaction as the
 * following attempt, so that a commit that is still in progress conflicts with that attempt.
 *
 * @param <T> the result type of the call
 */
@FunctionalInterface
public interface Proof<T> {
    /**
     * Returns the result of the call if its change is stored; empty if it was not applied and can be repeated.
     *
     * @throws dev.agentstorage.error.OutcomeUnknownException if neither is certain, for example after a change by another writer
     */
    Optional<T> find(Session session) throws SQLException;

    /** Adapts a proof to a call with an optional result; the given proof must return a result only if the change was applied. */
    static <T> Proof<Optional<T>> ofSome(Proof<T> proof) {
        return session -> {
            Optional<T> found = proof.find(session);
            return found.isPresent() ? Optional.of(found) : Optional.empty();
        };
    }
}
