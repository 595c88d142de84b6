package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.invalid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.contract.ListedRows.Listed;
import dev.agentstorage.tck.engine.support.SeededRandom;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Pages, slices, streams, cursors and bounds of every listing of a feature (rules {@code PAGE-01} to {@code PAGE-11}). A kit nests it once
 * for each feature that lists something.
 */
public abstract class PagingContract extends ListingContract {
    private static final Set<String> CODES = Set.of("cursor-malformed", "cursor-version", "cursor-of-another-query");

    private final Feature feature;

    /**
     * Made by the kit, for the listings of that feature, which the nested class requires.
     *
     * @param feature the feature whose listings are tested
     */
    protected PagingContract(Feature feature) {
        this.feature = feature;
    }

    /** Stores rows of each kind at this number of positions, and checks each of their listings; the check must not change the rows. */
    private void each(int places, Consumer<Listed<?>> check) {
        for (Supplier<ListedRows> kind : kinds(feature)) {
            kind.get().fill(places).listings().forEach(check);
        }
    }

    /** A check that changes the rows. */
    private interface ChangingCheck {
        void run(ListedRows rows, Listed<?> listed);
    }

    /** Like {@link #each}, with separate rows for each listing. */
    private void eachAlone(int places, ChangingCheck check) {
        for (Supplier<ListedRows> kind : kinds(feature)) {
            int listings = kind.get().listings().size();
            for (int i = 0; i < listings; i++) {
                ListedRows rows = kind.get().fill(places);
                check.run(rows, rows.listings().get(i));
            }
        }
    }

    /** Pages are adjacent, without gaps. If this fails, look at OFFSET, at the order by id, and at how one additional row is read. */
    @Rule(id = "PAGE-01", cases = "G01")
    void pagesLieSideBySide() {
        // 7 or 14 rows: a full last page, a partial one, and one page with all rows
        each(7, listed -> {
            List<?> all = listed.all();
            for (int perPage : new int[] {1, 3, 7, 14, 15}) {
                assertThat(Walks.pages(listed.listing(), perPage))
                        .as("%s by %s", listed.name(), perPage)
                        .isEqualTo(all);
            }
        });
    }

    /** The total counts the matching rows, and only on request. If this fails, look at the WHERE of the count. */
    @Rule(id = "PAGE-02")
    void totalIsCountedAfterFilters() {
        each(5, listed -> {
            Listing<?> listing = listed.listing();
            int size = listed.all().size();
            assertThat(listing.page(PageRequest.of(0, 2)).total())
                    .as(listed.name())
                    .isEmpty();
            for (PageRequest request : List.of(
                    PageRequest.of(0, 2).withTotal(), PageRequest.withTotal(2, 2), PageRequest.withTotal(0, 100))) {
                assertThat(listing.page(request).total())
                        .as("%s, %s", listed.name(), request)
                        .hasValue(size);
            }
            assertThat(listing.count()).as(listed.name()).isEqualTo(size);
        });
    }

    /** The whole listing can be one page. If this fails, look for a LIMIT that is always set. */
    @Rule(id = "PAGE-03")
    void everythingIsOnePage() {
        // more than the default page size
        each(101, listed -> {
            List<?> all = listed.all();
            Page<?> page = listed.listing().page(PageRequest.everything().withTotal());
            assertThat(page.items()).as(listed.name()).isEqualTo(all);
            assertThat(page.total()).as(listed.name()).hasValue(all.size());
            assertThat(page.page()).as(listed.name()).isZero();
            assertThat(page.perPage()).as(listed.name()).isEmpty();
            assertThat(page.hasMore()).as(listed.name()).isFalse();
            assertThat(listed.listing().page().hasMore()).as(listed.name()).isTrue();
        });
    }

