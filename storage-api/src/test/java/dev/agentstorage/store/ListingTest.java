package dev.agentstorage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.Slice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Paging over a plain sorted list of numbers. */
class ListingTest {
    private final List<Integer> numbers = new ArrayList<>();
    private final List<Window> asked = new ArrayList<>();
    private int counts;

    private Listing<Integer> listing(String query) {
        return new Listing<>(cursors(query), 3, () -> this, this::rows, this::count, ListingTest::position);
    }

    private Listing<Integer> listing(int size) {
        numbers.addAll(IntStream.range(0, size).boxed().toList());
        return listing("all");
    }

    private List<Integer> rows(Window window) {
        asked.add(window);
        if (window.backward()) {
            return numbers.stream()
                    .sorted(Comparator.reverseOrder())
                    .limit(window.limit())
                    .toList();
        }
        return numbers.stream()
                .filter(number ->
                        window.after().map(after -> number > after.key()).orElse(true))
                .filter(number ->
                        window.until().map(until -> number <= until.key()).orElse(true))
                .skip(window.offset())
                .limit(window.limit())
                .toList();
    }

    private long count() {
        counts++;
        return numbers.size();
    }

    private static Cursors cursors(@Nullable Object... query) {
        return new Cursors(Cursors.Key.NUMBER, 2, query);
    }

    private static Position position(Integer number) {
        return new Position(number, List.of("id-" + number, "é😀"));
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aBoundEndsAListing() {
        Listing<Integer> listing = listing(7);
        Cursor fifth = listing.slice(5).next().orElseThrow();
        Listing<Integer> bounded = listing.until(fifth);
        numbers.add(7);

        assertThat(bounded.toList()).containsExactly(0, 1, 2, 3, 4);
        assertThat(bounded.stream()).containsExactly(0, 1, 2, 3, 4);
        assertThat(bounded.complete().stream()).containsExactly(0, 1, 2, 3, 4);
        assertThat(bounded.count()).isEqualTo(5);
        assertThat(bounded.page(PageRequest.of(0, 2).withTotal()).total()).hasValue(5);
        assertThat(bounded.page(PageRequest.of(2, 2)).items()).containsExactly(4);
        assertThat(bounded.page(PageRequest.of(2, 2)).hasMore()).isFalse();
        assertThat(bounded.page(PageRequest.everything().withTotal()).total()).hasValue(5);
        assertThat(bounded.slice(2, listing.slice(4).next().orElseThrow()).items())
                .containsExactly(4);
        assertThat(bounded.slice(2, listing.slice(6).next().orElseThrow()).items())
                .isEmpty();
        assertThat(bounded.until(listing.slice(6).next().orElseThrow()).count()).isEqualTo(6);
        assertThat(counts).isZero();
    }

    @Test
    void theEndIsThePositionOfTheLastItem() {
        Listing<Integer> listing = listing(3);
        Cursor end = listing.end().orElseThrow();
        Cursor second = listing.slice(2).next().orElseThrow();
        numbers.add(3);

        assertThat(listing.until(end).toList()).containsExactly(0, 1, 2);
        assertThat(listing.until(second).end()).isEqualTo(listing.end()).isNotEqualTo(Optional.of(end));
        numbers.clear();
        assertThat(listing.end()).isEmpty();
        assertThat(listing.until(end).stream()).isEmpty();
    }

    @Test
    void aBoundIsOneOfTheSameQuery() {
        Cursor end = listing(3).end().orElseThrow();

        refused("cursor-of-another-query", () -> listing("other").until(end));
        refused("cursor-malformed", () -> listing("all").until(new Cursor("x")));
    }

    @Test
    void aBoundedStreamEndsThoughItsReaderIsFollowed() {
        Listing<Integer> listing = listing(1_200);
        Listing<Integer> bounded = listing.until(listing.end().orElseThrow());

        assertThat(bounded.stream().peek(number -> numbers.add(numbers.size())).count())
                .isEqualTo(1_200);
        assertThat(numbers).hasSize(2_400);
    }

    @Test
    void aPageReportsWhetherThereIsMore() {
        Listing<Integer> listing = listing(5);

        assertThat(listing.page(PageRequest.of(0, 2)).items()).containsExactly(0, 1);
        assertThat(listing.page(PageRequest.of(1, 2)).hasMore()).isTrue();
        assertThat(listing.page(PageRequest.of(2, 2)).items()).containsExactly(4);
        assertThat(listing.page(PageRequest.of(2, 2)).hasMore()).isFalse();
        assertThat(listing.page(PageRequest.of(3, 2)).items()).isEmpty();
        assertThat(listing.page(PageRequest.of(0, 5)).hasMore()).isFalse();
    }

    @Test
    void aPageHasTheListingsOwnSizeUnlessOneIsGiven() {
        Page<Integer> page = listing(5).page();

        assertThat(page.items()).containsExactly(0, 1, 2);
        assertThat(page.perPage()).hasValue(3);
    }

    @Test
    void theTotalIsCountedOnlyWhenItIsAskedFor() {
        Listing<Integer> listing = listing(5);

        assertThat(listing.page(PageRequest.of(0, 2)).total()).isEmpty();
        assertThat(counts).isZero();
        assertThat(listing.page(PageRequest.of(1, 2).withTotal()).total()).hasValue(5);
        assertThat(counts).isEqualTo(1);
    }

    @Test
    void aFirstPageThatHoldsEverythingNeedsNoCount() {
        assertThat(listing(2).page(PageRequest.of(0, 2).withTotal()).total()).hasValue(2);
        assertThat(counts).isZero();
    }

    @Test
    void aPageBehindTheEndHasTheTotalOfTheListing() {
        assertThat(listing(2).page(PageRequest.of(9, 2).withTotal()).total()).hasValue(2);
    }

    @Test
    void aPageThatLiesTooFarInTheListingsOwnSizeIsRefused() {
        long last = ((1L << 53) - 1) / 3;

        assertThat(listing(2).page(page(last)).items()).isEmpty();
        for (long number : List.of(last + 1, (1L << 53) - 1)) {
            assertThatThrownBy(() -> listing(2).page(page(number)))
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            e -> assertThat(e.code()).isEqualTo("page-too-large"));
        }
    }

