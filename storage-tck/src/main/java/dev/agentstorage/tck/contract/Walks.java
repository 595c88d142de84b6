package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.store.Listing;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Reads whole listings in parts. A listing that repeats rows fails, so that reading always ends. */
final class Walks {
    private Walks() {}

    /** Reads the listing by pages of this size. */
    static <T> List<T> pages(Listing<T> listing, int perPage) {
        List<T> items = new ArrayList<>();
        for (int number = 0; ; number++) {
            Page<T> page = listing.page(PageRequest.of(number, perPage));
            assertThat(page).returns((long) number, Page::page).returns(OptionalInt.of(perPage), Page::perPage);
            // only the first page may be empty: the previous one reported more rows
            assertThat(page.items()).hasSizeBetween(Math.min(number, 1), perPage);
            items.addAll(page.items());
            assertThat(items).doesNotHaveDuplicates();
            if (!page.hasMore()) {
                return items;
            }
        }
    }

    /** Reads the listing by slices of at most this number of items, each from the text of the previous cursor. */
    static <T> List<T> slices(Listing<T> listing, int limit) {
        return slices(listing, limit, slice -> {});
    }

    /** Like {@link #slices(Listing, int)}; the action receives each slice except the last, before the next one is read. */
    static <T> List<T> slices(Listing<T> listing, int limit, Consumer<Slice<T>> between) {
        Slice<T> first = listing.slice(limit);
        assertThat(first.items()).hasSizeLessThanOrEqualTo(limit);
        List<T> items = new ArrayList<>(first.items());
        items.addAll(behind(listing, first, limit, between));
        assertThat(items).doesNotHaveDuplicates();
        return items;
    }

    /** Reads the rest of the listing after a slice, by slices of at most this number of items. */
    static <T> List<T> behind(Listing<T> listing, Slice<T> slice, int limit) {
        return behind(listing, slice, limit, next -> {});
    }

    private static <T> List<T> behind(Listing<T> listing, Slice<T> begin, int limit, Consumer<Slice<T>> between) {
        List<T> items = new ArrayList<>();
        Slice<T> slice = begin;
        while (slice.next().isPresent()) {
            between.accept(slice);
            slice = listing.slice(limit, new Cursor(slice.next().get().token()));
            // the previous one reported more rows
            assertThat(slice.items()).hasSizeBetween(1, limit);
            items.addAll(slice.items());
            assertThat(items).doesNotHaveDuplicates();
        }
        return items;
    }
}
