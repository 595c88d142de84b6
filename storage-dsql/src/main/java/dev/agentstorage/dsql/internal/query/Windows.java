package dev.agentstorage.dsql.internal.query;

import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.KeysetOrder;
import dev.agentstorage.value.Direction;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Windows of a listing that is sorted by a time and ids. A position is a key, not a count: what comes before it is never read.
 * Stateless and thread-safe.
 */
public final class Windows {
    private Windows() {}

    /**
     * The order of a listing.
     *
     * @param wall the quoted wall clock column, by which rows are sorted
     * @param zoned the quoted column of the same time with its zone, which is what a row shows
     * @param table the qualified table
     * @param ids the quoted columns that make the order total
     */
    public record Keyset(String wall, String zoned, String table, List<String> ids) {
        /** Copies the columns. */
        public Keyset {
            ids = List.copyOf(ids);
        }

        private KeysetOrder order() {
            return new KeysetOrder(Stream.concat(Stream.of(wall), ids.stream()).toList());
        }
    }

    /**
     * Appends the condition, the order and the limit of a window.
     *
     * <p>Order and condition use the wall clock column, which indexes cover. A position says what was shown of its row, the column with a
     * zone; where another writer filled the two differently, the row itself is asked for its wall clock.
     */
    public static Sql append(Sql sql, Window window, Direction direction, Keyset keyset) {
        KeysetOrder order = keyset.order();
        Direction read = window.direction(direction);
        window.after().ifPresent(after -> bind(sql.where(order.after(read, place(keyset))), after));
        window.until().ifPresent(until -> bind(sql.where(order.until(read, place(keyset))), until));
        return limit(sql.add(" ").add(order.orderBy(read)), window);
    }

    /** Appends the condition that a row comes after a place, or at it when that is not left out. */
    public static Sql from(Sql sql, Position place, boolean exclusive, Keyset keyset) {
        return bound(sql, place, exclusive, Direction.ASC, keyset);
    }

    /** Appends the condition that a row comes before a place, or at it when that is not left out. */
    public static Sql to(Sql sql, Position place, boolean exclusive, Keyset keyset) {
        return bound(sql, place, exclusive, Direction.DESC, keyset);
    }

    private static Sql bound(Sql sql, Position place, boolean exclusive, Direction read, Keyset keyset) {
        KeysetOrder order = keyset.order();
        Direction back = read == Direction.ASC ? Direction.DESC : Direction.ASC;
        bind(sql.where(exclusive ? order.after(read, place(keyset)) : order.until(back, place(keyset))), place);
        return sql;
    }

    private static String place(Keyset keyset) {
        String row = keyset.ids().stream().map(id -> "seen." + id + " = ? AND ").collect(Collectors.joining());
        return "COALESCE((SELECT seen." + keyset.wall() + " FROM " + keyset.table() + " seen WHERE " + row + "seen."
                + keyset.zoned() + " = ?), ?)" + ", ?".repeat(keyset.ids().size());
    }

    private static void bind(Sql sql, Position place) {
        place.ids().forEach(sql::bind);
        sql.bind(Times.zoned(place.instant()), Times.wall(place.instant()));
        place.ids().forEach(sql::bind);
    }

    /** Appends the limit and the offset of a window. */
    public static Sql limit(Sql sql, Window window) {
        sql.window(window.limit(), window.offset());
        return window.complete() ? sql.complete() : sql;
    }
}
