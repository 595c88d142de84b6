package dev.agentstorage.dsql.internal.query;

import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
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

        /** Returns the columns by which rows are sorted, for a row comparison. */
        private String columns() {
            return wall + ", " + String.join(", ", ids);
        }

        private String order(boolean ascending) {
            return Stream.concat(Stream.of(wall), ids.stream())
                    .map(column -> ascending ? column : column + " DESC")
                    .collect(Collectors.joining(", ", " ORDER BY ", ""));
        }
    }

    /**
     * Appends the condition, the order and the limit of a window.
     *
     * <p>Order and condition use the wall clock column, which indexes cover. A position says what was shown of its row, the column with a
     * zone; where another writer filled the two differently, the row itself is asked for its wall clock.
     */
    public static Sql append(Sql sql, Window window, Direction direction, Keyset keyset) {
        boolean ascending = window.direction(direction) == Direction.ASC;
        window.after().ifPresent(after -> compare(sql, keyset, ascending ? ">" : "<", after));
        window.until().ifPresent(until -> compare(sql, keyset, ascending ? "<=" : ">=", until));
        return limit(sql.add(keyset.order(ascending)), window);
    }

    private static void compare(Sql sql, Keyset keyset, String operator, Position place) {
        sql.where("(" + keyset.columns() + ") " + operator + " (COALESCE((SELECT seen." + keyset.wall() + " FROM "
                + keyset.table() + " seen WHERE ");
        for (int i = 0; i < keyset.ids().size(); i++) {
            sql.add("seen." + keyset.ids().get(i) + " = ? AND ", place.ids().get(i));
        }
        sql.add("seen." + keyset.zoned() + " = ?), ?)", Times.zoned(place.instant()), Times.wall(place.instant()));
        place.ids().forEach(id -> sql.add(", ?", id));
        sql.add(")");
    }

    /** Appends the limit and the offset of a window. */
    public static Sql limit(Sql sql, Window window) {
        sql.window(window.limit(), window.offset());
        return window.complete() ? sql.complete() : sql;
    }
}
