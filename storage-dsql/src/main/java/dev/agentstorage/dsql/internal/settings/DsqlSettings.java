package dev.agentstorage.dsql.internal.settings;

import dev.agentstorage.dsql.events.TransactionListener;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.spi.support.RetryPolicy;
import dev.agentstorage.value.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The validated settings.
 *
 * @param storage the id of the storage
 * @param endpoint what to connect to
 * @param schema the schema of the tables
 * @param dialect the server's dialect; empty to find it when the storage is initialised
 * @param pool the sizes and times of the pool; unused with a caller's data source
 * @param retry how long a transaction is repeated
 * @param reactions what is done about what should not be
 * @param indexes which indexes are created by the initialisation
 * @param filterRows maximum number of rows scanned by one call for a filter on JSON
 * @param memoryBytes maximum heap that large calls use at the same time
 */
public record DsqlSettings(
        String storage,
        Endpoint endpoint,
        String schema,
        Optional<Dialect> dialect,
        PoolSettings pool,
        RetryPolicy retry,
        Reactions reactions,
        IndexSettings indexes,
        int filterRows,
        long memoryBytes) {
    /** The number of rows that cost some 200 round trips. */
    public static final int FILTER_ROWS = 100_000;

    /** What DSQL takes. */
    public static final Limits LIMITS = Limits.STANDARD;

    /** Creates settings of a storage of the usual name, with the usual reactions, all default indexes and no others. */
    public DsqlSettings(
            Endpoint endpoint, String schema, Optional<Dialect> dialect, PoolSettings pool, RetryPolicy retry) {
        this(
                "dsql",
                endpoint,
                schema,
                dialect,
                pool,
                retry,
                Reactions.USUAL,
                new IndexSettings(false, List.of()),
                FILTER_ROWS,
                usualMemoryBytes());
    }

    /** Returns a quarter of the heap: what a call returns, and everything else of the application, comes on top of what the call needs. */
    public static long usualMemoryBytes() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    /** Returns the size of the pool; empty when the caller brings connections. */
    public OptionalInt poolMaximum() {
        return endpoint instanceof Endpoint.Given ? OptionalInt.empty() : OptionalInt.of(pool.maximum());
    }

    /**
     * What is done about what should not be.
     *
     * @param skipCorruptRows whether listings leave out rows that cannot be read
     * @param listener receives conflicts and lost connections
     */
    public record Reactions(boolean skipCorruptRows, TransactionListener listener) {
        /** Listings fail, and there is no listener. */
        public static final Reactions USUAL = new Reactions(false, new TransactionListener() {});
    }

    /**
     * Sizes and times of the pool.
     *
     * @param maximum maximum number of connections
     * @param minimum the fewest idle connections that are kept
     * @param idleTimeout after which a connection over the minimum is closed
     * @param maxLifetime maximum lifetime of a pooled connection; DSQL cuts at 60 minutes
     * @param connectionTimeout how long a caller waits for a connection
     * @param applicationName how the server's own views name our connections
     */
    public record PoolSettings(
            int maximum,
            int minimum,
            Duration idleTimeout,
            Duration maxLifetime,
            Duration connectionTimeout,
            String applicationName) {}

    /**
     * Which indexes are created by the initialisation.
     *
     * @param skipDefaults whether to omit the indexes that only speed up reads
     * @param own indexes of the application
     */
    public record IndexSettings(boolean skipDefaults, List<IndexSpec> own) {
        /** Copies the list. */
        public IndexSettings {
            own = List.copyOf(own);
        }
    }
}
