package dev.agentstorage.dsql.local.internal.transaction;

import java.util.ArrayList;
import java.util.List;

/** The statements of a transaction that are needed to replay it after it was rolled back. Not thread-safe. */
public final class WriteLog {
    private final List<LoggedStatement> writes = new ArrayList<>();
    private final List<LoggedStatement> lockingReads = new ArrayList<>();
    private boolean savepoint;
    private boolean incomplete;

    /** Marks that PostgreSQL has a savepoint before the first write. */
    public void savepointSet() {
        savepoint = true;
    }

    public boolean hasSavepoint() {
        return savepoint;
    }

    /** Whether the transaction can be rolled back to its savepoint and replayed from there. */
    public boolean isReplayable() {
        return savepoint && !incomplete;
    }

    /** Marks that the transaction contains a statement that cannot be replayed. */
    public void markIncomplete() {
        incomplete = true;
    }

    public void addWrite(LoggedStatement write) {
        writes.add(write);
    }

    /** Adds a statement with a locking clause. */
    public void addLockingRead(LoggedStatement read) {
        lockingReads.add(read);
    }

    public List<LoggedStatement> writes() {
        return List.copyOf(writes);
    }

    public List<LoggedStatement> lockingReads() {
        return List.copyOf(lockingReads);
    }

    /** Releases the memory of the log; the transaction cannot be replayed. */
    public void discard() {
        incomplete = true;
        writes.clear();
        lockingReads.clear();
    }
}
