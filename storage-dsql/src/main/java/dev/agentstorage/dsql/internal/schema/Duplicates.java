package dev.agentstorage.dsql.internal.schema;

import static dev.agentstorage.dsql.internal.schema.Identifiers.qualified;
import static dev.agentstorage.dsql.internal.schema.Identifiers.quote;
import static dev.agentstorage.dsql.internal.schema.Identifiers.quoteFound;

import dev.agentstorage.dsql.internal.schema.Catalog.FoundColumn;
import dev.agentstorage.dsql.internal.schema.Table.Adoption;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.UnavailableException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges rows with the same key in a table without a primary key: the newest row is kept with all its columns, including
 * columns that this library does not know. Each transaction changes at most {@value #ROWS} rows, or the rows of one key, and is
 * idempotent. Thread-safe.
 */
final class Duplicates {
    private static final Logger LOG = LoggerFactory.getLogger(Duplicates.class);

    /** Maximum number of rows of one transaction. */
    static final int ROWS = 1_000;

    private static final int KEYS_AT_ONCE = 50;
    private static final int KEYS_PER_SCAN = 10_000;
    private static final long CHARACTERS = 2L << 20;

    private final Transactions transactions;
    private final String schema;

    Duplicates(Transactions transactions, String schema) {
        this.transactions = transactions;
        this.schema = schema;
    }

    private record Group(List<String> key, long rows) {}

    /** A row, with its columns as text. */
    private record Found(List<@Nullable String> values) {
        long characters() {
            return values.stream()
                    .mapToLong(value -> value == null ? 0 : value.length())
                    .sum();
        }
    }

    /** Merges all existing duplicates. Duplicates that are added concurrently may remain. */
    void merge(Table table, Map<String, FoundColumn> columns) {
        TableText text = new TableText(schema, table, columns);
        long merged = 0;
        List<Group> groups = find(text);
        while (!groups.isEmpty()) {
            for (int next = 0; next < groups.size(); ) {
                List<Group> some = batch(groups, next);
                mergeSome(text, some);
                next += some.size();
            }
            merged += groups.size();
            LOG.info("merged the duplicates of {} keys of {} so far", merged, table.name());
            groups = find(text);
        }
    }

    private List<Group> find(TableText text) {
        return transactions.read(session -> {
            session.expectLongAnswers();
            return session.query(Sql.of(text.find()), row -> {
                List<String> key = new ArrayList<>();
                for (String column : text.table.key()) {
                    key.add(row.text(column));
                }
                return new Group(key, row.number("count"));
            });
        });
    }

    private static List<Group> batch(List<Group> groups, int from) {
        List<Group> batch = new ArrayList<>();
        long rows = 0;
        for (Group group : groups.subList(from, Math.min(groups.size(), from + KEYS_AT_ONCE))) {
            rows += group.rows();
            if (rows > ROWS && !batch.isEmpty()) {
                break;
            }
            batch.add(group);
        }
        return batch;
    }

    /** Merges as many of these groups as fit into one transaction. */
    private void mergeSome(TableText text, List<Group> groups) {
        if (groups.get(0).rows() > ROWS) {
            thin(text, groups.get(0).key());
        }
        transactions.transaction(session -> {
            session.expectLongAnswers();
            try {
                List<Found> newest = fitting(session.query(text.newest(keys(groups)), text::row));
                session.update(text.delete(newest.stream().map(text::key).toList()));
                for (Found row : newest) {
                    session.update(text.insert(row.values()));
                }
                return newest.size();
            } catch (SQLException e) {
                Step.requireRight(e, Step.Kind.MERGE_DUPLICATES, text.table.name());
                throw e;
            }
        });
    }

    private static List<List<String>> keys(List<Group> groups) {
        return groups.stream().map(Group::key).toList();
    }

    /** Returns as many of the first rows as one statement may write. */
    private static List<Found> fitting(List<Found> rows) {
        long characters = 0;
        int count = 0;
        for (Found row : rows) {
            characters += row.characters();
            if (characters > CHARACTERS && count > 0) {
                break;
            }
            count++;
        }
        return rows.subList(0, count);
    }

    /** Removes older rows of one key until the rest fits into one transaction. */
    private void thin(TableText text, List<String> key) {
        boolean more = true;
        while (more) {
            more = transactions.transaction(session -> thinOnce(session, text, key));
        }
    }

    private boolean thinOnce(Session session, TableText text, List<String> key) throws SQLException {
        session.expectLongAnswers();
        long rows = session.count(text.count(key));
        if (rows <= ROWS) {
            return false;
        }
        if (session.update(text.deleteOlder(key)) == 0) {
            throw new UnavailableException(
                    "schema-duplicates-indistinct",
                    "a table without a primary key has too many rows with the same key and time: delete all but one manually",
                    Details.of("table", text.table.name(), "key", key));
        }
        return true;
    }

    /** The statements for one table. */
    private static final class TableText {
        private final Table table;
        private final String name;
        private final Map<String, FoundColumn> columns;
        private final String newest;

        TableText(String schema, Table table, Map<String, FoundColumn> columns) {
            this.table = table;
            this.name = qualified(schema, table.name());
            this.columns = columns;
            Adoption how = table.adoption().orElseThrow();
            String wall = quote(how.newestBy());
            this.newest = how.zoneFirst()
                    ? "COALESCE(" + quote(how.newestBy() + "Z") + ", " + wall + " AT TIME ZONE 'UTC')"
                    : wall;
        }

        String find() {
            return "SELECT " + keys() + ", count(*) AS count FROM " + name + " GROUP BY " + keys()
                    + " HAVING count(*) > 1 LIMIT " + KEYS_PER_SCAN;
        }

        Sql count(List<String> key) {
            return Sql.of("SELECT count(*) AS count FROM " + name).where(isKey(), key.toArray());
        }

        /** The newest row of each key. */
        Sql newest(List<List<String>> keys) {
            List<String> names = List.copyOf(columns.keySet());
            String texts = IntStream.range(0, names.size())
                    .mapToObj(i -> "CAST(" + quoteFound(names.get(i)) + " AS text) AS " + alias(i))
                    .collect(Collectors.joining(", "));
            return Sql.of(
                    "SELECT DISTINCT ON (" + keys() + ") " + texts + " FROM " + name + " WHERE " + isAny(keys)
                            + " ORDER BY " + keys() + ", " + newest + " DESC NULLS LAST",
                    values(keys));
        }

        /** An alias by position, because the driver's column names are case-insensitive, and tables may have columns that differ only in case. */
        private static String alias(int place) {
            return "value" + place;
        }

        Found row(Row row) throws SQLException {
            List<@Nullable String> values = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                values.add(row.textOrNull(alias(i)));
            }
            return new Found(Collections.unmodifiableList(values));
        }

        List<String> key(Found row) {
            List<String> names = List.copyOf(columns.keySet());
            return table.key().stream()
                    .map(column -> Objects.requireNonNull(row.values().get(names.indexOf(column))))
                    .toList();
        }

        Sql delete(List<List<String>> keys) {
            return Sql.of("DELETE FROM " + name + " WHERE " + isAny(keys), values(keys));
        }

        /** Removes at most {@value #ROWS} rows that are not the newest. */
        Sql deleteOlder(List<String> key) {
            Object[] both = Stream.of(key, key).flatMap(List::stream).toArray();
            return Sql.of(
                    "DELETE FROM " + name + " WHERE " + isKey() + " AND " + newest + " < (SELECT " + newest + " FROM "
                            + name + " WHERE " + isKey() + " AND " + newest + " IS NOT NULL ORDER BY " + newest
                            + " LIMIT 1 OFFSET " + (ROWS - 1) + ")",
                    both);
        }

        Sql insert(List<@Nullable String> values) {
            String names =
                    columns.keySet().stream().map(Identifiers::quoteFound).collect(Collectors.joining(", "));
            String casts = columns.values().stream()
                    .map(column -> "CAST(? AS " + column.type() + ")")
                    .collect(Collectors.joining(", "));
            return Sql.of("INSERT INTO " + name + " (" + names + ") VALUES (" + casts + ")")
                    .bind(values.toArray());
        }

        private String keys() {
            return table.key().stream().map(Identifiers::quote).collect(Collectors.joining(", "));
        }

        private String isAny(List<List<String>> keys) {
            return keys.stream().map(key -> "(" + isKey() + ")").collect(Collectors.joining(" OR "));
        }

        private static Object[] values(List<List<String>> keys) {
            return keys.stream().flatMap(List::stream).toArray();
        }

        private String isKey() {
            return table.key().stream().map(column -> quote(column) + " = ?").collect(Collectors.joining(" AND "));
        }
    }
}
