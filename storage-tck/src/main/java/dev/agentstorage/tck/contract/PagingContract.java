package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Pages, slices and streams, shown by threads; every listing is made in the same way (rules {@code PAGE-01} to {@code PAGE-09}). */
public abstract class PagingContract extends CoreContract {
    /** Made by the kit. */
    protected PagingContract() {}

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** Stores so many threads, by threes with one instant, so that ids must decide. */
    private String threads(int count) {
        String resource = id("resource");
        for (int i = 0; i < count; i++) {
            thread(resource, base().plusSeconds(i / 3));
        }
        return resource;
    }

    private Listing<ConversationThread> listing(String resource) {
        return listing(resource, Direction.ASC);
    }

    private Listing<ConversationThread> listing(String resource, Direction direction) {
        return memory().listThreads(ThreadQuery.builder()
                .resourceId(resource)
                .order(ThreadQuery.Order.CREATED_AT)
                .direction(direction)
                .build());
    }

    /** Pages lie side by side without a gap. If this fails, look at OFFSET and at the order by id. */
    @Rule(
            id = "PAGE-01",
            requires = Feature.MEMORY,
            cases = {"G01"})
    void pagesLieSideBySide() {
        for (Direction direction : Direction.values()) {
            Listing<ConversationThread> listing = listing(threads(7), direction);
            List<ConversationThread> all = listing.toList();
            List<ConversationThread> paged = new ArrayList<>();
            for (int number = 0; number < 3; number++) {
                Page<ConversationThread> page = listing.page(PageRequest.of(number, 3));
                assertThat(page.page()).isEqualTo(number);
                assertThat(page.perPage()).hasValue(3);
                assertThat(page.hasMore()).isEqualTo(number < 2);
                paged.addAll(page.items());
            }
            assertThat(paged).isEqualTo(all).hasSize(7);
        }
    }

    /** A page that is just full has nothing after it. If this fails, look at how one row more is read. */
    @Rule(id = "PAGE-01", requires = Feature.MEMORY)
    void fullLastPageHasNoMore() {
        Page<ConversationThread> page = listing(threads(4)).page(PageRequest.of(1, 2));
        assertThat(page.items()).hasSize(2);
        assertThat(page.hasMore()).isFalse();
    }

    /** The total counts what the filters leave, and only when it is asked for. If this fails, look at the WHERE of the count. */
    @Rule(id = "PAGE-02", requires = Feature.MEMORY)
    void totalIsCountedAfterFilters() {
        threads(2);
        Listing<ConversationThread> listing = listing(threads(5));
        assertThat(listing.page(PageRequest.of(0, 2)).total()).isEmpty();
        assertThat(listing.page(PageRequest.of(0, 2).withTotal()).total()).hasValue(5);
        assertThat(listing.page(PageRequest.withTotal(2, 2)).total()).hasValue(5);
        assertThat(listing.count()).isEqualTo(5);
    }

    /** Everything is one page. If this fails, look for a LIMIT that is always there. */
    @Rule(id = "PAGE-03", requires = Feature.MEMORY)
    void everythingIsOnePage() {
        Page<ConversationThread> page =
                listing(threads(105)).page(PageRequest.everything().withTotal());
        assertThat(page.items()).hasSize(105);
        assertThat(page.total()).hasValue(105);
        assertThat(page.page()).isZero();
        assertThat(page.perPage()).isEmpty();
        assertThat(page.hasMore()).isFalse();
    }

    /** A page of nothing is empty. If this fails, look at a LIMIT of 0. */
    @Rule(id = "PAGE-04", requires = Feature.MEMORY)
    void pageOfNothingIsEmpty() {
        Page<ConversationThread> page =
                listing(threads(2)).page(PageRequest.of(0, 0).withTotal());
        assertThat(page.items()).isEmpty();
        assertThat(page.total()).hasValue(0);
        assertThat(page.hasMore()).isFalse();
    }

    /** Pages that can not be are refused. If this fails, the request was not checked before it was sent. */
    @Rule(id = "PAGE-05", requires = Feature.MEMORY, cases = "G22")
    void impossiblePagesAreRefused() {
        Listing<ConversationThread> listing = listing(id("resource"));
        refused("page-negative", () -> listing.page(PageRequest.of(-1, 10)));
        refused("per-page-negative", () -> listing.page(PageRequest.of(0, -1)));
        refused("page-too-large", () -> listing.page(PageRequest.of(Long.MAX_VALUE, 10)));
        refused("page-with-all", () -> listing.page(new PageRequest(1, OptionalInt.empty(), true, false)));
        assertThat(listing.page(PageRequest.of((1L << 53) / 20, 10)).items()).isEmpty();
    }

