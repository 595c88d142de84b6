package dev.agentstorage.dsql.local.internal.conflict;

import dev.agentstorage.dsql.local.internal.backend.LockedRows;
import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rows that committed transactions had locked, which PostgreSQL does not remember. An entry is kept as long as a
 * transaction with an older snapshot may change one of its rows. Thread-safe.
 */
final class CommittedRowLocks {
    private static final long UNKNOWN = Long.MAX_VALUE;

    private final Map<Transaction, Committed> all = new ConcurrentHashMap<>();

    /** @param commit the number of commits including this one; {@link #UNKNOWN} until it has committed */
    private record Committed(long commit, List<LockedRows> rows) {}

    /** Records the row locks of a transaction that is about to commit, which releases them. */
    void announce(Transaction transaction, List<LockedRows> rows) {
        if (!rows.isEmpty()) {
            all.put(transaction, new Committed(UNKNOWN, List.copyOf(rows)));
        }
    }

    /**
     * Called when a transaction has committed.
     *
     * @param commit the number of commits including this one
     * @param oldestSnapshot the minimum number of commits that the oldest open snapshot sees
     */
    void committed(Transaction transaction, long commit, long oldestSnapshot) {
        all.computeIfPresent(transaction, (key, announced) -> new Committed(commit, announced.rows()));
        all.values().removeIf(each -> each.commit() <= oldestSnapshot);
    }

    /** Called when a transaction has ended; its locks do not count unless it has committed. */
    void ended(Transaction transaction) {
        all.computeIfPresent(transaction, (key, each) -> each.commit() == UNKNOWN ? null : each);
    }

    /** The rows locked by transactions that committed after this transaction's snapshot. */
    List<LockedRows> unseenBy(Transaction transaction) {
        List<LockedRows> rows = new ArrayList<>();
        for (Map.Entry<Transaction, Committed> each : all.entrySet()) {
            if (each.getKey() != transaction && each.getValue().commit() > transaction.commitsSeen()) {
                rows.addAll(each.getValue().rows());
            }
        }
        return rows;
    }
}
