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
 * The total order of a listing in SQL, and how a {@link Window} becomes its condition, its order and its limit. The window begins at a key,
 * not after a count: rows before it are not read when an index covers the columns. Texts have {@code ?} for values and never contain one. A
 * statement is, with a blank between the parts:
 *
 * <pre>{@code
 * SELECT … FROM … WHERE <filters> AND <condition> <orderBy> <limit>
 * }</pre>
 *
 * <p>The row comparison is standard SQL, which PostgreSQL, SQLite and MySQL have. The id columns must compare by the bytes of their UTF-8
 * (rule {@code CORE-03}), for example by {@code COLLATE "C"}, and columns that may be null need an expression that is not. Immutable and
 * thread-safe.
 *
 * @param columns the columns or expressions by which rows are sorted, quoted where the database needs it: that of the {@linkplain
 *     Position#key sort value}, then those of the {@linkplain Position#ids ids}
 */
public record KeysetOrder(List<String> columns) {
    /**
     * Rejects null values and copies the columns.
     *
     * @param columns the columns or expressions by which rows are sorted, quoted where the database needs it: that of the
     *     {@linkplain Position#key sort value}, then those of the {@linkplain Position#ids ids}
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
     * {@return the condition of a window, empty when it has neither a place to begin after nor a bound} Each of its {@link #places} needs one
     * value for the sort value and one for each id, in the order of the columns.
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
     * {@return the places that {@link #condition} compares with, in the order of its placeholders}
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
     * {@return the condition that a row comes after a place}
     *
     * @param direction the direction in which rows are read
     * @param place the SQL of the place: one expression for each column, with commas between
     */
    public String after(Direction direction, String place) {
        return compared(direction == Direction.ASC ? ">" : "<", place);
    }

    /**
     * {@return the condition that a row is at a place or before it; parameters as those of {@link #after}}
     *
     * @param direction the direction of the order
     * @param place the SQL of the place
     */
    public String until(Direction direction, String place) {
        return compared(direction == Direction.ASC ? "<=" : ">=", place);
    }

    private String compared(String operator, String place) {
        return columns.stream().collect(Collectors.joining(", ", "(", ") ")) + operator + " (" + place + ")";
    }

    /**
     * {@return {@code ORDER BY} with every column, for the direction in which rows are read}
     *
     * @param direction the direction of the order
     */
    public String orderBy(Direction direction) {
        String suffix = direction == Direction.ASC ? "" : " DESC";
        return columns.stream().map(column -> column + suffix).collect(Collectors.joining(", ", "ORDER BY ", ""));
    }

    /**
     * {@return {@code LIMIT} and, where rows are skipped, {@code OFFSET}; empty for a window without either}
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
     * {@return the values of {@link #limit}, in the order of its placeholders}
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
