package dev.agentstorage.dsql.local.internal.conflict;

import dev.agentstorage.dsql.local.internal.backend.BackendConnection;
import dev.agentstorage.dsql.local.internal.backend.InternalStatements;
import dev.agentstorage.dsql.local.internal.sql.NameRedirect;
import dev.agentstorage.dsql.local.internal.sql.TableName;
import dev.agentstorage.dsql.local.internal.transaction.PreparedSql;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the tables that a diverted transaction writes, as of its snapshot. The transaction writes and reads the
 * copies. Tables connected by foreign keys are copied together. The copies are temporary tables, dropped at the end of
 * the transaction. Not thread-safe.
 */
final class TableCopies {
    /** A table and all tables connected to it through foreign keys. */
    private static final String CONNECTED = """
            WITH RECURSIVE near(oid) AS (
                SELECT pg_catalog.to_regclass($1)::oid
                UNION
                SELECT CASE WHEN c.conrelid = near.oid THEN c.confrelid ELSE c.conrelid END
                FROM near JOIN pg_catalog.pg_constraint c ON c.contype = 'f' AND near.oid IN (c.conrelid, c.confrelid))
            SELECT r.oid, n.nspname, r.relname,
                pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(r.relname),
                'pg_temp.' || pg_catalog.quote_ident(r.relname)
            FROM near JOIN pg_catalog.pg_class r ON r.oid = near.oid
            JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
            WHERE n.nspname NOT LIKE 'pg\\_%'
            ORDER BY r.oid""";

    private static final String COLUMNS = """
            SELECT pg_catalog.string_agg(pg_catalog.quote_ident(attname), ', ' ORDER BY attnum)
            FROM pg_catalog.pg_attribute
            WHERE attrelid = $1::text::oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''""";

    private static final String IDENTITIES = """
            SELECT pg_catalog.quote_ident(attname), pg_catalog.pg_get_serial_sequence($2, attname)
            FROM pg_catalog.pg_attribute
            WHERE attrelid = $1::text::oid AND attnum > 0 AND NOT attisdropped AND attidentity <> ''""";

    private static final String FOREIGN_KEYS = """
            SELECT pg_catalog.pg_get_constraintdef(oid) FROM pg_catalog.pg_constraint
            WHERE contype = 'f' AND conrelid = $1::text::oid ORDER BY oid""";

    private final BackendConnection backend;
    private final InternalStatements statements;
    private final Map<TableName, String> copies = new HashMap<>();
    private final Set<TableName> known = new HashSet<>();

    TableCopies(BackendConnection backend, InternalStatements statements) {
        this.backend = backend;
        this.statements = statements;
    }

    /** Forgets the copies, after a rollback to the savepoint has dropped them. */
    void clear() {
        copies.clear();
        known.clear();
    }

    /** Copies the tables that the statement writes, if needed, and returns its text with the names of the copies. */
    String redirect(PreparedSql prepared) throws IOException {
        for (TableName table : prepared.statement().writes()) {
            if (known.add(table)) {
                backend.flush();
                copy(table);
            }
        }
        return NameRedirect.redirect(prepared.text(), copies);
    }

    private void copy(TableName table) throws IOException {
        Map<String, String> added = new LinkedHashMap<>();
        Map<String, String> fullNames = new HashMap<>();
        for (List<@Nullable String> row : query(CONNECTED, table.sql())) {
            TableName full = new TableName(Optional.of(text(row, 1)), text(row, 2));
            if (copies.putIfAbsent(full, text(row, 4)) == null) {
                added.put(text(row, 0), text(row, 4));
                fullNames.put(text(row, 0), text(row, 3));
            }
        }
        for (Map.Entry<String, String> each : added.entrySet()) {
            fill(each.getKey(), Objects.requireNonNull(fullNames.get(each.getKey())), each.getValue());
        }
        for (Map.Entry<String, String> each : added.entrySet()) {
            for (List<@Nullable String> key : query(FOREIGN_KEYS, each.getKey())) {
                String definition = NameRedirect.redirect(text(key, 0), copies);
                change("ALTER TABLE " + each.getValue() + " ADD " + definition.replace(" NOT VALID", ""));
            }
        }
    }

    private void fill(String oid, String from, String to) throws IOException {
        String columns = text(query(COLUMNS, oid).get(0), 0);
        change("CREATE TEMPORARY TABLE " + to.substring("pg_temp.".length()) + " (LIKE " + from
                + " INCLUDING ALL EXCLUDING IDENTITY)");
        for (List<@Nullable String> identity : query(IDENTITIES, oid, from)) {
            change("ALTER TABLE " + to + " ALTER COLUMN " + text(identity, 0) + " SET DEFAULT nextval('"
                    + text(identity, 1).replace("'", "''") + "')");
        }
        change("INSERT INTO " + to + " (" + columns + ") SELECT " + columns + " FROM " + from);
    }

    private List<List<@Nullable String>> query(String sql, String... parameters) throws IOException {
        return statements.query(sql, parameters).succeeded().rows();
    }

    private void change(String sql) throws IOException {
        statements.query(sql).succeeded();
    }

    private static String text(List<@Nullable String> row, int column) {
        return Objects.requireNonNull(row.get(column));
    }
}
