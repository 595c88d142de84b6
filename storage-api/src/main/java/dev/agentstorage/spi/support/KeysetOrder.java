package dev.agentstorage.spi.support;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The total order of a listing in SQL, for keyset pagination: turns a {@link Window} into a condition, an {@code ORDER BY} and a {@code LIMIT}.
 * The window begins at a key, so with an index on the columns no rows before it are read. The SQL has {@code ?} in place of values. Join the
 * parts with blanks:
 *
 * <pre>{@code
 * SELECT … FROM … WHERE <filters> AND <condition> <orderBy> <limit>
 * }</pre>
 *
 * <p>Row comparisons are standard SQL and supported by PostgreSQL, SQLite and MySQL. Id columns must compare by their UTF-8 bytes (rule {@code
 * CORE-03}), for example with {@code COLLATE "C"}; for nullable columns pass an expression that is never null. Immutable and thread-safe.
 *
 * @param columns the columns or expressions by which rows are sorted, quoted if the database requires it: the {@linkplain Position#key sort
 *     value} first, then the {@linkplain Position#ids ids}
 */
public record KeysetOrder(List<String> columns) {
    /**
     * Rejects null values and copies the columns.
     *
     * @param columns the columns or expressions by which rows are sorted, quoted if the database requires it: the {@linkplain Position#key sort
     *     value} first, then the {@linkplain Position#ids ids}
     */
    public KeysetOrder {
        columns = List.copyOf(Checks.noNulls("columns", columns));
    }

    /**
     * The order of these columns.
     *
     * @param columns the names of the columns
     * @return the order
     */
    public static KeysetOrder of(String... columns) {
        return new KeysetOrder(List.of(columns));
    }

    /**
     * {@return the condition of a window; empty when it has neither a start position nor a bound} Bind the values of each of the {@link #places}:
     * the sort value, then each id, in the order of the columns.
     *
     * @param window the rows to return
     * @param ofQuery the direction of the query, which a {@linkplain Window#backward backward} window reverses
     */
    public Optional<String> condition(Window window, Direction ofQuery) {
        Direction direction = window.direction(ofQuery);
        String place = "?" + ", ?".repeat(columns.size() - 1);
        List<String> conditions = new ArrayList<>();
        if (window.after().isPresent()) {
            conditions.add(after(direction, place));
        }
        if (window.until().isPresent()) {
            conditions.add(until(direction, place));
        }
        return conditions.isEmpty() ? Optional.empty() : Optional.of(String.join(" AND ", conditions));
    }

    /**
     * {@return the positions that {@link #condition} compares with, in the order of its placeholders}
     *
     * @param window the rows to return
     */
    public static List<Position> places(Window window) {
        List<Position> places = new ArrayList<>();
        window.after().ifPresent(places::add);
        window.until().ifPresent(places::add);
        return List.copyOf(places);
    }

    /**
     * {@return the condition that a row comes after a position}
     *
     * @param direction the direction in which rows are read
     * @param place the SQL of the position: one expression for each column, separated by commas
     */
    public String after(Direction direction, String place) {
        return compared(direction == Direction.ASC ? ">" : "<", place);
    }

    /**
     * {@return the condition that a row is at a position or before it; parameters as in {@link #after}}
     *
     * @param direction the direction in which rows are read
     * @param place the SQL of the position: one expression for each column, separated by commas
     */
    public String until(Direction direction, String place) {
        return compared(direction == Direction.ASC ? "<=" : ">=", place);
    }

    private String compared(String operator, String place) {
        return columns.stream().collect(Collectors.joining(", ", "(", ") ")) + operator + " (" + place + ")";
    }

    /**
     * {@return {@code ORDER BY} with all columns}
     *
     * @param direction the direction of the order
     */
    public String orderBy(Direction direction) {
        String suffix = direction == Direction.ASC ? "" : " DESC";
        return columns.stream().map(column -> column + suffix).collect(Collectors.joining(", ", "ORDER BY ", ""));
    }

    /**
     * {@return {@code LIMIT} and, if rows are skipped, {@code OFFSET}; an empty string for a window with neither}
     *
     * @param window the rows to return
     */
    public static String limit(Window window) {
        if (window.offset() > 0) {
            return "LIMIT ? OFFSET ?";
        }
        return window.limit() == Long.MAX_VALUE ? "" : "LIMIT ?";
    }

    /**
     * {@return the values to bind for {@link #limit}, in the order of its placeholders}
     *
     * @param window the rows to return
     */
    public static List<Long> limits(Window window) {
        if (window.offset() > 0) {
            return List.of(window.limit(), window.offset());
        }
        return window.limit() == Long.MAX_VALUE ? List.of() : List.of(window.limit());
    }
}
