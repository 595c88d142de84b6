package dev.agentstorage.dsql.internal.tx;

import java.sql.SQLException;
import java.util.Optional;

/**
 * Checks whether a change with a lost answer was applied, by at most two reads. It runs in the same transaction as the attempt that
 * follows it, so that a commit which is still under way conflicts with that attempt.
 *
 * @param <T> what the call returns
 */
@FunctionalInterface
public interface Proof<T> {
    /**
     * Returns the result of the call when what is stored is what it was to store, or nothing when the change may be made again.
     *
     * @throws dev.agentstorage.error.OutcomeUnknownException when neither is certain, as after a change by another writer
     */
    Optional<T> find(Session session) throws SQLException;

    /** Makes the proof of a call that may have no result, of one that finds a result only when the change was made. */
    static <T> Proof<Optional<T>> ofSome(Proof<T> proof) {
        return session -> {
            Optional<T> found = proof.find(session);
            return found.isPresent() ? Optional.of(found) : Optional.empty();
        };
    }
}
