package dev.agentstorage.spi;

import java.util.Optional;

/**
 * Which rows of an ordered, filtered listing a backend shall return: those after a position, or those after so many rows.
 *
 * @param after the row after which the window begins; empty to begin at the start
 * @param offset how many rows are skipped; 0 when {@code after} is given
 * @param limit the most rows to return, at least 1
 */
public record Window(Optional<Position> after, long offset, long limit) {
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
}
