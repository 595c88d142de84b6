package dev.agentstorage.dsql.internal.index;

import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Details of an index from the catalog. Size and counters are known only on PostgreSQL, not on DSQL.
 *
 * @param method the access method
 * @param definition the statement that creates it
 * @param size its size in bytes
 * @param scans number of index scans
 * @param read number of index entries that scans returned
 * @param fetched number of table rows that scans fetched
 * @param lastUsed the time of the last scan; unknown on PostgreSQL 15
 */
record IndexDetails(
        String method,
        String definition,
        OptionalLong size,
        OptionalLong scans,
        OptionalLong read,
        OptionalLong fetched,
        Optional<Instant> lastUsed) {
    private static final Pattern CREATE =
            Pattern.compile("^CREATE( UNIQUE)? INDEX((?: \\w+| \"(?:[^\"]|\"\")+\") ON .+?) USING \\w+(?= \\()");

    /** The details of an index that was dropped concurrently: nothing is known. */
    static final IndexDetails NONE = new IndexDetails(
            "",
            "",
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty());

    private static final String DSQL = """
            SELECT i.relname AS name, m.amname AS method, d.indexdef AS definition
              FROM pg_catalog.pg_indexes d
              JOIN pg_catalog.pg_namespace n ON n.nspname = d.schemaname
              JOIN pg_catalog.pg_class i ON i.relnamespace = n.oid AND i.relname = d.indexname
              JOIN pg_catalog.pg_am m ON m.oid = i.relam
             WHERE d.schemaname = ? AND d.indexname IN\s""";

    private static final String POSTGRESQL = """
            SELECT i.relname AS name, m.amname AS method, pg_get_indexdef(i.oid) AS definition,
                   pg_relation_size(i.oid) AS size, s.idx_scan AS scans, s.idx_tup_read AS read, s.idx_tup_fetch AS fetched,
                   extract(epoch FROM CAST(to_jsonb(s) ->> 'last_idx_scan' AS timestamptz)) * 1000000 AS last_used
              FROM pg_catalog.pg_class i
              JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
              JOIN pg_catalog.pg_am m ON m.oid = i.relam
              LEFT JOIN pg_catalog.pg_stat_all_indexes s ON s.indexrelid = i.oid
             WHERE n.nspname = ? AND i.relname IN\s""";

    /** Reads the details of indexes, by physical name. */
    static Map<String, IndexDetails> read(Session session, Dialect dialect, String schema, Collection<String> names)
            throws SQLException {
        Map<String, IndexDetails> details = new HashMap<>();
        if (names.isEmpty()) {
            return details;
        }
        boolean dsql = dialect == Dialect.DSQL;
        session.query(
                Sql.of(dsql ? DSQL : POSTGRESQL, schema).list(names),
                row -> details.put(row.text("name"), dsql ? ofDsql(row) : ofPostgresql(row)) == null);
        return details;
    }

    private static IndexDetails ofDsql(Row row) throws SQLException {
        return new IndexDetails(
                method(row.text("method")),
                statement(row.text("definition")),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    private static IndexDetails ofPostgresql(Row row) throws SQLException {
        long lastUsed = row.number("last_used");
        return new IndexDetails(
                row.text("method"),
                row.text("definition"),
                OptionalLong.of(row.number("size")),
                OptionalLong.of(row.number("scans")),
                OptionalLong.of(row.number("read")),
                OptionalLong.of(row.number("fetched")),
                lastUsed == 0
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochSecond(lastUsed / 1_000_000, lastUsed % 1_000_000 * 1_000)));
    }

    /** Converts a definition from DSQL's catalog to the statement that creates the index: with ASYNC, and without an access method. */
    private static String statement(String definition) {
        return CREATE.matcher(definition).replaceFirst("CREATE$1 INDEX ASYNC$2");
    }

    private static String method(String name) {
        return name.equals("btree_index") ? "btree" : name;
    }
}