    /** A page of size 0 is empty. If this fails, look at a LIMIT of 0. */
    @Rule(id = "PAGE-04")
    void pageOfNothingIsEmpty() {
        each(2, listed -> {
            Page<?> page = listed.listing().page(PageRequest.of(0, 0).withTotal());
            assertThat(page.items()).as(listed.name()).isEmpty();
            assertThat(page.total()).as(listed.name()).hasValue(0);
            assertThat(page.hasMore()).as(listed.name()).isFalse();
            assertThat(listed.listing().page(PageRequest.of(0, 0)).total())
                    .as(listed.name())
                    .isEmpty();
        });
    }

    /** Invalid pages are rejected. If this fails, the request was not checked before it was sent. */
    @Rule(id = "PAGE-05", cases = "G22")
    void impossiblePagesAreRefused() {
        each(1, listed -> {
            Listing<?> listing = listed.listing();
            invalid("page-negative", () -> listing.page(PageRequest.of(-1, 10)));
            invalid("per-page-negative", () -> listing.page(PageRequest.of(0, -1)));
            invalid("page-too-large", () -> listing.page(PageRequest.of(Long.MAX_VALUE, 10)));
            invalid("page-with-all", () -> listing.page(new PageRequest(1, OptionalInt.empty(), true, false)));
            assertThat(listing.page(PageRequest.of((1L << 53) / 20, 10)).items())
                    .as(listed.name())
                    .isEmpty();
        });
    }

    /** Slices return every row once. If this fails, look at the comparison with the last row: all parts of the key, in order. */
    @Rule(id = "PAGE-06", cases = "G01")
    void slicesWalkOverEverythingOnce() {
        each(10, listed -> {
            List<?> all = listed.all();
            for (int limit : new int[] {1, 3, 4, all.size(), all.size() + 1}) {
                assertThat(Walks.slices(listed.listing(), limit))
                        .as("%s by %s", listed.name(), limit)
                        .isEqualTo(all);
            }
        });
    }

    /** Rows that are added or removed while slices are read neither repeat nor hide others. If this fails, look for an OFFSET. */
    @Rule(id = "PAGE-06")
    void slicesNeitherRepeatNorLoseWhatDidNotChange() {
        eachAlone(9, (rows, listed) -> walkWhileRowsComeAndGo(rows, listed));
    }

    private static <T> void walkWhileRowsComeAndGo(ListedRows rows, Listed<T> listed) {
        List<T> before = listed.all();
        T last = before.get(before.size() - 1);
        List<String> added = new ArrayList<>();
        List<T> walked = Walks.slices(listed.listing(), 3, slice -> {
            if (added.isEmpty()) {
                rows.remove(listed.id().apply(last));
            }
            // two returned rows are removed, one of them the row of the cursor, and one row is added at each end
            rows.remove(listed.id().apply(slice.items().get(0)));
            rows.remove(listed.id().apply(slice.items().get(2)));
            added.add(rows.add(100 + added.size()));
            added.add(rows.add(-100 - added.size()));
        });
        // one that came before the cursor and was seen would be out of order
        assertThat(walked).as(listed.name()).isSortedAccordingTo(listed.order());
        assertThat(walked.stream().filter(row -> !added.contains(listed.id().apply(row))))
                .as(listed.name())
                .isEqualTo(before.subList(0, before.size() - 1));
    }

    /** A cursor remains valid after its call and after its row is removed. If this fails, look for a row that the cursor refers to. */
    @Rule(id = "PAGE-06")
    void cursorOutlivesItsRow() {
        eachAlone(4, (rows, listed) -> continueWithoutTheRow(rows, listed));
    }

    private static <T> void continueWithoutTheRow(ListedRows rows, Listed<T> listed) {
        List<T> all = listed.all();
        Cursor cursor = listed.listing().slice(2).next().orElseThrow();
        rows.remove(listed.id().apply(all.get(1)));
        assertThat(behind(listed.listing(), new Cursor(cursor.token())))
                .as(listed.name())
                .isEqualTo(all.subList(2, all.size()));
    }

