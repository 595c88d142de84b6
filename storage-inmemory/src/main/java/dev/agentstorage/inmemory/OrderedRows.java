package dev.agentstorage.inmemory;

import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.TimeRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the total order of their positions. A window is located in logarithmic time, and only its rows are read. Not thread-safe:
 * guarded by the backend's lock.
 */
final class OrderedRows<T> {
    private final TreeMap<Position, T> rows = new TreeMap<>();

    /** The next entry of one of several sources, for a merge. */
    private record Head<T>(Map.Entry<Position, T> entry, Iterator<Map.Entry<Position, T>> rest) {}

    void put(Position position, T row) {
        rows.put(position, row);
    }

    void remove(Position position) {
        rows.remove(position);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The row with the smallest position; {@code null} if there are no rows. */
    @Nullable
    T first() {
        Map.Entry<Position, T> first = rows.firstEntry();
        return first == null ? null : first.getValue();
    }

    /** The matching rows within the window, in order. */
    List<T> list(Predicate<T> filter, Direction direction, Window window) {
        return list(List.of(this), TimeRange.ALL, filter, direction, window);
    }

    /** The matching rows of all sources in the range, merged in order, within the window. */
    static <T> List<T> list(
            List<OrderedRows<T>> sources, TimeRange range, Predicate<T> filter, Direction direction, Window window) {
        List<T> result = new ArrayList<>();
        long skip = window.offset();
        Iterator<T> rows = iterate(sources, range, direction, window);
        while (result.size() < window.limit() && rows.hasNext()) {
            T row = rows.next();
            if (!filter.test(row)) {
                continue;
            }
            if (skip > 0) {
                skip--;
            } else {
                result.add(row);
            }
        }
        return Collections.unmodifiableList(result);
    }

    /** Number of matching rows of all sources in the range. */
    static <T> long count(List<OrderedRows<T>> sources, TimeRange range, Predicate<T> filter) {
        return sources.stream()
                .flatMap(source -> source.within(range).values().stream())
                .filter(filter)
                .count();
    }

    /** The matching rows, in ascending order. */
    Stream<T> ascending(Predicate<T> filter) {
        return rows.values().stream().filter(filter);
    }

    /** The rows whose key is below the given one, in ascending order. */
    Stream<T> below(long key) {
        return rows.headMap(before(key), false).values().stream();
    }

    private static <T> Iterator<T> iterate(
            List<OrderedRows<T>> sources, TimeRange range, Direction ofQuery, Window window) {
        Direction direction = window.direction(ofQuery);
        Comparator<Position> order = direction == Direction.ASC ? Comparator.naturalOrder() : Comparator.reverseOrder();
        PriorityQueue<Head<T>> heads =
                new PriorityQueue<>(Comparator.comparing(head -> head.entry().getKey(), order));
        for (OrderedRows<T> source : sources) {
            NavigableMap<Position, T> rows = source.within(range);
            if (direction == Direction.DESC) {
                rows = rows.descendingMap();
            }
            if (window.after().isPresent()) {
                rows = after(rows, window.after().get(), order);
            }
            if (window.until().isPresent()) {
                rows = until(rows, window.until().get(), order);
            }
            push(heads, rows.entrySet().iterator());
        }
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !heads.isEmpty();
            }

            @Override
            public T next() {
                Head<T> head = heads.remove();
                push(heads, head.rest());
                return head.entry().getValue();
            }
        };
    }

    /** The rows after a position. The position may be outside of the range, which a submap would reject. */
    private static <T> NavigableMap<Position, T> after(
            NavigableMap<Position, T> rows, Position position, Comparator<Position> order) {
        if (rows.isEmpty() || order.compare(position, rows.firstKey()) < 0) {
            return rows;
        }
        return order.compare(position, rows.lastKey()) < 0 ? rows.tailMap(position, false) : new TreeMap<>();
    }

    private static <T> NavigableMap<Position, T> until(
            NavigableMap<Position, T> rows, Position position, Comparator<Position> order) {
        if (rows.isEmpty() || order.compare(position, rows.lastKey()) >= 0) {
            return rows;
        }
        return order.compare(position, rows.firstKey()) >= 0 ? rows.headMap(position, true) : new TreeMap<>();
    }

    private static <T> void push(PriorityQueue<Head<T>> heads, Iterator<Map.Entry<Position, T>> rest) {
        if (rest.hasNext()) {
            heads.add(new Head<>(rest.next(), rest));
        }
    }

    private NavigableMap<Position, T> within(TimeRange range) {
        NavigableMap<Position, T> part = rows;
        if (range.start().isPresent()) {
            long start = Instants.micros(range.start().get());
            part = part.tailMap(before(range.startExclusive() ? start + 1 : start), true);
        }
        if (range.end().isPresent()) {
            long end = Instants.micros(range.end().get());
            Position bound = before(range.endExclusive() ? end : end + 1);
            // the bounds of an empty range are reversed, which a map rejects
            if (part.isEmpty() || part.firstKey().compareTo(bound) >= 0) {
                return new TreeMap<>();
            }
            part = part.headMap(bound, false);
        }
        return part;
    }

    /** The position directly before all rows with this key. */
    private static Position before(long key) {
        return new Position(key, List.of());
    }
}
