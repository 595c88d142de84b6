package dev.agentstorage.value;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * One page of a listing.
 *
 * @param items the items in the order of the listing; unmodifiable
 * @param total the number of matching items; empty unless requested
 * @param page the 0-based number of this page
 * @param perPage the page size that was used; empty when all items were requested
 * @param hasMore whether there are items after this page
 */
public record Page<T>(List<T> items, OptionalLong total, long page, OptionalInt perPage, boolean hasMore) {
    /**
     * Copies the items.
     *
     * @param items the items in the order of the listing
     * @param total number of items the listing has after its filters
     * @param page the 0-based number of this page
     * @param perPage the page size that was used
     * @param hasMore whether there are items after this page
     */
    public Page {
        items = List.copyOf(items);
    }

    /**
     * {@return the page with every item mapped}
     *
     * @param <R> the type of the new items
     * @param function maps an item
     */
    public <R> Page<R> map(Function<? super T, ? extends R> function) {
        return new Page<>(items.stream().<R>map(function).toList(), total, page, perPage, hasMore);
    }
}
