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
 * @param endpoint the server to connect to
 * @param schema the schema of the tables
 * @param dialect the server's dialect; empty to detect it when the storage is initialised
 * @param pool the settings of the pool; unused with a caller's data source
 * @param retry the retry policy of transactions
 * @param reactions how corrupt rows are handled and failures are reported
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
    /** The default of {@code filterRows}; scanning this many rows takes about 200 round trips. */
    public static final int FILTER_ROWS = 100_000;

    /** The limits of DSQL. */
    public static final Limits LIMITS = Limits.STANDARD;

    /** Creates settings with the default id and reactions, all default indexes and no additional ones. */
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

    /** Returns the default of {@code memoryBytes}, a quarter of the heap: results and the rest of the application need heap as well. */
    public static long usualMemoryBytes() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    /** Returns the maximum size of the pool; empty with a caller's data source. */
    public OptionalInt poolMaximum() {
        return endpoint instanceof Endpoint.Given ? OptionalInt.empty() : OptionalInt.of(pool.maximum());
    }

    /**
     * How corrupt rows are handled and failures are reported.
     *
     * @param skipCorruptRows whether listings skip unreadable rows
     * @param listener receives conflicts and lost connections
     */
    public record Reactions(boolean skipCorruptRows, TransactionListener listener) {
        /** The default: listings fail at unreadable rows, and there is no listener. */
        public static final Reactions USUAL = new Reactions(false, new TransactionListener() {});
    }

    /**
     * Settings of the pool.
     *
     * @param maximum maximum number of connections
     * @param minimum minimum number of idle connections
     * @param idleTimeout time after which an idle connection over the minimum is closed
     * @param maxLifetime maximum lifetime of a pooled connection; DSQL itself closes connections after 60 minutes
     * @param connectionTimeout maximum time that a caller waits for a connection
     * @param applicationName application name of the connections
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
