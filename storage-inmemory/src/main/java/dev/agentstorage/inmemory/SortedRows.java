package dev.agentstorage.inmemory;

import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.value.Utf8;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the order of an instant and an id. A window is found in logarithmic time, and only its rows are looked at. Not thread-safe.
 *
 * @param <T> the rows
 */
final class SortedRows<T> {
    /** The place of a row; the ids of a listing's position are compared in the same way. */
    record Key(long micros, String id) implements Comparable<Key> {
        static Key of(Instant instant, String id) {
            return new Key(Position.micros(instant), id);
        }

        @Override
        public int compareTo(Key other) {
            int order = Long.compare(micros, other.micros);
            return order != 0 ? order : Utf8.compare(id, other.id);
        }
    }

    /** One of several sorted sources, with the entry that comes next. */
    private record Head<T>(Map.Entry<Key, T> entry, Iterator<Map.Entry<Key, T>> rest) {}

    private final TreeMap<Key, T> rows = new TreeMap<>();

    void put(Instant instant, String id, T row) {
        rows.put(Key.of(instant, id), row);
    }

    void remove(Instant instant, String id) {
        rows.remove(Key.of(instant, id));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Returns the row with the smallest key, or {@code null}. */
    @Nullable
    T first() {
        Map.Entry<Key, T> first = rows.firstEntry();
        return first == null ? null : first.getValue();
    }

    /** Returns the rows of this source in a window. */
    List<T> read(TimeRange range, Direction direction, Window window, Predicate<T> filter) {
        return read(List.of(this), range, direction, window, filter);
    }

    /** Returns the rows of all sources together in a window: those in the range that pass the filter. */
    static <T> List<T> read(
            List<SortedRows<T>> sources, TimeRange range, Direction direction, Window window, Predicate<T> filter) {
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
        return result;
    }

    /** Counts the rows of all sources in the range that pass the filter. */
    static <T> long count(List<SortedRows<T>> sources, TimeRange range, Predicate<T> filter) {
        long count = 0;
        for (SortedRows<T> source : sources) {
            for (T row : source.within(range).values()) {
                if (filter.test(row)) {
                    count++;
                }
            }
        }
        return count;
    }

    private static <T> Iterator<T> iterate(
            List<SortedRows<T>> sources, TimeRange range, Direction direction, Window window) {
        Comparator<Key> order = direction == Direction.ASC ? Comparator.naturalOrder() : Comparator.reverseOrder();
        PriorityQueue<Head<T>> heads =
                new PriorityQueue<>(Comparator.comparing(head -> head.entry().getKey(), order));
        for (SortedRows<T> source : sources) {
            NavigableMap<Key, T> rows = source.within(range);
            if (direction == Direction.DESC) {
                rows = rows.descendingMap();
            }
            if (window.after().isPresent()) {
                Position after = window.after().get();
                rows = rows.tailMap(new Key(after.key(), after.ids().get(0)), false);
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

    private static <T> void push(PriorityQueue<Head<T>> heads, Iterator<Map.Entry<Key, T>> rest) {
        if (rest.hasNext()) {
            heads.add(new Head<>(rest.next(), rest));
        }
    }

    /** Keys with an empty id come before all rows of their microsecond. */
    private NavigableMap<Key, T> within(TimeRange range) {
        NavigableMap<Key, T> part = rows;
        if (range.start().isPresent()) {
            long start = Position.micros(range.start().get());
            part = part.tailMap(new Key(range.startExclusive() ? start + 1 : start, ""), true);
        }
        if (range.end().isPresent()) {
            long end = Position.micros(range.end().get());
            Key bound = new Key(range.endExclusive() ? end : end + 1, "");
            // an empty range has its bounds the wrong way round, which a map does not take
            if (part.isEmpty() || part.firstKey().compareTo(bound) >= 0) {
                return new TreeMap<>();
            }
            part = part.headMap(bound, false);
        }
        return part;
    }
}
