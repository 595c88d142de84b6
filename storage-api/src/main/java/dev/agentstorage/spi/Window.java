package dev.agentstorage.spi;

import java.util.Optional;

/**
 * Which rows of an ordered, filtered listing a backend shall return: those after a position, or those after so many rows.
 *
 * @param after the row after which the window begins; empty to begin at the start
 * @param offset how many rows are skipped; 0 when {@code after} is given
 * @param limit the most rows to return, at least 1
 * @param complete whether a row that can't be read fails the reading, also where the storage is configured to leave such rows out
 */
public record Window(Optional<Position> after, long offset, long limit, boolean complete) {
    /** A window from which a storage may leave out what can't be read, if it is configured so. */
    public Window(Optional<Position> after, long offset, long limit) {
        this(after, offset, limit, false);
    }

    /** The first rows after so many others. */
    public static Window offset(long offset, long limit) {
        return new Window(Optional.empty(), offset, limit);
    }

    /** The first rows after a position, or of the listing when there is none. */
    public static Window after(Optional<Position> after, long limit) {
        return new Window(after, 0, limit);
    }

    /** Everything. */
    public static Window everything() {
        return new Window(Optional.empty(), 0, Long.MAX_VALUE);
    }

    /** Returns the same window, from which nothing is left out. */
    public Window ofAll() {
        return new Window(after, offset, limit, true);
    }

    /** Returns another window of the same reading: the first rows after a position, or of the listing when there is none. */
    public Window next(Optional<Position> newAfter, long newLimit) {
        return new Window(newAfter, 0, newLimit, complete);
    }
}
