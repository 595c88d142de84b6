package dev.agentstorage.dsql.local.internal.transaction;

/**
 * The current transaction of a session. It always exists, and is {@linkplain Transaction#isIdle() idle} if none is
 * open. Changed under the session's lock; {@link #get()} may be called by any thread.
 */
public final class CurrentTransaction {
    private volatile Transaction transaction = new Transaction();

    public Transaction get() {
        return transaction;
    }

    /** Returns the open transaction; begins an implicit one if none is open. */
    public Transaction open() {
        Transaction current = transaction;
        current.begin();
        return current;
    }

    /** Replaces the ended transaction with an idle one. */
    public void end() {
        transaction = new Transaction();
    }
}
