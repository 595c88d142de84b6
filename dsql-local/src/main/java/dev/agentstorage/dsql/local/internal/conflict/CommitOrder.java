package dev.agentstorage.dsql.local.internal.conflict;

import dev.agentstorage.dsql.local.internal.backend.LockedRows;
import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Serializes the commits of all sessions, and decides which of several conflicting transactions commits. Thread-safe.
 */
public final class CommitOrder {
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong schema = new AtomicLong();
    private final ReentrantLock deciding = new ReentrantLock();
    private final CommittedRowLocks rowLocks = new CommittedRowLocks();
    private final LockWaitResolver sessions;

    public CommitOrder(LockWaitResolver sessions) {
        this.sessions = sessions;
    }

    /** Runs COMMIT or ROLLBACK in PostgreSQL. */
    public interface Ending {
        /** @return the ErrorResponse for the client; null if the transaction committed */
        byte @Nullable [] run() throws IOException;
    }

    /** The number of commits that changed data or schema. */
    public long commits() {
        return commits.get();
    }

    /** The version of the schema: the number of commits that changed it. */
    public long schema() {
        return schema.get();
    }

    /**
     * Commits a transaction, or rolls it back if a conflicting one has committed.
     *
     * @return the ErrorResponse for the client; null if the transaction committed
     */
    public byte @Nullable [] commit(Transaction transaction, Ending commit, Ending rollback) throws IOException {
        if (!transaction.hasConflicts()) {
            return commit.run();
        }
        // Only one of several conflicting transactions may commit, so the decision and the commit are one atomic step.
        deciding.lock();
        try {
            if (transaction.conflict() != null) {
                return rollback.run();
            }
            transaction.markConflicting();
            return commit.run();
        } finally {
            deciding.unlock();
        }
    }

    /**
     * Counts a committed transaction.
     *
     * @return the schema version after this commit
     */
    public long committed(Transaction transaction) {
        if (transaction.writes()) {
            long number = commits.incrementAndGet();
            rowLocks.committed(transaction, number, sessions.oldestSnapshot(number));
        }
        return transaction.changesSchema() ? schema.incrementAndGet() : schema.get();
    }

    /** Called when a transaction has ended, committed or not. */
    public void ended(Transaction transaction) {
        rowLocks.ended(transaction);
    }

    /** Announces, before a transaction commits, the rows that it has locked but not changed. */
    void announce(Transaction transaction, List<LockedRows> rows) {
        rowLocks.announce(transaction, rows);
    }

    /** Whether the transaction has changed a row that was locked by a transaction that committed after its snapshot. */
    boolean conflictsWithRowLocks(Transaction transaction, int pid) throws IOException {
        List<LockedRows> unseen = rowLocks.unseenBy(transaction);
        return !unseen.isEmpty() && sessions.conflicts(pid, unseen);
    }
}