    /** Slices walk over everything once. If this fails, look at the comparison with the last row: both parts of the key, in order. */
    @Rule(id = "PAGE-06", requires = Feature.MEMORY, cases = "G01")
    void slicesWalkOverEverythingOnce() {
        for (Direction direction : Direction.values()) {
            Listing<ConversationThread> listing = listing(threads(10), direction);
            for (int limit : new int[] {1, 3, 4, 10, 11}) {
                assertThat(walk(listing, limit, slice -> {})).isEqualTo(listing.toList());
            }
        }
    }

    private static List<ConversationThread> walk(
            Listing<ConversationThread> listing, int limit, Consumer<Slice<ConversationThread>> between) {
        List<ConversationThread> walked = new ArrayList<>();
        Slice<ConversationThread> slice = listing.slice(limit);
        walked.addAll(slice.items());
        while (slice.next().isPresent()) {
            between.accept(slice);
            slice = listing.slice(limit, slice.next().get());
            assertThat(slice.items()).isNotEmpty().hasSizeLessThanOrEqualTo(limit);
            walked.addAll(slice.items());
        }
        return walked;
    }

    /** Rows that come and go during a walk neither repeat nor hide others. If this fails, look for an OFFSET. */
    @Rule(id = "PAGE-06", requires = Feature.MEMORY)
    void slicesNeitherRepeatNorLoseWhatDidNotChange() {
        String resource = threads(9);
        List<ConversationThread> before = listing(resource).toList();
        List<ConversationThread> walked = walk(listing(resource), 3, slice -> {
            memory().deleteThread(slice.items().get(0).id());
            memory().deleteThread(slice.items().get(2).id());
            thread(resource, base().minusSeconds(1));
        });
        assertThat(walked).isEqualTo(before);
    }

    /** A cursor outlives the call and the row that it was made of. If this fails, look for a row that the cursor refers to. */
    @Rule(id = "PAGE-06", requires = Feature.MEMORY)
    void cursorOutlivesItsRow() {
        String resource = threads(6);
        List<ConversationThread> all = listing(resource).toList();
        Cursor cursor = listing(resource).slice(2).next().orElseThrow();
        memory().deleteThread(all.get(1).id());
        assertThat(listing(resource).slice(10, new Cursor(cursor.token())).items())
                .isEqualTo(all.subList(2, 6));
    }

    /** A cursor of another query, or none of ours, is refused. If this fails, look at the fingerprint of the listing. */
    @Rule(id = "PAGE-07", requires = Feature.MEMORY)
    void foreignCursorsAreRefused() {
        String resource = threads(3);
        Cursor cursor = listing(resource).slice(1).next().orElseThrow();
        refused(
                "cursor-of-another-query",
                () -> listing(resource, Direction.DESC).slice(1, cursor));
        refused("cursor-of-another-query", () -> listing(id("resource")).slice(1, cursor));
        refused("cursor-malformed", () -> listing(resource).slice(1, new Cursor("no cursor")));
        refused("limit-not-positive", () -> listing(resource).slice(0));
    }

    /** A stream gives what a list gives. If this fails, look at the window after a position. */
    @Rule(id = "PAGE-08", requires = Feature.MEMORY)
    void streamGivesEverythingInOrder() {
        Listing<ConversationThread> listing = listing(threads(11));
        try (Stream<ConversationThread> stream = listing.stream()) {
            assertThat(stream.toList()).isEqualTo(listing.toList()).hasSize(11);
        }
        try (Stream<ConversationThread> stream = listing(id("resource")).stream()) {
            assertThat(stream).isEmpty();
        }
    }

    /** A page behind the end is empty and has the total. If this fails, look at how the total is found. */
    @Rule(id = "PAGE-09", requires = Feature.MEMORY)
    void pageBehindTheEndIsEmpty() {
        Page<ConversationThread> page =
                listing(threads(2)).page(PageRequest.of(5, 2).withTotal());
        assertThat(page.items()).isEmpty();
        assertThat(page.total()).hasValue(2);
        assertThat(page.hasMore()).isFalse();
    }
}
