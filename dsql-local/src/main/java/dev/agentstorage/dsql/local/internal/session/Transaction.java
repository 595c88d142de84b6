package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.PgError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a session knows of its transaction. Used under the session's lock, but for {@link #doom} and the conflicts, which
 * other sessions touch.
 */
final class Transaction {
    private static final AtomicLong NUMBERS = new AtomicLong();

    /** Where the transaction's work is. */
    enum Place {
        /** In the tables. */
        REAL,
        /** Rolled back to the savepoint because somebody else needed its locks; the log can bring it back. */
        EVICTED,
        /** In copies of the tables, because somebody else has committed first. */
        SANDBOX,
        /** Rolled back for somebody else, with no way to bring it back: it hears so when it next acts. */
        GONE,
        /** After an error that the client has heard: rolled back, and only the end is awaited. */
        FAILED
    }

    final long number = NUMBERS.incrementAndGet();
    /** Whether a BEGIN has begun it; otherwise it ends with the next Sync. */
    boolean explicit;

    Place place = Place.REAL;
    /** Whether there is a savepoint with no write before it. */
    boolean savepoint;
    /** Counts evictions and the like: portals of an earlier generation are gone. */
    int generation;
    /** How often it has let an older one pass. */
    int yields;
    /** Writes that were not logged, so that an eviction ends the transaction. */
    boolean unlogged;

    final List<Logged> log = new ArrayList<>();
    /** Statements with a locking clause. */
    final List<Logged> lockingReads = new ArrayList<>();

    final List<String> jobs = new ArrayList<>();
    long rows;
    long rowsAtMost;
    /** What it has changed or locked, in bytes, for the limit that holds at its end; the keys of locked rows are added. */
    long bytes;

    boolean changesSchema;
    boolean changesData;
    long startedNanos = System.nanoTime();
    /** Whether it has run a statement other than its BEGIN. */
    boolean used;
    /** Commits and schema changes of all sessions that the snapshot has seen; negative while there is none. */
    volatile long commitsSeen = -1;

    long schemaSeen = -1;

    private final Set<Transaction> conflicts = ConcurrentHashMap.newKeySet();
    private volatile @Nullable PgError doom;

    /** A write, to be done again. Immutable. */
    static final class Logged {
        private final Prepared prepared;
        private final byte[] binding;
        private final @Nullable Long digest;

        /**
         * @param binding what follows the names in the Bind message; not changed by anybody
         * @param digest of the answer, or null when it can't be compared
         */
        Logged(Prepared prepared, byte[] binding, @Nullable Long digest) {
            this.prepared = prepared;
            this.binding = binding;
            this.digest = digest;
        }

        Prepared prepared() {
            return prepared;
        }

        byte[] binding() {
            return binding;
        }

        /** Whether the client would notice that an answer is another one. */
        boolean differs(long otherDigest) {
            return digest != null && digest != otherDigest;
        }
    }

    private volatile boolean outdated;

    boolean isExplicit() {
        return explicit;
    }

    boolean isOpen() {
        return place != Place.FAILED;
    }

    /** Both want the same; whoever commits first dooms the other. */
    void conflictsWith(Transaction other) {
        conflicts.add(other);
        other.conflicts.add(this);
    }

    Set<Transaction> conflicts() {
        return conflicts;
    }

    /** Makes sure that the transaction does not commit. The first reason counts. */
    void doom(PgError reason) {
        if (doom == null) {
            doom = reason;
        }
    }

    /** The definition of a table that it has used is another one now. */
    void outdate() {
        outdated = true;
    }

    boolean isOutdated() {
        return outdated;
    }

    @Nullable
    PgError doom() {
        return doom;
    }
}
