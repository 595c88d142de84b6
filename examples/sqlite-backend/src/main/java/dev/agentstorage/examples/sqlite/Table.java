package dev.agentstorage.examples.sqlite;

import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.support.KeysetOrder;
import dev.agentstorage.spi.support.StoredRow;
import dev.agentstorage.value.Instants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A table whose rows are records of the API, and its statements. The first columns are the key. Immutable. */
final class Table<T extends Record> {
    final String name;
    final String select;
    final String byKey;
    final String insert;
    final String upsert;
    private final Class<T> type;
    private final Shape shape;
    private final List<String> key;
    private final List<String> columns;
    private final Map<String, Function<T, Object>> derived;

    /** The first columns are the key; a derived column, one at most since a map has no order, is written for queries and not read. */
    Table(String name, Class<T> type, int keys, Map<String, Function<T, Object>> derived) {
        this.name = name;
        this.type = type;
        this.shape = new Shape(type, "", 1);
        this.derived = derived;
        this.columns = new ArrayList<>(shape.columns);
        columns.addAll(derived.keySet());
        this.key = columns.subList(0, keys);
        String all = String.join(", ", columns);
        this.select = "SELECT " + all + " FROM " + name;
        this.byKey = select + " WHERE " + String.join(" = ? AND ", key) + " = ?";
        String insertion = "INSERT INTO " + name + " (" + all + ") VALUES ("
                + String.join(", ", Collections.nCopies(columns.size(), "?")) + ") ON CONFLICT ";
        this.insert = insertion + "DO NOTHING";
        this.upsert = columns.subList(keys, columns.size()).stream()
                .map(column -> column + " = excluded." + column)
                .collect(Collectors.joining(", ", insertion + "(" + String.join(", ", key) + ") DO UPDATE SET ", ""));
    }

    Table(String name, Class<T> type, int keys) {
        this(name, type, keys, Map.of());
    }

    List<Object> values(T row) {
        List<Object> values = shape.values(row);
        derived.values().forEach(column -> values.add(column.apply(row)));
        return values;
    }

    T read(ResultSet row) throws SQLException {
        return type.cast(shape.read(row, new StoredRow(name, row.getString(key.size()))));
    }

    /** Returns the order by a column and then by the key. */
    KeysetOrder orderBy(String sort) {
        List<String> all = new ArrayList<>(List.of(sort));
        all.addAll(key);
        return new KeysetOrder(all);
    }

    /** Returns the place of a row in the order by a column, which holds an instant or a number. */
    Position position(T row, String sort) {
        List<Object> values = values(row);
        Object by = values.get(columns.indexOf(sort));
        long sortValue = by instanceof Instant instant ? Instants.micros(instant) : ((Number) by).longValue();
        List<Object> ids = values.subList(0, key.size());
        return new Position(sortValue, ids.stream().map(String.class::cast).toList());
    }
}
