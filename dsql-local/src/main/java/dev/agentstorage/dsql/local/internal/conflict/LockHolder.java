package dev.agentstorage.dsql.local.internal.conflict;

import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A session as others see it that wait for its locks. Thread-safe. */
public interface LockHolder {

    /** The session's transaction now; it may change at any time. */
    Transaction transaction();

    /** Whether the session handles a message now. A guess, without waiting. */
    boolean isActive();

    /**
     * Releases the locks of the session's transaction, unless the session is active.
     *
     * @param stillBlocks checked when the session cannot become active any more
     * @param waiting the transaction that waits, or null for a job
     * @param forSchema whether it waits in order to change the schema
     * @return false if the session is active
     */
    boolean evict(Condition stillBlocks, @Nullable Transaction waiting, boolean forSchema) throws IOException;

    /** A condition that PostgreSQL is asked for. */
    interface Condition {
        boolean holds() throws IOException;
    }
}
