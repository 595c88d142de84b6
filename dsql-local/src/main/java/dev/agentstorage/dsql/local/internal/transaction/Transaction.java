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
 * A transaction of a session. Used under the session's lock, except for conflicts and {@link #outdate()}, which other
 * sessions call, and for what they only compare: number, kinds of changes, and snapshot.
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

    /** Makes it a transaction block, after BEGIN. What it has changed before cannot be replayed. */
    public void beginBlock() {
        explicit = true;
        if (writes()) {
            log.markIncomplete();
        }
    }

    /**
     * PostgreSQL takes the snapshot with the next statement.
     *
     * @param commits number of commits of all sessions that the snapshot sees at least
     * @param schema version of the schema that the snapshot sees
     */
    public void takeSnapshot(long commits, long schema) {
        state = state.takeSnapshot();
        commitsSeen = commits;
        schemaSeen = schema;
    }

    /** PostgreSQL has rolled back to the savepoint; portals that were bound after it are gone. */
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

    /** PostgreSQL has rolled back for another transaction. If a conflict was reported before, that one is the reason. */
    public void lose(PgError reason) {
        PgError first = conflict;
        state = state.lose(first == null ? reason : first);
    }

    /** PostgreSQL has rolled back after an error. */
    public void fail() {
        state = state.fail();
        log.discard();
    }

    public boolean isIdle() {
        return state instanceof Idle;
    }

    /** Whether a snapshot is still to be taken. */
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

    /** Whether PostgreSQL has rolled back completely. */
    public boolean isRolledBack() {
        return state instanceof Lost || state instanceof Failed;
    }

    /** Why the transaction was rolled back for another one, if it was. */
    public Optional<PgError> lostBecause() {
        return state instanceof Lost lost ? Optional.of(lost.reason()) : Optional.empty();
    }

    /** Whether BEGIN has begun it. */
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

    /** A statement other than BEGIN has run in it. */
    public void use() {
        used = true;
    }

    public void changeSchema() {
        changesSchema = true;
    }

    /** It changes or locks rows. */
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

    /** The job starts when the transaction commits. */
    public void addJob(String id) {
        jobs.add(id);
    }

    public List<String> jobs() {
        return List.copyOf(jobs);
    }

    /** Portals of another generation are gone in PostgreSQL. */
    public int portalGeneration() {
        return portalGeneration;
    }

    /** @return how often the transaction was replayed in order to let an older one proceed, with this time */
    public int countRetry() {
        return ++retries;
    }

    /** The number of commits that the snapshot sees at least; 0 without a snapshot. */
    public long commitsSeen() {
        return commitsSeen;
    }

    /**
     * Whether a table has changed its definition since the transaction used it, or may have.
     *
     * @param schema the current version of the schema
     */
    public boolean isOutdated(long schema) {
        return used && (outdated || schemaSeen != schema);
    }

    /** A table that it has used has another definition now. */
    public void outdate() {
        outdated = true;
    }

    /** Both write the same rows: the first to commit makes the other fail. */
    public void conflictsWith(Transaction other) {
        conflicts.add(other);
        other.conflicts.add(this);
    }

    public boolean hasConflicts() {
        return !conflicts.isEmpty();
    }

    /** Makes those fail that this one, which commits now, conflicts with. */
    public void markConflicting() {
        for (Transaction other : conflicts) {
            if (other.conflict == null) {
                other.conflict = PgError.dataConflict();
            }
        }
    }

    /** The conflict with a transaction that has committed; null if there is none. */
    public @Nullable PgError conflict() {
        return conflict;
    }
}
