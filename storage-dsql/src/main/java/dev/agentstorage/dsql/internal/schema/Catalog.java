package dev.agentstorage.dsql.internal.schema;

import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The existing tables and indexes, read with two queries.
 *
 * @param isolation the default isolation level of transactions
 * @param schemaExists whether the schema exists
 * @param tables the columns of each existing table, by table and column
 * @param indexes the indexes of these tables, by name
 * @param references the foreign keys of these tables
 */
public record Catalog(
        String isolation,
        boolean schemaExists,
        Map<String, Map<String, FoundColumn>> tables,
        Map<String, FoundIndex> indexes,
        List<FoundReference> references) {

    /** A column: its number in the table, its type, and its collation. */
    public record FoundColumn(int number, String type, String collation) {}

    /**
     * An index.
     *
     * @param table its table
     * @param name its name
     * @param columns the columns of its key; an empty name for an expression
     * @param unique whether it is unique
     * @param partial whether it has a condition
     * @param primary whether it is the index of the primary key
     * @param valid whether its build has completed
     * @param failed whether its build has failed: it is not valid, and no job is building it
     */
    public record FoundIndex(
            String table,
            String name,
            List<String> columns,
            boolean unique,
            boolean partial,
            boolean primary,
            boolean valid,
            boolean failed) {
        /** Returns whether it is a unique index of this table over exactly these columns. It may not be valid yet. */
        public boolean keepsUnique(String itsTable, List<String> key) {
            return (unique || primary)
                    && !partial
                    && table.equals(itsTable)
                    && columns.size() == key.size()
                    && columns.containsAll(key);
        }
    }

    /** A foreign key of a table to its parent. */
    public record FoundReference(String table, String parent) {}

    private record ColumnRow(
            String isolation,
            boolean schemaExists,
            String table,
            String column,
            String type,
            String collation,
            int number) {}

    // DSQL has no pg_database, and only one collation
    private static final String DEFAULT_COLLATION_DSQL = "'C'";

    private static final String DEFAULT_COLLATION_POSTGRESQL = """
            (SELECT CASE d.datlocprovider WHEN 'c' THEN d.datcollate WHEN 'b' THEN 'C' ELSE 'icu' END
               FROM pg_catalog.pg_database d WHERE d.datname = current_database())""";

    private static final String COLUMNS = """
            SELECT current_setting('transaction_isolation') AS isolation,
                   EXISTS (SELECT 1 FROM pg_catalog.pg_namespace s WHERE s.nspname = ?) AS schema_exists,
                   coalesce(f.relname, '') AS owner, coalesce(f.attname, '') AS name, coalesce(f.type, '') AS type,
                   CASE f.collname WHEN 'default' THEN %s ELSE coalesce(f.collname, '') END AS collation_name,
                   coalesce(f.attnum, 0) AS number
              FROM (SELECT 1 AS one) e
              LEFT JOIN (SELECT c.relname, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod) AS type, l.collname
                           FROM pg_catalog.pg_class c
                           JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                           JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
                           LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
                          WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
                            AND c.relname IN\s""";

    private static final String INDEXES = """
            SELECT 'i' AS kind, t.relname AS owner, i.relname AS name, '' AS parent, CAST(x.indkey AS text) AS columns,
                   x.indnkeyatts AS keys, x.indisunique AS only_one, x.indpred IS NOT NULL AS partial,
                   x.indisprimary AS main, x.indisvalid AS valid, %s AS failed
              FROM pg_catalog.pg_index x
              JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
              JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
             WHERE n.nspname = ? AND t.relname IN\s""";

    /** The condition of a failed index: invalid, and without a running job; the job and the index are created in one transaction. */
    private static final String FAILED_DSQL = """
            (NOT x.indisvalid AND NOT EXISTS (
                 SELECT 1 FROM sys.jobs j
                  WHERE j.status IN ('submitted', 'processing')
                    AND (CAST(j.object_id AS text) = CAST(i.oid AS text)
                         OR j.object_name = n.nspname || '.' || i.relname)))""";

    private static final String FAILED_POSTGRESQL = """
            (NOT x.indisvalid AND NOT EXISTS (
                 SELECT 1 FROM pg_catalog.pg_stat_progress_create_index b WHERE b.index_relid = i.oid))""";

    private static final String REFERENCES = """

            UNION ALL
            SELECT 'f', t.relname, k.conname, coalesce(p.relname, ''), '', 0, FALSE, FALSE, FALSE,
                   k.convalidated, FALSE
              FROM pg_catalog.pg_constraint k
              JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
              LEFT JOIN pg_catalog.pg_class p ON p.oid = k.confrelid
             WHERE k.contype = 'f' AND n.nspname = ? AND t.relname IN\s""";

    /** Reads the existing columns, indexes and foreign keys of the given tables. */
    static Catalog read(Session session, Dialect dialect, String schema, List<Table> wanted) throws SQLException {
        List<String> names = wanted.stream().map(Table::name).toList();
        String collation = dialect == Dialect.DSQL ? DEFAULT_COLLATION_DSQL : DEFAULT_COLLATION_POSTGRESQL;
        Sql columns =
                Sql.of(COLUMNS.formatted(collation), schema, schema).list(names).add(") f ON TRUE");
        List<ColumnRow> rows = session.query(
                columns,
                row -> new ColumnRow(
                        row.text("isolation"),
                        row.flag("schema_exists"),
                        row.text("owner"),
                        row.text("name"),
                        row.text("type"),
                        row.text("collation_name"),
                        (int) row.number("number")));
        Map<String, Map<String, FoundColumn>> tables = new LinkedHashMap<>();
        for (ColumnRow row : rows) {
            if (!row.table().isEmpty()) {
                tables.computeIfAbsent(row.table(), name -> new LinkedHashMap<>())
                        .put(row.column(), new FoundColumn(row.number(), row.type(), row.collation()));
            }
        }
        Map<String, FoundIndex> indexes = new LinkedHashMap<>();
        List<FoundReference> references = new ArrayList<>();
        String failed = dialect == Dialect.DSQL ? FAILED_DSQL : FAILED_POSTGRESQL;
        session.query(
                Sql.of(INDEXES.formatted(failed), schema)
                        .list(names)
                        .add(REFERENCES, schema)
                        .list(names),
                row -> {
                    String owner = row.text("owner");
                    if (row.text("kind").equals("i")) {
                        indexes.put(row.text("name"), index(row, tables.getOrDefault(owner, Map.of())));
                    } else {
                        references.add(new FoundReference(owner, row.text("parent")));
                    }
                    return "";
                });
        ColumnRow environment = rows.get(0);
        return new Catalog(environment.isolation(), environment.schemaExists(), tables, indexes, references);
    }

    private static FoundIndex index(Row row, Map<String, FoundColumn> columns) throws SQLException {
        List<String> key = Stream.of(row.text("columns").split(" "))
                .limit(row.number("keys"))
                .map(number -> name(Integer.parseInt(number), columns))
                .toList();
        return new FoundIndex(
                row.text("owner"),
                row.text("name"),
                key,
                row.flag("only_one"),
                row.flag("partial"),
                row.flag("main"),
                row.flag("valid"),
                row.flag("failed"));
    }

    private static String name(int number, Map<String, FoundColumn> columns) {
        return columns.entrySet().stream()
                .filter(column -> column.getValue().number() == number)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    /** Returns the names of the indexes that are being built. */
    public List<String> building() {
        return names(index -> !index.valid() && !index.failed());
    }

    /** Returns the names of the indexes whose build has failed. */
    public List<String> failed() {
        return names(FoundIndex::failed);
    }

    private List<String> names(Predicate<FoundIndex> wanted) {
        return indexes.values().stream()
                .filter(wanted)
                .map(FoundIndex::name)
                .sorted()
                .toList();
    }

    /** Returns whether a table has a valid unique index over the columns of its key. */
    boolean hasKey(Table table) {
        return indexes.values().stream()
                .anyMatch(index -> index.valid() && index.keepsUnique(table.name(), table.key()));
    }

    /** Returns whether the table has a primary key over the columns of its key. */
    public boolean hasPrimaryKey(Table table) {
        return indexes.values().stream()
                .anyMatch(index -> index.primary() && index.keepsUnique(table.name(), table.key()));
    }

    boolean hasForeignKey(String table, String parent) {
        return references.stream()
                .anyMatch(reference ->
                        reference.table().equals(table) && reference.parent().equals(parent));
    }
}