    /** A cursor of another query or of another program is rejected. If this fails, look at the fingerprint of the listing. */
    @Rule(id = "PAGE-07")
    void foreignCursorsAreRefused() {
        List<Asked> all = asked(3);
        List<Asked> ofOtherIds = asked(3);
        for (Asked asked : all) {
            Listing<?> listing = asked.listing();
            for (Asked other : others(all, asked, ofOtherIds)) {
                assertThat(refusal(() -> listing.slice(1, other.own())))
                        .as("%s with the cursor of %s", asked.name(), other.name())
                        .contains("cursor-of-another-query");
            }
            invalid("cursor-malformed", () -> listing.slice(1, new Cursor("no cursor")));
            Cursor later = ForgedCursors.Parts.of(asked.own()).format(2).cursor();
            invalid("cursor-version", () -> listing.slice(1, later));
            invalid("limit-not-positive", () -> listing.slice(0));
            invalid("limit-not-positive", () -> listing.slice(-1, asked.own()));
        }
    }

    /** A stream returns the same rows as a list. If this fails, look at the window after a position. */
    @Rule(id = "PAGE-08")
    void streamGivesEverythingInOrder() {
        each(11, listed -> {
            try (Stream<?> stream = listed.listing().stream()) {
                assertThat(stream.toList()).as(listed.name()).isEqualTo(listed.all());
            }
        });
        each(0, listed -> {
            try (Stream<?> stream = listed.listing().stream()) {
                assertThat(stream.toList()).as(listed.name()).isEmpty();
            }
        });
    }

    /** A page after the end is empty and has the total. If this fails, look at how the total is computed. */
    @Rule(id = "PAGE-09")
    void pageBehindTheEndIsEmpty() {
        each(2, listed -> {
            Page<?> page = listed.listing().page(PageRequest.of(5, 2).withTotal());
            assertThat(page.items()).as(listed.name()).isEmpty();
            assertThat(page.total()).as(listed.name()).hasValue(listed.all().size());
            assertThat(page.hasMore()).as(listed.name()).isFalse();
        });
    }

    /**
     * Forged cursors do not return other rows. If this fails, look at the filters and types of the condition after a position: at positions with
     * two ids, by a number, or without an end, and at filters on metadata and of views.
     */
    @Rule(id = "PAGE-10")
    void forgedCursorsReachNothingElse() {
        SeededRandom random = random();
        List<Asked> all = asked(6);
        for (Asked asked : all) {
            Listing<?> listing = asked.listing();
            List<?> rows = asked.listed().all();
            assertThat(behind(listing, asked.own())).as(asked.name()).isEqualTo(rows.subList(2, rows.size()));
            ForgedCursors.malformed(asked.own())
                    .forEach((what, forged) -> assertThat(refusal(() -> listing.slice(1, forged)))
                            .as("%s, %s: %s", asked.name(), what, forged)
                            .contains("cursor-malformed"));
            ForgedCursors.doubtful(asked.own(), random)
                    .forEach((what, forged) ->
                            answersOrRefuses(listing, rows, forged, asked.name() + ", " + what + ", " + random));
            for (Asked other : others(all, asked, List.of())) {
                Cursor moved = ForgedCursors.Parts.of(asked.own())
                        .place(ForgedCursors.Parts.of(other.own()))
                        .cursor();
                answersOrRefuses(listing, rows, moved, asked.name() + " with the place of " + other.name());
            }
        }
    }

    /** A position divides the order in two, so the rows after any position are the last ones of the listing. */
    private static void answersOrRefuses(Listing<?> listing, List<?> rows, Cursor forged, String what) {
        List<?> behind;
        try {
            behind = behind(listing, forged);
        } catch (InvalidRequestException e) {
            assertThat(e.code()).as("%s: %s", what, forged).isIn(CODES);
            return;
        }
        assertThat(behind)
                .as("%s: %s", what, forged)
                .isEqualTo(rows.subList(Math.max(0, rows.size() - behind.size()), rows.size()));
    }

    /** Listings end at a bound. If this fails, look at the bound of the window, and at a window that is read backward. */
    @Rule(id = "PAGE-11")
    void listingsEndAtTheBound() {
        each(5, listed -> endAtEachRow(listed));
        each(0, listed -> assertThat(listed.listing().end()).as(listed.name()).isEmpty());
    }

