package dev.agentstorage.spi;

import dev.agentstorage.value.Direction;
import java.util.Optional;

/**
 * The rows of an ordered, filtered listing that a backend must return: those after a position or an offset, up to a bound.
 *
 * @param after the position after which the window starts; empty for the start of the listing
 * @param until the last position of the window, inclusive (rule {@code PAGE-11}); empty for no bound
 * @param offset the number of rows to skip; 0 when {@code after} is present
 * @param limit maximum number of rows to return, at least 1
 * @param complete whether an unreadable row fails the read, even if the storage is configured to skip such rows
 * @param backward whether to return the rows in the reverse order of the query, the last one first; {@code after} and {@code until} are
 *     positions in that reverse order
 */
public record Window(
        Optional<Position> after,
        Optional<Position> until,
        long offset,
        long limit,
        boolean complete,
        boolean backward) {
    /**
     * An unbounded window; the storage may skip unreadable rows, if configured.
     *
     * @param after the position after which it starts; empty for the start of the listing
     * @param offset the number of rows to skip
     * @param limit the maximum number of rows
     */
    public Window(Optional<Position> after, long offset, long limit) {
        this(after, Optional.empty(), offset, limit, false, false);
    }

    /**
     * Returns a window of the first rows after an offset.
     *
     * @param offset the number of rows to skip
     * @param limit the maximum number of rows
     * @return the window
     */
    public static Window offset(long offset, long limit) {
        return new Window(Optional.empty(), offset, limit);
    }

    /**
     * Returns a window of the first rows after a position, or of the listing.
     *
     * @param after the position after which it begins; empty for the beginning
     * @param limit the maximum number of rows
     * @return the window
     */
    public static Window after(Optional<Position> after, long limit) {
        return new Window(after, 0, limit);
    }

    /**
     * Returns a window of all rows.
     *
     * @return the window
     */
    public static Window everything() {
        return new Window(Optional.empty(), 0, Long.MAX_VALUE);
    }

    /**
     * Returns a window of the last rows, the last one first.
     *
     * @param limit the maximum number of rows
     * @return the window
     */
    public static Window last(long limit) {
        return new Window(Optional.empty(), Optional.empty(), 0, limit, false, true);
    }

    /** {@return the same window, without skipping unreadable rows} */
    public Window ofAll() {
        return new Window(after, until, offset, limit, true, backward);
    }

    /**
     * {@return the same window with this bound}
     *
     * @param bound the last position; empty for none
     */
    public Window endingAt(Optional<Position> bound) {
        return new Window(after, bound, offset, limit, complete, backward);
    }

    /**
     * {@return the same window with another maximum number of rows}
     *
     * @param rows the number of rows
     */
    public Window ofAtMost(long rows) {
        return new Window(after, until, offset, rows, complete, backward);
    }

    /**
     * {@return the next window of the same read: the first rows after a position, or of the listing}
     *
     * @param newAfter the position after which it starts; empty for the start of the listing
     * @param newLimit the maximum number of rows
     */
    public Window next(Optional<Position> newAfter, long newLimit) {
        return new Window(newAfter, until, 0, newLimit, complete, backward);
    }

    /**
     * {@return the direction of the rows, given that of the query}
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
