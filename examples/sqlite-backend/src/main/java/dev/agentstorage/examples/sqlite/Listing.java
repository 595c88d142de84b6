package dev.agentstorage.examples.sqlite;

import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.FilteredScan;
import dev.agentstorage.spi.support.KeysetOrder;
import dev.agentstorage.value.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A query of one call: what SQL filters and sorts, and a filter on JSON that is judged here. Used by one thread. */
record Listing<T extends Record>(
        Table<T> table, Where where, String sort, Direction direction, Optional<Predicate<T>> filter) {
    /** All rows that SQL finds, sorted by a column and then by the key. */
    Listing(Table<T> table, Where where, String sort, Direction direction) {
        this(table, where, sort, direction, Optional.empty());
    }

    /** Those that pass a filter, if there is one. */
    Listing<T> matching(Optional<Predicate<T>> matcher) {
        return new Listing<>(table, where, sort, direction, matcher);
    }

    List<T> read(Session session, Window window) {
        return filter.isEmpty()
                ? rows(session, window)
                : scan(session, filter.get()).read(window);
    }

    long count(Session session) {
        return filter.isEmpty()
                ? session.count(table, where)
                : scan(session, filter.get()).count();
    }

    private FilteredScan<T> scan(Session session, Predicate<T> matcher) {
        return new FilteredScan<>(
                window -> rows(session, window), row -> table.position(row, sort), matcher, session.database.bound);
    }

    // doc: window
    private List<T> rows(Session session, Window window) {
        KeysetOrder order = table.orderBy(sort);
        List<Object> values = new ArrayList<>(where.values());
        for (Position place : KeysetOrder.places(window)) {
            values.add(place.key());
            values.addAll(place.ids());
        }
        values.addAll(KeysetOrder.limits(window));
        String sql = String.join(
                " ",
                table.select + where.sql(),
                order.condition(window, direction).map(place -> "AND " + place).orElse(""),
                order.orderBy(window.direction(direction)),
                KeysetOrder.limit(window));
        return session.list(table, sql, values);
    }
    // end
}
