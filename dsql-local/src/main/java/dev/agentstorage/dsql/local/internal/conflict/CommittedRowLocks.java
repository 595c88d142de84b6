package dev.agentstorage.dsql.local.internal.conflict;

import dev.agentstorage.dsql.local.internal.backend.LockedRows;
import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rows that transactions had locked when they committed, as long as a transaction with an older snapshot may change one
 * of them: PostgreSQL keeps no trace of such a lock. Thread-safe.
 */
final class CommittedRowLocks {
    private static final long UNKNOWN = Long.MAX_VALUE;

    private final Map<Transaction, Committed> all = new ConcurrentHashMap<>();

    /** @param commit the number of commits with it; {@link #UNKNOWN} until it has committed */
    private record Committed(long commit, List<LockedRows> rows) {}

    /** The transaction is about to commit, after which its locks are gone. */
    void announce(Transaction transaction, List<LockedRows> rows) {
        if (!rows.isEmpty()) {
            all.put(transaction, new Committed(UNKNOWN, List.copyOf(rows)));
        }
    }

    /**
     * The transaction has committed.
     *
     * @param commit the number of commits with this one
     * @param oldestSnapshot the number of commits that the oldest open snapshot sees at least
     */
    void committed(Transaction transaction, long commit, long oldestSnapshot) {
        all.computeIfPresent(transaction, (key, announced) -> new Committed(commit, announced.rows()));
        all.values().removeIf(each -> each.commit() <= oldestSnapshot);
    }

    /** The transaction has ended; unless it has committed, its locks do not count. */
    void ended(Transaction transaction) {
        all.computeIfPresent(transaction, (key, each) -> each.commit() == UNKNOWN ? null : each);
    }

    /** The rows that were locked by transactions that a snapshot does not see. */
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