    private static PageRequest page(long number) {
        return new PageRequest(number, OptionalInt.empty(), false, false);
    }

    @Test
    void aPageOfNothingAsksNothing() {
        Page<Integer> page = listing(5).page(PageRequest.of(2, 0).withTotal());

        assertThat(page.items()).isEmpty();
        assertThat(page.total()).hasValue(0);
        assertThat(page.hasMore()).isFalse();
        assertThat(page.page()).isEqualTo(2);
        assertThat(asked).isEmpty();
    }

    @Test
    void everythingIsOnePage() {
        Page<Integer> page = listing(7).page(PageRequest.everything().withTotal());

        assertThat(page.items()).hasSize(7);
        assertThat(page.total()).hasValue(7);
        assertThat(page.perPage()).isEmpty();
        assertThat(page.hasMore()).isFalse();
        assertThat(counts).isZero();
    }

    @Test
    void slicesWalkEverythingOnceAlsoWhenRowsComeAndGo() {
        Listing<Integer> listing = listing(10);
        Slice<Integer> first = listing.slice(4);
        numbers.remove((Integer) 3);
        numbers.remove((Integer) 1);
        numbers.add(0, -1);

        Slice<Integer> second = listing.slice(4, first.next().orElseThrow());
        Slice<Integer> third = listing.slice(4, second.next().orElseThrow());

        assertThat(first.items()).containsExactly(0, 1, 2, 3);
        assertThat(second.items()).containsExactly(4, 5, 6, 7);
        assertThat(third.items()).containsExactly(8, 9);
        assertThat(third.next()).isEmpty();
        assertThat(asked).allMatch(window -> window.offset() == 0 && window.limit() == 5);
    }

    @Test
    void aSliceThatEndsWithTheListingHasNoNext() {
        assertThat(listing(4).slice(4).next()).isEmpty();
    }

