package dev.agentstorage.dsql.local.internal.conflict;

import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A session that holds locks, as seen by the sessions that wait for them. Thread-safe. */
public interface LockHolder {

    /** The session's current transaction; it may change at any time. */
    Transaction transaction();

    /** Whether the session is handling a message. Does not block; the answer may be outdated. */
    boolean isActive();

    /**
     * Releases the locks of the session's transaction, unless the session is active.
     *
     * @param stillBlocks checked when the session can no longer become active
     * @param waiting the transaction that waits; null for a job
     * @param forSchema whether it waits in order to change the schema
     * @return false if the session is active
     */
    boolean evict(Condition stillBlocks, @Nullable Transaction waiting, boolean forSchema) throws IOException;

    /** A condition that is evaluated by a query to PostgreSQL. */
    interface Condition {
        boolean holds() throws IOException;
    }
}
