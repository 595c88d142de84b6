package dev.agentstorage.dsql.local.internal.session;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets nobody wait for another transaction. A session whose statement waits for a lock asks here; whoever holds the lock
 * and has nothing to do at the moment gives way. Thread-safe.
 */
final class Arbiter {
    /** Two sessions that work and wait for each other: the younger one starts again after this long. */
    private static final long PATIENCE_NANOS = 20_000_000;

    private final Side side;
    private final Map<Integer, Session> sessions = new ConcurrentHashMap<>();

    Arbiter(Side side) {
        this.side = side;
    }

    void add(int pid, Session session) {
        sessions.put(pid, session);
    }

    void remove(int pid) {
        sessions.remove(pid);
    }

    /**
     * Clears the way of a process that waits.
     *
     * @param waiting the transaction that waits, or null for a job
     * @param forSchema whether it waits in order to change the schema
     * @return whether the one that waits has to give up its own locks, because a working session waits for them
     */
    boolean clearTheWay(int pid, @Nullable Transaction waiting, boolean forSchema, long waitedNanos)
            throws IOException {
        if (waitedNanos < PATIENCE_NANOS && waiting != null && !somebodyMayBeInTheWayOf(waiting)) {
            return false;
        }
        boolean giveUp = false;
        for (int blocker : side.blockers(pid)) {
            Session holder = sessions.get(blocker);
            if (holder == null) {
                continue;
            }
            if (!holder.giveWay(() -> side.blockers(pid).contains(blocker), waiting, forSchema)) {
                giveUp |= waiting != null
                        && waitedNanos > PATIENCE_NANOS
                        && side.blockers(blocker).contains(pid)
                        && holder.isOlderThan(waiting);
            }
        }
        return giveUp;
    }

    /** Asking PostgreSQL costs every session time, and mostly an answer is late because the machine is busy. */
    private boolean somebodyMayBeInTheWayOf(Transaction waiting) {
        for (Session session : sessions.values()) {
            if (session.mayBeInTheWayOf(waiting)) {
                return true;
            }
        }
        return false;
    }

    /** The process's transaction has used a table whose definition has changed. */
    void schemaChanged(int pid) {
        Session session = sessions.get(pid);
        if (session != null) {
            session.schemaChanged();
        }
    }

    /** Whether what the process's transaction has done conflicts with locks of these rows. */
    boolean conflicts(int pid, List<CommittedLocks.Rows> locked) throws IOException {
        return side.conflicts(pid, locked);
    }

    /** How many commits the oldest snapshot of an open transaction has seen at least. */
    long oldestSnapshot(long commits) {
        long oldest = commits;
        for (Session session : sessions.values()) {
            oldest = Math.min(oldest, session.commitsSeen(commits));
        }
        return oldest;
    }

    /** Ends what the process runs now. */
    void cancel(int pid) throws IOException {
        side.cancel(pid);
    }
}
