package dev.agentstorage.dsql.internal.query;

import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads a listing whose last filter, on metadata, only this side can judge: JSON in text has no operators that every server knows. Rows
 * are read by key in portions until the window is full, so the cost grows with the rows that the other filters leave.
 *
 * @param rows reads a window of the rows that the database's filters leave
 * @param position the place of a row
 * @param filter the filter on metadata
 */
public record FilteredScan<T>(Function<Window, List<T>> rows, Function<T, Position> position, Predicate<T> filter) {
    private static final int FIRST_PORTION = 50;

    private static final int PORTION = 500;

    /** Returns the rows of the window that pass. */
    public List<T> read(Window window) {
        List<T> found = new ArrayList<>();
        long skip = window.offset();
        Optional<Position> after = window.after();
        // a row may be large, and a small page is often full with the first of them
        for (int size = FIRST_PORTION; true; size = Math.min(PORTION, size * 2)) {
            List<T> portion = rows.apply(Window.after(after, size));
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

    /** Counts the rows that pass. */
    public long count() {
        long count = 0;
        Optional<Position> after = Optional.empty();
        while (true) {
            List<T> portion = rows.apply(Window.after(after, PORTION));
            count += portion.stream().filter(filter).count();
            if (portion.size() < PORTION) {
                return count;
            }
            after = Optional.of(position.apply(portion.get(portion.size() - 1)));
        }
    }
}