    private static <T> void endAtEachRow(Listed<T> listed) {
        Listing<T> listing = listed.listing();
        List<T> all = listed.all();
        Cursor end = listing.end().orElseThrow();
        for (int size : new int[] {1, 2, all.size() / 2, all.size() - 1, all.size()}) {
            String what = listed.name() + " up to row " + size;
            Cursor bound = size == all.size() ? end : listing.slice(size).next().orElseThrow();
            Listing<T> part = listing.until(bound);
            List<T> expected = all.subList(0, size);
            assertThat(part.toList()).as(what).isEqualTo(expected);
            assertThat(part.stream()).as(what).isEqualTo(expected);
            assertThat(part.count()).as(what).isEqualTo(size);
            assertThat(part.page(PageRequest.of(1, 2).withTotal()).total())
                    .as(what)
                    .hasValue(size);
            assertThat(Walks.pages(part, 2)).as(what).isEqualTo(expected);
            assertThat(part.page(PageRequest.of(0, size)).hasMore()).as(what).isFalse();
            assertThat(Walks.slices(part, 2)).as(what).isEqualTo(expected);
            assertThat(behind(part, bound)).as(what).isEmpty();
            assertThat(behind(part, end)).as(what).isEmpty();
        }
    }

    /**
     * A bound remains valid after its row is removed, and rows added after it are not read. If this fails, look for a row that the bound refers
     * to.
     */
    @Rule(id = "PAGE-11")
    void boundOutlivesItsRow() {
        eachAlone(4, (rows, listed) -> endWithoutTheRow(rows, listed));
    }

    private static <T> void endWithoutTheRow(ListedRows rows, Listed<T> listed) {
        List<T> all = listed.all();
        T last = all.get(all.size() - 1);
        Cursor end = listed.listing().end().orElseThrow();
        rows.remove(listed.id().apply(last));
        rows.add(100);
        rows.add(-100);
        List<T> upToIt = listed.all().stream()
                .filter(row -> listed.order().compare(row, last) <= 0)
                .toList();
        assertThat(upToIt).as(listed.name()).containsAll(all.subList(0, all.size() - 1));
        assertThat(listed.listing().until(end).toList()).as(listed.name()).isEqualTo(upToIt);
    }

    /** A bound of another query is rejected like a cursor. If this fails, the bound was not checked before it was used. */
    @Rule(id = "PAGE-11")
    void foreignBoundsAreRefused() {
        List<Asked> all = asked(3);
        for (Asked asked : all) {
            for (Asked other : others(all, asked, List.of())) {
                assertThat(refusal(() -> asked.listing().until(other.own())))
                        .as("%s up to the cursor of %s", asked.name(), other.name())
                        .contains("cursor-of-another-query");
            }
            invalid("cursor-malformed", () -> asked.listing().until(new Cursor("no cursor")));
        }
    }

    /** A listing and its cursor after the second row. */
    private record Asked(Listed<?> listed, Cursor own) {
        String name() {
            return listed.name();
        }

        Listing<?> listing() {
            return listed.listing();
        }
    }

    private List<Asked> asked(int places) {
        List<Asked> all = new ArrayList<>();
        each(
                places,
                listed -> all.add(
                        new Asked(listed, listed.listing().slice(2).next().orElseThrow())));
        return all;
    }

    private static List<Asked> others(List<Asked> all, Asked asked, List<Asked> more) {
        List<Asked> others = new ArrayList<>(all);
        others.remove(asked);
        others.addAll(more);
        return others;
    }

    private static <T> List<T> behind(Listing<T> listing, Cursor cursor) {
        return listing.slice(1000, cursor).items();
    }

    /** Returns the code of the error; empty when the listing accepts the cursor. */
    private static Optional<String> refusal(Runnable call) {
        try {
            call.run();
            return Optional.empty();
        } catch (InvalidRequestException e) {
            return Optional.of(e.code());
        }
    }
}
