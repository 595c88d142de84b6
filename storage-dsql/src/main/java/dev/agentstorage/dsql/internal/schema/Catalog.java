package dev.agentstorage.dsql.internal.schema;

import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the database has of our tables, read with two queries.
 *
 * @param isolation the isolation that new transactions have
 * @param schemaExists whether the schema is there
 * @param tables the columns of each table that is there, by table and column
 * @param indexes the indexes of these tables, by name
 * @param constraints the constraints of these tables
 */
record Catalog(
        String isolation,
        boolean schemaExists,
        Map<String, Map<String, FoundColumn>> tables,
        Map<String, FoundIndex> indexes,
        List<FoundConstraint> constraints) {

    /** A column: its type, and the collation by which it compares. */
    record FoundColumn(String type, String collation) {}

    /** An index: whether it has been built, and whether nobody is going to build it any more. */
    record FoundIndex(String table, String name, boolean valid, boolean failed) {}

    /** A constraint: {@code p} for a primary key, {@code f} for a foreign key to the parent. */
    record FoundConstraint(String table, String kind, String parent) {}

    private record ColumnRow(
            String isolation, boolean schemaExists, String table, String column, String type, String collation) {}

    // DSQL has no pg_database and one collation
    private static final String DEFAULT_COLLATION_DSQL = "'C'";

    private static final String DEFAULT_COLLATION_POSTGRESQL = """
            (SELECT CASE d.datlocprovider WHEN 'c' THEN d.datcollate WHEN 'b' THEN 'C' ELSE 'icu' END
               FROM pg_catalog.pg_database d WHERE d.datname = current_database())""";

    private static final String COLUMNS = """
            SELECT current_setting('transaction_isolation'),
                   EXISTS (SELECT 1 FROM pg_catalog.pg_namespace s WHERE s.nspname = ?),
                   coalesce(f.relname, ''), coalesce(f.attname, ''), coalesce(f.type, ''),
                   CASE f.collname WHEN 'default' THEN %s ELSE coalesce(f.collname, '') END
              FROM (SELECT 1 AS one) e
              LEFT JOIN (SELECT c.relname, a.attname, format_type(a.atttypid, NULL) AS type, l.collname
                           FROM pg_catalog.pg_class c
                           JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                           JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
                           LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
                          WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
                            AND c.relname IN\s""";

    private static final String INDEXES = """
            SELECT 'i' AS kind, t.relname AS owner, i.relname AS name, x.indisvalid AS valid, '' AS parent, %s AS failed
              FROM pg_catalog.pg_index x
              JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
              JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
             WHERE n.nspname = ? AND t.relname IN\s""";

    /** Invalid, with no job at work on it: the job's row and the index come in one transaction. */
    private static final String FAILED_DSQL = """
            (NOT x.indisvalid AND NOT EXISTS (
                 SELECT 1 FROM sys.jobs j
                  WHERE j.status IN ('submitted', 'processing')
                    AND (CAST(j.object_id AS text) = CAST(i.oid AS text)
                         OR j.object_name = n.nspname || '.' || i.relname)))""";

    private static final String FAILED_POSTGRESQL = "FALSE";

    private static final String CONSTRAINTS = """

            UNION ALL
            SELECT CAST(k.contype AS text), t.relname, k.conname, k.convalidated, coalesce(p.relname, ''), FALSE
              FROM pg_catalog.pg_constraint k
              JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
              LEFT JOIN pg_catalog.pg_class p ON p.oid = k.confrelid
             WHERE n.nspname = ? AND t.relname IN\s""";

    /** Reads what there is of the given tables. */
    static Catalog read(Session session, Dialect dialect, String schema, List<Table> wanted) throws SQLException {
        List<String> names = wanted.stream().map(Table::name).toList();
        String collation = dialect == Dialect.DSQL ? DEFAULT_COLLATION_DSQL : DEFAULT_COLLATION_POSTGRESQL;
        Sql columns =
                Sql.of(COLUMNS.formatted(collation), schema, schema).list(names).add(") f ON TRUE");
        List<ColumnRow> rows = session.query(
                columns,
                row -> new ColumnRow(row.text(1), row.flag(2), row.text(3), row.text(4), row.text(5), row.text(6)));
        Map<String, Map<String, FoundColumn>> tables = new LinkedHashMap<>();
        for (ColumnRow row : rows) {
            if (!row.table().isEmpty()) {
                tables.computeIfAbsent(row.table(), name -> new LinkedHashMap<>())
                        .put(row.column(), new FoundColumn(row.type(), row.collation()));
            }
        }
        Map<String, FoundIndex> indexes = new LinkedHashMap<>();
        List<FoundConstraint> constraints = new ArrayList<>();
        String failed = dialect == Dialect.DSQL ? FAILED_DSQL : FAILED_POSTGRESQL;
        session.query(
                Sql.of(INDEXES.formatted(failed), schema)
                        .list(names)
                        .add(CONSTRAINTS, schema)
                        .list(names),
                row -> {
                    if (row.text(1).equals("i")) {
                        indexes.put(row.text(3), new FoundIndex(row.text(2), row.text(3), row.flag(4), row.flag(6)));
                    } else {
                        constraints.add(new FoundConstraint(row.text(2), row.text(1), row.text(5)));
                    }
                    return "";
                });
        ColumnRow environment = rows.get(0);
        return new Catalog(environment.isolation(), environment.schemaExists(), tables, indexes, constraints);
    }

    /** Returns the names of indexes that are not usable yet. */
    List<String> building() {
        return indexes.values().stream()
                .filter(index -> !index.valid())
                .map(FoundIndex::name)
                .sorted()
                .toList();
    }

    boolean hasPrimaryKey(String table) {
        return constraints.stream()
                .anyMatch(constraint ->
                        constraint.table().equals(table) && constraint.kind().equals("p"));
    }

    boolean hasForeignKey(String table, String parent) {
        return constraints.stream()
                .anyMatch(constraint -> constraint.table().equals(table)
                        && constraint.kind().equals("f")
                        && constraint.parent().equals(parent));
    }
}
