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
 * Keyset pagination of listings that are sorted by a time and ids. A position is a key, not an offset: rows before it are never read.
 * Stateless and thread-safe.
 */
public final class Windows {
    private Windows() {}

    /**
     * The order of a listing.
     *
     * @param wall the quoted {@code timestamp} column that rows are sorted by
     * @param zoned the quoted {@code timestamptz} column of the same time, whose value is returned to callers
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
     * <p>Order and condition use the {@code timestamp} column, which has an index. A position contains the value of the {@code timestamptz}
     * column; in case another writer has stored different values, the {@code timestamp} is read from the row of the position.
     */
    public static Sql append(Sql sql, Window window, Direction direction, Keyset keyset) {
        KeysetOrder order = keyset.order();
        Direction read = window.direction(direction);
        window.after().ifPresent(after -> bind(sql.where(order.after(read, place(keyset))), after));
        window.until().ifPresent(until -> bind(sql.where(order.until(read, place(keyset))), until));
        return limit(sql.add(" ").add(order.orderBy(read)), window);
    }

    /** Appends the condition that a row comes after a position, or at it unless {@code exclusive}. */
    public static Sql from(Sql sql, Position place, boolean exclusive, Keyset keyset) {
        return bound(sql, place, exclusive, Direction.ASC, keyset);
    }

    /** Appends the condition that a row comes before a position, or at it unless {@code exclusive}. */
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
