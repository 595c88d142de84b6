package dev.agentstorage.dsql.local.internal.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rows that transactions had locked when they committed, as long as a transaction with an older snapshot may change one
 * of them: PostgreSQL keeps no trace of such a lock. Thread-safe.
 */
final class CommittedLocks {
    private static final long NOT_YET = Long.MAX_VALUE;

    private final Map<Transaction, Committed> all = new ConcurrentHashMap<>();

    /**
     * Rows of one table.
     *
     * @param relation PostgreSQL's number of the table
     * @param rows where they are, as the text of an array of {@code tid}
     * @param forUpdate whether they were locked FOR UPDATE, and not FOR KEY SHARE
     */
    record Rows(long relation, String rows, boolean forUpdate) {}

    /** @param commit the number of commits with it; {@link #NOT_YET} until it is known */
    private record Committed(long commit, List<Rows> rows) {}

    /** The transaction is about to commit, after which its locks are gone. */
    void announce(Transaction transaction, List<Rows> rows) {
        if (!rows.isEmpty()) {
            all.put(transaction, new Committed(NOT_YET, List.copyOf(rows)));
        }
    }

    /**
     * The transaction has committed.
     *
     * @param commit the number of commits with this one
     * @param oldestSnapshot the number of commits that the oldest open snapshot has seen at least
     */
    void committed(Transaction transaction, long commit, long oldestSnapshot) {
        all.computeIfPresent(transaction, (key, announced) -> new Committed(commit, announced.rows()));
        all.values().removeIf(each -> each.commit() <= oldestSnapshot);
    }

    /** The transaction has ended; unless it has committed, its locks were nothing. */
    void ended(Transaction transaction) {
        all.computeIfPresent(transaction, (key, each) -> each.commit() == NOT_YET ? null : each);
    }

    /** What was locked by transactions that a snapshot does not see. */
    List<Rows> unseenBy(Transaction transaction) {
        List<Rows> rows = new ArrayList<>();
        for (Map.Entry<Transaction, Committed> each : all.entrySet()) {
            if (each.getKey() != transaction && each.getValue().commit() > transaction.commitsSeen) {
                rows.addAll(each.getValue().rows());
            }
        }
        return rows;
    }
}
