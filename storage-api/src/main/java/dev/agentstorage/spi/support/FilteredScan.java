package dev.agentstorage.spi.support;

import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads a listing with a client-side filter, such as one on metadata in a database without JSON operators. Rows are
 * read by key in portions until the window is full, so that the cost grows with the rows that the other filters leave, up to a bound. One
 * instance serves one call: make the filter, such as {@code query.matcher()}, for it. Not thread-safe if the filter is not.
 *
 * @param rows reads a window of the rows that the database's filters leave, in the order of the listing
 * @param position the place of a row
 * @param filter what the rows must pass, of which the database has not left all out
 * @param bound maximum number of rows to read
 */
public record FilteredScan<T>(
        Function<Window, List<T>> rows, Function<T, Position> position, Predicate<T> filter, FilterBound bound) {
    private static final int FIRST_PORTION = 50;

    private static final int PORTION = 500;

    /**
     * {@return the rows of the window that pass, in the order of the listing}
     *
     * @param window the rows to return
     * @throws dev.agentstorage.error.TooLargeException {@code filter-too-wide}, {@code filter-too-costly}
     */
    public List<T> read(Window window) {
        List<T> found = new ArrayList<>();
        long skip = window.offset();
        Optional<Position> after = window.after();
        long read = 0;
        // a row may be large, and a small page is often full with the first of them
        for (long wanted = FIRST_PORTION; true; wanted = Math.min(PORTION, wanted * 2)) {
            long size = bound.portion(wanted, read);
            List<T> portion = rows.apply(window.next(after, size));
            read += portion.size();
            bound.require(read);
            for (T row : portion) {
                if (filter.test(row)) {
                    if (skip > 0) {
                        skip--;
                    } else {
                        found.add(row);
                    }
                    if (found.size() == window.limit()) {
                        return found;
                    }
                }
            }
            if (portion.size() < size) {
                return found;
            }
            after = Optional.of(position.apply(portion.get(portion.size() - 1)));
        }
    }

    /**
     * Counts the rows that pass.
     *
     * @return the number of rows that pass
     * @throws dev.agentstorage.error.TooLargeException {@code filter-too-wide}, {@code filter-too-costly}
     */
    public long count() {
        long count = 0;
        long read = 0;
        Optional<Position> after = Optional.empty();
        while (true) {
            long size = bound.portion(PORTION, read);
            List<T> portion = rows.apply(Window.after(after, size));
            read += portion.size();
            bound.require(read);
            count += portion.stream().filter(filter).count();
            if (portion.size() < size) {
                return count;
            }
            after = Optional.of(position.apply(portion.get(portion.size() - 1)));
        }
    }
}