    @Test
    void aCursorGivesItsPositionBack() {
        Position position = new Position(-5, List.of("a", "b é😀"));
        Cursor cursor = cursors("f").encode(position);

        assertThat(cursors("f").decode(cursor)).isEqualTo(position);
        assertThat(cursor.token()).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void aCursorOfTheLongestIdsFits() {
        Position position = new Position(Position.OPEN, List.of("\uffff".repeat(85), "x".repeat(255)));
        Cursors cursors = new Cursors(Cursors.Key.OPTIONAL_INSTANT, 2, "f");

        assertThat(cursors.decode(cursors.encode(position))).isEqualTo(position);
    }

    @Test
    void aPositionOfAnotherShapeIsRefused() {
        long last = Instants.micros(Instants.LAST);
        long first = Instants.micros(Instant.parse("0001-01-01T00:00:00Z"));
        takes(
                Cursors.Key.INSTANT,
                1,
                List.of(first, 0L, last),
                List.of(first - 1, last + 1, Position.OPEN, Long.MIN_VALUE));
        takes(
                Cursors.Key.OPTIONAL_INSTANT,
                2,
                List.of(first, last, Position.OPEN),
                List.of(last + 1, Position.OPEN - 1));
        takes(
                Cursors.Key.INSTANT_OR_NONE,
                1,
                List.of(first, last, Position.NONE),
                List.of(last + 1, Position.OPEN, Position.NONE + 1));
        takes(Cursors.Key.NUMBER, 1, List.of(-1L, 1L + NewAgentVersion.MAX_NUMBER), List.of(1L << 31, Position.OPEN));
    }

    /** Tries each sort value, and the first one with an id too few, an id too many and far too many of them. */
    private static void takes(Cursors.Key key, int ids, List<Long> taken, List<Long> refused) {
        Cursors cursors = new Cursors(key, ids, "f");
        List<String> names = Collections.nCopies(ids, "id");
        for (long value : taken) {
            Position position = new Position(value, names);
            assertThat(cursors.decode(cursors.encode(position))).isEqualTo(position);
        }
        for (long value : refused) {
            refused("cursor-malformed", () -> cursors.decode(cursors.encode(new Position(value, names))));
        }
        for (int count : List.of(0, ids - 1, ids + 1, 255)) {
            Position position = new Position(taken.get(0), Collections.nCopies(count, "id"));
            refused("cursor-malformed", () -> cursors.decode(cursors.encode(position)));
        }
    }

    @Test
    void foreignAndBrokenCursorsAreRefused() {
        Cursor cursor = listing(5).slice(2).next().orElseThrow();
        String token = cursor.token();

        refused("cursor-of-another-query", () -> listing("other").slice(2, cursor));
        refused("cursor-malformed", () -> listing("all").slice(2, new Cursor("")));
        refused("cursor-malformed", () -> listing("all").slice(2, new Cursor("%%%")));
        refused("cursor-malformed", () -> listing("all").slice(2, new Cursor(token.substring(0, 20))));
        refused("cursor-malformed", () -> listing("all").slice(2, new Cursor(token + "AAAA")));
        for (String id : List.of("", " ", "nul\0", "half \ud83d")) {
            Cursor forged = cursors("all").encode(new Position(1, List.of("id", id)));
            refused("cursor-malformed", () -> listing("all").slice(2, forged));
        }
        refused("cursor-version", () -> listing("all").slice(2, new Cursor("B" + token.substring(1))));
        refused("limit-not-positive", () -> listing("all").slice(0));
    }

    @Test
    void aStreamReadsInSlicesAndOnlyWhatIsTaken() {
        Listing<Integer> listing = listing(1_201);

        try (Stream<Integer> stream = listing.stream()) {
            assertThat(stream.toList()).isEqualTo(numbers);
        }
        assertThat(asked).hasSize(3);
        asked.clear();
        try (Stream<Integer> stream = listing.stream()) {
            assertThat(stream.limit(10).toList()).hasSize(10);
        }
        assertThat(asked).hasSize(1);
    }

    @Test
    void aStreamOfExactlyOneSliceEnds() {
        assertThat(listing(500).stream().count()).isEqualTo(500);
        assertThat(listing("all").toList()).hasSize(500);
    }

    @Test
    void anOutageInTheMiddleOfAStreamIsNotTakenForItsEnd() {
        numbers.addAll(IntStream.range(0, 600).boxed().toList());
        Listing<Integer> failing = new Listing<>(
                cursors("f"),
                3,
                () -> this,
                window -> {
                    if (window.after().isPresent()) {
                        throw new UnavailableException(
                                "backend-unreachable", "the backend cannot be reached", Map.of());
                    }
                    return rows(window);
                },
                this::count,
                ListingTest::position);

        assertThatThrownBy(() -> failing.stream().toList()).isInstanceOf(UnavailableException.class);
    }

    @Test
    void aBackendThatGivesRowsAgainDoesNotMakeAStreamEndless() {
        numbers.addAll(IntStream.range(0, 1_000).boxed().toList());
        List<Function<Window, List<Integer>>> broken = List.of(
                window -> numbers.subList(0, 500),
                window -> window.after().filter(after -> after.key() == 499).isPresent()
                        ? numbers.subList(500, 1_000)
                        : numbers.subList(0, 500));

        assertThat(broken)
                .allSatisfy(rows -> assertThatThrownBy(() -> new Listing<>(
                                        cursors("b"), 3, () -> this, rows, this::count, ListingTest::position)
                                .stream().count())
                        .isInstanceOfSatisfying(
                                UnavailableException.class,
                                e -> assertThat(e.code()).isEqualTo("no-progress")));
    }

    @Test
    void aCursorIsOfTheQueryWithEverythingInIt() {
        List<Cursors> queries = List.of(
                cursors("threads", Optional.empty(), "x"),
                cursors("threads", "x", Optional.empty()),
                cursors("threads", Optional.of("x"), "x"),
                cursors("messages", Optional.empty(), "x"));

        assertThat(queries).extracting(cursors -> cursors.encode(position(1))).doesNotHaveDuplicates();
    }
}
