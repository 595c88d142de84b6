package dev.agentstorage.examples.sqlite;

import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Conditions that must all hold, with their values. Values are bound, never part of the text. Not thread-safe. */
final class Where {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    static Where is(String column, Object value) {
        return new Where().and(column + " = ?", value);
    }

    Where and(String condition, Object... bound) {
        conditions.add(condition);
        values.addAll(List.of(bound));
        return this;
    }

    /** The column has the value, when one is given. */
    Where filter(String column, Optional<?> value) {
        return value.isEmpty() ? this : and(column + " = ?", value);
    }

    /** The columns of a record of filters have the values of those that are given. */
    Where filters(Record filters, String prefix) {
        Shape shape = new Shape(filters.getClass(), prefix, 1);
        List<Object> given = shape.values(filters);
        for (int i = 0; i < given.size(); i++) {
            filter(shape.columns.get(i), (Optional<?>) given.get(i));
        }
        return this;
    }

    /** The column has one of the values; an array of JSON is one parameter however many there are. */
    Where in(String column, Collection<String> any) {
        return and(column + " IN (SELECT value FROM json_each(?))", Json.of(any));
    }

    /** Returns the condition that a row is one of the first, in an order, of those for which these conditions hold. */
    Where first(Table<?> table, String order, int limit) {
        String rows = "SELECT rowid FROM " + table.name + sql() + " ORDER BY " + order + " LIMIT ?";
        Where first = new Where().and("rowid IN (" + rows + ")", values.toArray());
        first.values.add(limit);
        return first;
    }

    Where range(String column, TimeRange range) {
        range.start().ifPresent(start -> and(column + (range.startExclusive() ? " > ?" : " >= ?"), start));
        range.end().ifPresent(end -> and(column + (range.endExclusive() ? " < ?" : " <= ?"), end));
        return this;
    }

    /** Returns the clause, to which {@code AND} and a further condition can be appended. */
    String sql() {
        return conditions.stream()
                .map(condition -> " AND (" + condition + ")")
                .collect(Collectors.joining("", " WHERE TRUE", ""));
    }

    List<Object> values() {
        return List.copyOf(values);
    }
}
