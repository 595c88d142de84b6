package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.session.Transaction.Logged;
import dev.agentstorage.dsql.local.internal.sql.RowLock;
import dev.agentstorage.dsql.local.internal.sql.Statement;
import dev.agentstorage.dsql.local.internal.sql.TableName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Locking clauses: a row is found by its whole primary key, or the clause is refused; and a row that was read FOR UPDATE
 * counts as changed when the transaction commits, for those whose snapshot is older.
 */
final class Locking {
    private static final String NOT_ONE_TABLE = "locking clause such as FOR UPDATE can be applied on a single table";
    private static final String NOT_BY_KEY =
            "locking clause such as FOR UPDATE can be applied only on tables with equality predicates on the key";

    private static final String PRIMARY_KEY = """
            SELECT a.attname FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1])
            WHERE i.indisprimary AND i.indrelid = pg_catalog.to_regclass($1)""";

    private final State state;
    private final Map<TableName, List<String>> keys = new HashMap<>();
    private long keysAsOf = -1;

    Locking(State state) {
        this.state = state;
    }

    Optional<PgError> check(Statement statement) throws IOException {
        RowLock lock = statement.rowLock().orElse(null);
        if (statement.kind() != Statement.Kind.LOCKING_READ || lock == null) {
            return Optional.empty();
        }
        if (!lock.singleTable()) {
            return Optional.of(PgError.of("0A000", NOT_ONE_TABLE));
        }
        List<String> key = key(lock.table());
        boolean byKey = !key.isEmpty() && lock.equalColumns().containsAll(key);
        // A table that is not there is PostgreSQL's to complain about.
        return byKey || (key.isEmpty() && !exists(lock.table()))
                ? Optional.empty()
                : Optional.of(PgError.of("0A000", NOT_BY_KEY));
    }

    private boolean exists(TableName table) throws IOException {
        List<List<@Nullable String>> rows = ask("SELECT pg_catalog.to_regclass($1) IS NOT NULL", name(table));
        return "t".equals(rows.get(0).get(0));
    }

    private List<String> key(TableName table) throws IOException {
        long schema = state.shared.schema().get();
        if (keysAsOf != schema) {
            keys.clear();
            keysAsOf = schema;
        }
        List<String> known = keys.get(table);
        if (known != null) {
            return known;
        }
        List<String> columns = new ArrayList<>();
        for (List<@Nullable String> row : ask(PRIMARY_KEY, name(table))) {
            columns.add(String.valueOf(row.get(0)));
        }
        if (!columns.isEmpty()) {
            keys.put(table, columns);
        }
        return columns;
    }

    private List<List<@Nullable String>> ask(String sql, String parameter) throws IOException {
        boolean within = state.backend.isUnsynced();
        state.backend.flush();
        Hidden.Answer answer = within ? state.hidden.runWithin(sql, parameter) : state.hidden.run(sql, parameter);
        Hidden.succeed(answer);
        return answer.rows();
    }

    private static String name(TableName table) {
        return table.schema().map(schema -> quoted(schema) + ".").orElse("") + quoted(table.name());
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /**
     * Writes the rows that were read FOR UPDATE, unchanged, so that their new versions stand in the way of whoever does
     * not see this transaction.
     *
     * @return false if somebody else was first
     */
    boolean leaveMarks(Transaction transaction) throws IOException {
        if (transaction.place != Transaction.Place.REAL) {
            return true;
        }
        HashSet<String> done = new HashSet<>();
        for (Logged read : List.copyOf(transaction.log)) {
            RowLock lock = read.prepared().statement().rowLock().orElse(null);
            if (lock == null || lock.strength() != RowLock.Strength.FOR_UPDATE) {
                continue;
            }
            String column = quoted(key(lock.table()).get(0));
            String text = "WITH _dsql_local AS MATERIALIZED (" + read.prepared().text() + ") UPDATE " + lock.tableText()
                    + " SET " + column + " = " + column + " WHERE " + lock.whereText();
            byte[] binding = Bindings.withoutResultFormats(read.binding());
            if (done.add(text + Arrays.hashCode(binding))
                    && state.hidden.run(read.prepared(), text, binding).error() != null) {
                return false;
            }
        }
        return true;
    }
}
