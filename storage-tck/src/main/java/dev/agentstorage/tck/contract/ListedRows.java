package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.store.Listing;
import dev.agentstorage.value.Direction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Rows of one kind that a test stores, and the listings that return only them. There are own rows and foreign ones; most listings exclude the
 * foreign ones by a filter. Not thread-safe.
 */
final class ListedRows {
    private final Store store;
    private final Consumer<String> remove;
    private final List<String> own = new ArrayList<>();
    private final List<String> foreign = new ArrayList<>();
    private final List<Listed<?>> listings = new ArrayList<>();

    ListedRows(Store store, Consumer<String> remove) {
        this.store = store;
        this.remove = remove;
    }

    /** Stores a row and returns its id. */
    @FunctionalInterface
    interface Store {
        /**
         * Stores a row.
         *
         * @param place the position of the row in time: each two rows have the same instants, so that ids break the tie
         * @param own false for a row that the filters exclude
         */
        String row(int place, boolean own);
    }

    /** The rows that a listing returns. */
    enum Shown {
        /** The own rows, which match its filters. */
        OWN,
        /** Own and foreign rows. */
        ALL
    }

    /**
     * One listing.
     *
     * @param name the name in failures
     * @param listing the listing
     * @param shown returns the ids of the rows that it currently returns
     * @param id returns the id of a row
     * @param order the specified order
     */
    record Listed<T>(
            String name,
            Listing<T> listing,
            Supplier<List<String>> shown,
            Function<T, String> id,
            Comparator<T> order) {
        /** Reads the whole listing, and asserts that it contains the stored rows in the specified order. */
        List<T> all() {
            List<T> all = listing.toList();
            assertThat(all.stream().map(id)).as(name).containsExactlyInAnyOrderElementsOf(shown.get());
            assertThat(all).as(name).isSortedAccordingTo(order);
            return all;
        }
    }

    /** How the rows of a kind are identified and compared. */
    record Shape<T>(Function<T, String> id, Comparator<T> ascending) {
        private Comparator<T> order(Direction direction) {
            return direction == Direction.ASC ? ascending : ascending.reversed();
        }
    }

    /** Adds a listing of the rows. */
    <T> void list(String name, Listing<T> listing, Shape<T> shape, Direction direction, Shown shown) {
        Supplier<List<String>> ids = () -> shown == Shown.OWN ? List.copyOf(own) : all();
        listings.add(new Listed<>(name + " " + direction, listing, ids, shape.id(), shape.order(direction)));
    }

    private List<String> all() {
        List<String> all = new ArrayList<>(own);
        all.addAll(foreign);
        return all;
    }

    /** Stores an own and a foreign row at each of this number of positions. */
    ListedRows fill(int places) {
        for (int place = 0; place < places; place++) {
            foreign.add(store.row(place, false));
            add(place);
        }
        return this;
    }

    /** Stores an own row and returns its id. */
    String add(int place) {
        String id = store.row(place, true);
        own.add(id);
        return id;
    }

    /** Removes a row. */
    void remove(String id) {
        remove.accept(id);
        assertThat(own.remove(id) || foreign.remove(id)).isTrue();
    }

    /** Returns the listings. */
    List<Listed<?>> listings() {
        return List.copyOf(listings);
    }
}
