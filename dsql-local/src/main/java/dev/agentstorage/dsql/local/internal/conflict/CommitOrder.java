package dev.agentstorage.dsql.local.internal.conflict;

import dev.agentstorage.dsql.local.internal.backend.LockedRows;
import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The order in which the transactions of all sessions commit, and which of those that conflict commits. Thread-safe. */
public final class CommitOrder {
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong schema = new AtomicLong();
    private final ReentrantLock deciding = new ReentrantLock();
    private final CommittedRowLocks rowLocks = new CommittedRowLocks();
    private final LockWaitResolver sessions;

    public CommitOrder(LockWaitResolver sessions) {
        this.sessions = sessions;
    }

    /** COMMIT or ROLLBACK of PostgreSQL. */
    public interface Ending {
        /** @return the ErrorResponse for the client; null if the transaction committed */
        byte @Nullable [] run() throws IOException;
    }

    /** The number of commits that changed anything. */
    public long commits() {
        return commits.get();
    }

    /** The version of the schema: the number of commits that changed it. */
    public long schema() {
        return schema.get();
    }

    /**
     * Commits a transaction, unless one that it conflicts with has committed.
     *
     * @return the ErrorResponse for the client; null if the transaction committed
     */
    public byte @Nullable [] commit(Transaction transaction, Ending commit, Ending rollback) throws IOException {
        if (!transaction.hasConflicts()) {
            return commit.run();
        }
        // Of those that conflict only one commits, so deciding and committing is one step.
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
     * Counts a transaction that has committed.
     *
     * @return the version of the schema with this commit
     */
    public long committed(Transaction transaction) {
        if (transaction.writes()) {
            long number = commits.incrementAndGet();
            rowLocks.committed(transaction, number, sessions.oldestSnapshot(number));
        }
        return transaction.changesSchema() ? schema.incrementAndGet() : schema.get();
    }

    /** The transaction has ended, committed or not. */
    public void ended(Transaction transaction) {
        rowLocks.ended(transaction);
    }

    /** The rows that a transaction has locked and not changed; announced before it commits. */
    void announce(Transaction transaction, List<LockedRows> rows) {
        rowLocks.announce(transaction, rows);
    }

    /** Whether the transaction has changed a row that another one had locked when it committed after the snapshot. */
    boolean conflictsWithRowLocks(Transaction transaction, int pid) throws IOException {
        List<LockedRows> unseen = rowLocks.unseenBy(transaction);
        return !unseen.isEmpty() && sessions.conflicts(pid, unseen);
    }
}
