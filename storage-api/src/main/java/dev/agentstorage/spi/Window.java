package dev.agentstorage.spi;

import dev.agentstorage.value.Direction;
import java.util.Optional;

/**
 * Which rows of an ordered, filtered listing a backend must return: those after a position, or those after a number of rows, up to a bound.
 *
 * @param after the row after which the window begins; empty to begin at the start
 * @param until the last place that the window may reach: the row there belongs to it, and none after it (rule {@code PAGE-11}); empty for
 *     no bound
 * @param offset number of rows to skip; 0 when {@code after} is given
 * @param limit maximum number of rows to return, at least 1
 * @param complete whether a row that cannot be read fails the reading, also where the storage is configured to leave such rows out
 * @param backward whether the rows are wanted in the reverse of the query's order, the last one first; {@code after} and {@code until} are
 *     places in that order
 */
public record Window(
        Optional<Position> after,
        Optional<Position> until,
        long offset,
        long limit,
        boolean complete,
        boolean backward) {
    /**
     * A window without a bound from which a storage may leave out what cannot be read, if it is configured so.
     *
     * @param after the position after which it begins; empty for the beginning
     * @param offset the number of rows to skip
     * @param limit the maximum number of rows
     */
    public Window(Optional<Position> after, long offset, long limit) {
        this(after, Optional.empty(), offset, limit, false, false);
    }

    /**
     * The first rows after an offset.
     *
     * @param offset the number of rows to skip
     * @param limit the maximum number of rows
     * @return the window
     */
    public static Window offset(long offset, long limit) {
        return new Window(Optional.empty(), offset, limit);
    }

    /**
     * The first rows after a position, or of the listing when there is none.
     *
     * @param after the position after which it begins; empty for the beginning
     * @param limit the maximum number of rows
     * @return the window
     */
    public static Window after(Optional<Position> after, long limit) {
        return new Window(after, 0, limit);
    }

    /**
     * Everything.
     *
     * @return the window
     */
    public static Window everything() {
        return new Window(Optional.empty(), 0, Long.MAX_VALUE);
    }

    /**
     * The last rows, the last one first.
     *
     * @param limit the maximum number of rows
     * @return the window
     */
    public static Window last(long limit) {
        return new Window(Optional.empty(), Optional.empty(), 0, limit, false, true);
    }

    /** {@return the same window, from which nothing is left out} */
    public Window ofAll() {
        return new Window(after, until, offset, limit, true, backward);
    }

    /**
     * {@return the same window with a bound, or without one}
     *
     * @param bound the last position; empty for none
     */
    public Window endingAt(Optional<Position> bound) {
        return new Window(after, bound, offset, limit, complete, backward);
    }

    /**
     * {@return the same window of another size}
     *
     * @param rows the number of rows
     */
    public Window ofAtMost(long rows) {
        return new Window(after, until, offset, rows, complete, backward);
    }

    /**
     * {@return another window of the same reading: the first rows after a position, or of the listing when there is none}
     *
     * @param newAfter the position after which it begins; empty for the beginning
     * @param newLimit the maximum number of rows
     */
    public Window next(Optional<Position> newAfter, long newLimit) {
        return new Window(newAfter, until, 0, newLimit, complete, backward);
    }

    /**
     * {@return the direction in which the rows are wanted, of a query with this one}
     *
     * @param ofQuery the direction of the query
     */
    public Direction direction(Direction ofQuery) {
        if (!backward) {
            return ofQuery;
        }
        return ofQuery == Direction.ASC ? Direction.DESC : Direction.ASC;
    }
}
