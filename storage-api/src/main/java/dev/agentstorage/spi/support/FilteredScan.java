package dev.agentstorage.spi.support;

import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads a listing with a client-side filter, such as a metadata filter on a database without JSON operators. Reads portions of rows by keyset
 * pagination until the window is full, so the cost grows with the number of rows that match the database filters, up to a bound. Create one
 * instance, with its own filter such as {@code query.matcher()}, for each call. Thread-safe only if the filter is.
 *
 * @param rows reads a window of the rows that match the database filters, in the order of the listing
 * @param position returns the position of a row in the listing
 * @param filter the condition that rows must satisfy, which may repeat conditions that the database has already applied
 * @param bound maximum number of rows to read
 */
public record FilteredScan<T>(
        Function<Window, List<T>> rows, Function<T, Position> position, Predicate<T> filter, FilterBound bound) {
    private static final int FIRST_PORTION = 50;

    private static final int PORTION = 500;

    /**
     * {@return the rows of the window that satisfy the filter, in the order of the listing} The window's offset and limit count only such rows.
     *
     * @param window the rows to return
     * @throws dev.agentstorage.error.TooLargeException {@code filter-too-wide}, {@code filter-too-costly}
     */
    public List<T> read(Window window) {
        List<T> found = new ArrayList<>();
        long skip = window.offset();
        Optional<Position> after = window.after();
        long read = 0;
        // rows may be large, and a small page is often filled by the first portion
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
     * Counts the rows that satisfy the filter.
     *
     * @return the number of rows that satisfy the filter
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
