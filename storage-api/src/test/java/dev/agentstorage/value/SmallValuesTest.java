package dev.agentstorage.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Versions, page requests, ranges, changes, pages. */
class SmallValuesTest {
    private static final Instant T = Instant.parse("2024-01-01T00:00:00Z");

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aCountedPageHasAShortForm() {
        assertThat(PageRequest.withTotal(3, 20))
                .isEqualTo(PageRequest.of(3, 20).withTotal())
                .extracting(PageRequest::counted)
                .isEqualTo(true);
        refused("page-negative", () -> PageRequest.withTotal(-1, 20));
    }

    @Test
    void equalPartsHaveAnEqualVersion() {
        assertThat(Version.of("a", 1, T, Optional.of("x"), null))
                .isEqualTo(Version.of("a", 1, T, "x", Optional.empty()));
    }

    @Test
    void partsDoNotRunIntoEachOther() {
        List<Version> versions = List.of(
                Version.of("ab", "c"),
                Version.of("a", "bc"),
                Version.of("abc"),
                Version.of("a;s:\"bc\""),
                Version.of("abc", null),
                Version.of(Json.of("abc")),
                Version.of(Optional.empty()),
                Version.of("n;"),
                Version.of(T.toString()),
                Version.of(T));

        assertThat(versions).doesNotHaveDuplicates();
    }

    @Test
    void versionsOfTextThatDiffersOnlyInHalfASurrogatePairDiffer() {
        assertThat(Version.of("\ud800")).isNotEqualTo(Version.of("\udbff")).isNotEqualTo(Version.of("?"));
    }

    @Test
    void theVersionIsTheSameInEveryProcess() {
        assertThat(Version.of("thread", Json.parse("{\"b\":1.0,\"a\":[]}")).token())
                .isEqualTo("5BKEAbFxWUMCvpgmvzGk");
    }

    @Test
    void pageRequestsAreChecked() {
        refused("page-negative", () -> PageRequest.of(-1, 10));
        refused("per-page-negative", () -> PageRequest.of(0, -1));
        refused("page-with-all", () -> new PageRequest(1, OptionalInt.empty(), true, false));
        refused("page-with-all", () -> new PageRequest(0, OptionalInt.of(5), true, false));
        refused("page-too-large", () -> PageRequest.of(Long.MAX_VALUE, 10));
        refused("page-too-large", () -> PageRequest.of((1L << 53) / 10 + 1, 10));
        assertThat(PageRequest.of(((1L << 53) - 1) / 10, 10).page()).isEqualTo(((1L << 53) - 1) / 10);
        assertThat(PageRequest.of(7, 0).perPage()).hasValue(0);
        assertThat(PageRequest.everything().withTotal().counted()).isTrue();
        assertThat(PageRequest.first(3).withTotal().perPage()).hasValue(3);
    }

    @Test
    void aRangeHoldsWhatItsBoundsSay() {
        Instant later = T.plusSeconds(1);
        TimeRange range = TimeRange.between(T, later);

        assertThat(range.contains(T)).isTrue();
        assertThat(range.contains(later)).isTrue();
        assertThat(range.contains(T.minusNanos(1000))).isFalse();
        assertThat(range.contains(later.plusNanos(1000))).isFalse();
        assertThat(range.withoutStart().contains(T)).isFalse();
        assertThat(range.withoutStart().contains(later)).isTrue();
        assertThat(range.withoutEnd().contains(later)).isFalse();
        assertThat(range.withoutEnd().contains(T)).isTrue();
        assertThat(TimeRange.ALL.contains(Instant.MIN)).isTrue();
        assertThat(TimeRange.from(T).contains(Instant.MAX)).isTrue();
        assertThat(TimeRange.until(T).contains(later)).isFalse();
        refused("range-inverted", () -> TimeRange.between(later, T));
        refused("instant-out-of-range", () -> TimeRange.from(Instant.MAX));
    }

    @Test
    void boundsAreTruncatedToTheMicrosecond() {
        assertThat(TimeRange.from(T.plusNanos(1_999)).start()).contains(T.plusNanos(1_000));
    }

    @Test
    void instantsAreCountedInMicrosecondsFromTheEpoch() {
        assertThat(Instants.micros(Instant.parse("1970-01-01T00:00:01.000002999Z")))
                .isEqualTo(1_000_002);
        assertThat(Instants.micros(Instant.parse("1969-12-31T23:59:59.999999999Z")))
                .isEqualTo(-1);
        assertThat(Instants.ofMicros(-1)).isEqualTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
        for (Instant each : List.of(T, Instants.LAST, Instant.parse("0001-01-01T00:00:00Z"))) {
            assertThat(Instants.ofMicros(Instants.micros(each))).isEqualTo(each);
        }
    }

    @Test
    void theNextInstantIsTheLaterOneUpToTheLast() {
        assertThat(Instants.next(T, T.plusSeconds(1))).isEqualTo(T.plusSeconds(1));
        assertThat(Instants.next(T, T)).isEqualTo(T.plusNanos(1_000));
        assertThat(Instants.next(T, T.minusSeconds(1))).isEqualTo(T.plusNanos(1_000));
        assertThat(Instants.next(Instants.LAST.minusNanos(1_000), T)).isEqualTo(Instants.LAST);
        assertThat(Instants.next(Instants.LAST, T)).isEqualTo(Instants.LAST);
        assertThat(TimeRange.from(Instants.LAST).start()).contains(Instants.LAST);
        refused("instant-out-of-range", () -> TimeRange.from(Instants.LAST.plusNanos(1_000)));
    }

    @Test
    void aChangeKeepsSetsOrClears() {
        Optional<String> stored = Optional.of("old");

        assertThat(Change.<String>keep().apply(stored)).isEqualTo(stored);
        assertThat(Change.set("new").apply(stored)).contains("new");
        assertThat(Change.<String>clear().apply(stored)).isEmpty();
        assertThat(Change.set("new").map(text -> text + "!").value()).contains("new!");
    }

    @Test
    void pagesAndSlicesCopyTheirItems() {
        List<Integer> items = new ArrayList<>(List.of(1, 2));
        Page<Integer> page = new Page<>(items, OptionalLong.of(2), 0, OptionalInt.of(2), false);
        Slice<Integer> slice = new Slice<>(items, Optional.empty());
        items.clear();

        assertThat(page.items()).containsExactly(1, 2);
        assertThat(slice.items()).containsExactly(1, 2);
        assertThat(page.map(String::valueOf).items()).containsExactly("1", "2");
        assertThat(page.map(String::valueOf).total()).hasValue(2);
    }
}
