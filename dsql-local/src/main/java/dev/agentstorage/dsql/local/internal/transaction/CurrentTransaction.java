package dev.agentstorage.dsql.local.internal.transaction;

/**
 * The transaction of a session. There is always one, {@linkplain Transaction#isIdle() idle} between two. Changed under the
 * session's lock; {@link #get()} may be called by any thread.
 */
public final class CurrentTransaction {
    private volatile Transaction transaction = new Transaction();

    public Transaction get() {
        return transaction;
    }

    /** The open transaction; an implicit one begins if none is open. */
    public Transaction open() {
        Transaction current = transaction;
        current.begin();
        return current;
    }

    /** The transaction has ended. */
    public void end() {
        transaction = new Transaction();
    }
}
