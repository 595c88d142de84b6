package dev.agentstorage.dsql.local.internal.conflict;

import dev.agentstorage.dsql.local.internal.backend.LockedRows;
import dev.agentstorage.dsql.local.internal.backend.MonitorConnection;
import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Resolves lock waits by evicting the transactions of idle sessions that hold the locks. Thread-safe. */
public final class LockWaitResolver {
    /** If two active sessions wait for each other, the younger transaction retries after this time. */
    private static final long DEADLOCK_NANOS = 20_000_000;

    private final MonitorConnection monitor;
    private final Map<Integer, LockHolder> sessions = new ConcurrentHashMap<>();

    public LockWaitResolver(MonitorConnection monitor) {
        this.monitor = monitor;
    }

    public void add(int pid, LockHolder session) {
        sessions.put(pid, session);
    }

    public void remove(int pid) {
        sessions.remove(pid);
    }

    /**
     * Evicts the idle sessions that a process waits for.
     *
     * @param waiting the transaction that waits; null for a job
     * @param forSchema whether it waits in order to change the schema
     * @return whether the waiting transaction must release its own locks, because an active session waits for them
     */
    public boolean resolve(int pid, @Nullable Transaction waiting, boolean forSchema, long waitedNanos)
            throws IOException {
        if (waitedNanos < DEADLOCK_NANOS && waiting != null && !mayBeBlocked(waiting)) {
            return false;
        }
        boolean mustRelease = false;
        for (int blocker : monitor.blockers(pid)) {
            LockHolder holder = sessions.get(blocker);
            if (holder != null
                    && !holder.evict(() -> monitor.blockers(pid).contains(blocker), waiting, forSchema)
                    && waiting != null
                    && waitedNanos > DEADLOCK_NANOS) {
                mustRelease |= monitor.blockers(blocker).contains(pid)
                        && holder.transaction().isOlderThan(waiting);
            }
        }
        return mustRelease;
    }

    /**
     * Avoids a query to PostgreSQL, which delays all sessions; usually a response is late only because the machine is
     * busy.
     */
    private boolean mayBeBlocked(Transaction waiting) {
        return sessions.values().stream().anyMatch(session -> mayBlock(session, waiting));
    }

    private static boolean mayBlock(LockHolder session, Transaction waiting) {
        Transaction held = session.transaction();
        if (held.isIdle() || held == waiting || session.isActive()) {
            return false;
        }
        return waiting.changesSchema() || held.changesSchema() || (waiting.changesData() && held.changesData());
    }

    /**
     * Marks open transactions that have used these relations as outdated, after a job has changed their definitions.
     */
    public void schemaChanged(Set<Long> relations) throws IOException {
        for (int pid : monitor.users(relations)) {
            LockHolder session = sessions.get(pid);
            if (session != null) {
                session.transaction().outdate();
            }
        }
    }

    /** Whether the changes of the process's transaction conflict with locks on these rows. */
    boolean conflicts(int pid, List<LockedRows> locked) throws IOException {
        return monitor.conflicts(pid, locked);
    }

    /** The minimum number of commits that the oldest open snapshot sees; {@code commits} if no transaction is open. */
    long oldestSnapshot(long commits) {
        long oldest = commits;
        for (LockHolder session : sessions.values()) {
            Transaction open = session.transaction();
            if (!open.isIdle()) {
                oldest = Math.min(oldest, open.commitsSeen());
            }
        }
        return oldest;
    }

    /** Cancels the current statement of the process. */
    public void cancel(int pid) throws IOException {
        monitor.cancel(pid);
    }
}
