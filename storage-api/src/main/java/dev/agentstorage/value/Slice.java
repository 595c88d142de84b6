package dev.agentstorage.value;

import java.util.List;
import java.util.Optional;

/**
 * The next items of a listing after a cursor. The cost does not depend on the depth, and a walk neither repeats nor loses an item that did
 * not change during the walk (rule {@code PAGE-06}).
 *
 * @param items the items in the order of the listing; unmodifiable
 * @param next the start of the next slice; empty when the listing had ended when this slice was read
 */
public record Slice<T>(List<T> items, Optional<Cursor> next) {
    /**
     * Copies the items.
     *
     * @param items the items in the order of the listing
     * @param next where the next slice begins
     */
    public Slice {
        items = List.copyOf(items);
    }
}
