package dev.agentstorage.inmemory;

import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Utf8;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Rows in the total order of their positions. Not thread-safe: the backend that owns it holds its lock. */
final class OrderedRows<T> {
    private static final Comparator<Position> ORDER =
            Comparator.comparingLong(Position::key).thenComparing(Position::ids, OrderedRows::compareIds);

    private final NavigableMap<Position, T> rows = new TreeMap<>(ORDER);

    void put(Position position, T row) {
        rows.put(position, row);
    }

    void remove(Position position) {
        rows.remove(position);
    }

    /** The rows that match, in order, those of the window only. */
    List<T> list(Predicate<T> filter, Direction direction, Window window) {
        NavigableMap<Position, T> directed = direction == Direction.ASC ? rows : rows.descendingMap();
        if (window.after().isPresent()) {
            directed = directed.tailMap(window.after().get(), false);
        }
        return directed.values().stream()
                .filter(filter)
                .skip(window.offset())
                .limit(window.limit())
                .toList();
    }

    /** The rows that match, in ascending order. */
    Stream<T> ascending(Predicate<T> filter) {
        return rows.values().stream().filter(filter);
    }

    /** The rows whose key is below the given one, in ascending order. */
    Stream<T> below(long key) {
        return rows.headMap(new Position(key, List.of()), false).values().stream();
    }

    private static int compareIds(List<String> a, List<String> b) {
        int length = Math.min(a.size(), b.size());
        for (int i = 0; i < length; i++) {
            int order = Utf8.compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }
}
