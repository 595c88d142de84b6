package dev.agentstorage.dsql.local.internal.transaction;

import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.transaction.TransactionState.Active;
import dev.agentstorage.dsql.local.internal.transaction.TransactionState.Diverted;
import dev.agentstorage.dsql.local.internal.transaction.TransactionState.Evicted;
import dev.agentstorage.dsql.local.internal.transaction.TransactionState.Failed;
import dev.agentstorage.dsql.local.internal.transaction.TransactionState.Idle;
import dev.agentstorage.dsql.local.internal.transaction.TransactionState.Lazy;
import dev.agentstorage.dsql.local.internal.transaction.TransactionState.Lost;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of a session. Used under the session's lock, with two exceptions: other sessions record conflicts and
 * call {@link #outdate()}, and they read its number, kinds of changes, and snapshot.
 */
public final class Transaction {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final WriteLog log = new WriteLog();
    private final TransactionSize size = new TransactionSize();
    private final List<String> jobs = new ArrayList<>();
    private final Set<Transaction> conflicts = ConcurrentHashMap.newKeySet();

    private volatile TransactionState state = new Idle();
    private volatile long number = Long.MAX_VALUE;
    private long startedNanos;
    private volatile boolean explicit;
    private boolean used;
    private volatile boolean changesSchema;
    private volatile boolean changesData;
    private int portalGeneration;
    private int retries;
    private volatile long commitsSeen;
    private long schemaSeen;
    private volatile @Nullable PgError conflict;
    private volatile boolean outdated;

    /** Begins an implicit transaction, unless one is open. */
    public void begin() {
        if (isIdle()) {
            number = NUMBERS.incrementAndGet();
            startedNanos = System.nanoTime();
            state = state.begin();
        }
    }

    /** Makes it a transaction block, after BEGIN. Changes before the BEGIN cannot be replayed. */
    public void beginBlock() {
        explicit = true;
        if (writes()) {
            log.markIncomplete();
        }
    }

    /**
     * Called before the statement with which PostgreSQL takes the snapshot.
     *
     * @param commits minimum number of commits, over all sessions, that the snapshot sees
     * @param schema schema version that the snapshot sees
     */
    public void takeSnapshot(long commits, long schema) {
        state = state.takeSnapshot();
        commitsSeen = commits;
        schemaSeen = schema;
    }

    /** Called after PostgreSQL has rolled back to the savepoint, which closes portals bound after it. */
    public void evict() {
        state = state.evict();
        portalGeneration++;
    }

    public void replay() {
        state = state.replay();
    }

    public void restore() {
        state = state.restore();
    }

    public void divert() {
        state = state.divert();
    }

    /**
     * Called after PostgreSQL has rolled back for another transaction. An earlier conflict takes precedence over the
     * reason.
     */
    public void lose(PgError reason) {
        PgError first = conflict;
        state = state.lose(first == null ? reason : first);
    }

    /** Called after PostgreSQL has rolled back because of an error. */
    public void fail() {
        state = state.fail();
        log.discard();
    }

    public boolean isIdle() {
        return state instanceof Idle;
    }

    /** Whether the transaction has begun but has no snapshot yet. */
    public boolean isLazy() {
        return state instanceof Lazy;
    }

    public boolean isActive() {
        return state instanceof Active;
    }

    public boolean isEvicted() {
        return state instanceof Evicted;
    }

    public boolean isDiverted() {
        return state instanceof Diverted;
    }

    public boolean isFailed() {
        return state instanceof Failed;
    }

    /** Whether PostgreSQL has rolled back the whole transaction. */
    public boolean isRolledBack() {
        return state instanceof Lost || state instanceof Failed;
    }

    /** The error, if the transaction was rolled back for another one. */
    public Optional<PgError> lostBecause() {
        return state instanceof Lost lost ? Optional.of(lost.reason()) : Optional.empty();
    }

    /** Whether it is a transaction block, begun by BEGIN. */
    public boolean isExplicit() {
        return explicit;
    }

    /** Whether it is open and ends with the next Sync. */
    public boolean isImplicit() {
        return !isIdle() && !explicit;
    }

    /** Whether it began before another one. */
    public boolean isOlderThan(Transaction other) {
        return number < other.number;
    }

    public long ageNanos() {
        return System.nanoTime() - startedNanos;
    }

    /** Marks that a statement other than BEGIN has run in it. */
    public void use() {
        used = true;
    }

    public void changeSchema() {
        changesSchema = true;
    }

    /** Marks that it changes or locks rows. */
    public void changeData() {
        changesData = true;
    }

    public boolean changesSchema() {
        return changesSchema;
    }

    public boolean changesData() {
        return changesData;
    }

    public boolean writes() {
        return changesData || changesSchema;
    }

    public WriteLog log() {
        return log;
    }

    public TransactionSize size() {
        return size;
    }

    /** Adds a job that starts when the transaction commits. */
    public void addJob(String id) {
        jobs.add(id);
    }

    public List<String> jobs() {
        return List.copyOf(jobs);
    }

    /** The current generation of portals; portals of other generations are closed in PostgreSQL. */
    public int portalGeneration() {
        return portalGeneration;
    }

    /**
     * Counts a replay that let an older transaction proceed. Returns the number of such replays, including this one.
     */
    public int countRetry() {
        return ++retries;
    }

    /** The minimum number of commits that the snapshot sees; 0 without a snapshot. */
    public long commitsSeen() {
        return commitsSeen;
    }

    /**
     * Whether the definition of a table has changed, or may have changed, since the transaction used it.
     *
     * @param schema the current schema version
     */
    public boolean isOutdated(long schema) {
        return used && (outdated || schemaSeen != schema);
    }

    /** Marks that the definition of a table that it has used has changed. */
    public void outdate() {
        outdated = true;
    }

    /** Records that both transactions write the same rows: the first to commit makes the other fail. */
    public void conflictsWith(Transaction other) {
        conflicts.add(other);
        other.conflicts.add(this);
    }

    public boolean hasConflicts() {
        return !conflicts.isEmpty();
    }

    /** Makes all conflicting transactions fail, because this one commits. */
    public void markConflicting() {
        for (Transaction other : conflicts) {
            if (other.conflict == null) {
                other.conflict = PgError.dataConflict();
            }
        }
    }

    /** The error of a conflict with a committed transaction; null if there is none. */
    public @Nullable PgError conflict() {
        return conflict;
    }
}
