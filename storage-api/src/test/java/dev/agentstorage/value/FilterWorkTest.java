package dev.agentstorage.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.TooLargeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Filters by containment: what they mean, and what they cost. */
class FilterWorkTest {
    private static Json array(int size, IntFunction<Object> element) {
        return Json.of(Map.of("k", IntStream.range(0, size).mapToObj(element).toList()));
    }

    /** Returns what it takes to find the part in the value, where it is. */
    private static long comparisons(Json value, Json part) {
        FilterWork work = new FilterWork();
        assertThat(work.contains(Optional.of(part)).test(value)).isTrue();
        return work.comparisons();
    }

    @Test
    void scalarsInArraysAreFoundInLinearTime() {
        List<IntFunction<Object>> kinds = List.of(
                number -> number,
                number -> "text " + number,
                number -> List.of(number, "" + number).get(number % 2));
        for (IntFunction<Object> kind : kinds) {
            for (int size = 500; size <= 8_000; size *= 2) {
                int last = size - 1;
                long once = comparisons(array(size, kind), array(size, number -> kind.apply(last - number)));
                long twice = comparisons(
                        array(2 * size, kind), array(2 * size, number -> kind.apply(2 * last + 1 - number)));
                assertThat((double) twice / once).as("%s of them", size).isBetween(1.9, 2.1);
            }
        }
    }

    @Test
    void scalarsThatAreMissingAreMissedInLinearTime() {
        Json stored = array(8_000, number -> number);
        FilterWork work = new FilterWork();
        assertThat(work.contains(Optional.of(array(8_000, number -> number + 1)))
                        .test(stored))
                .isFalse();
        assertThat(work.comparisons()).isLessThan(10_000);
    }

    @Test
    void arraysAndObjectsInArraysAreComparedInPairsUpToABound() {
        Json stored = array(6_000, number -> Map.of("a", number));
        Json few = array(50, number -> Map.of("a", 5_999 - number));
        Json many = array(3_000, number -> Map.of("a", 5_999 - number));

        assertThat(stored.contains(few)).isTrue();
        assertThatThrownBy(() -> stored.contains(many)).isInstanceOfSatisfying(TooLargeException.class, e -> {
            assertThat(e.code()).isEqualTo("filter-too-costly");
            assertThat(e.limit()).isEqualTo(FilterWork.MAX_COMPARISONS);
            assertThat(e.details().get("hint")).asString().contains("narrow the query");
        });
    }

    @Test
    void theBoundIsOneForAllFiltersAndValuesOfACall() {
        FilterWork work = new FilterWork();
        Json stored = array(100_000, number -> number);
        var first = work.contains(Optional.of(Json.parse("{\"k\":[-1]}")));
        var second = work.containsAll(List.of("missing"));
        List<String> tags = Collections.nCopies(100_000, "tag");
        for (int i = 0; i < 49; i++) {
            assertThat(first.test(stored)).isFalse();
            assertThat(second.test(tags)).isFalse();
        }
        // the bound is reached in the second of these
        assertThatThrownBy(() -> assertThat(List.of(first.test(stored), first.test(stored), first.test(stored)))
                        .containsOnly(false))
                .isInstanceOf(TooLargeException.class);
    }

    @Test
    void whatIsNotGivenIsInEverything() {
        FilterWork work = new FilterWork();

        assertThat(work.contains(Optional.empty()).test(Json.NULL)).isTrue();
        assertThat(work.containsAll(List.of()).test(List.of())).isTrue();
        assertThat(work.containsAll(List.of("b", "a")).test(List.of("a", "b", "c")))
                .isTrue();
        assertThat(work.containsAll(List.of("b", "d")).test(List.of("a", "b", "c")))
                .isFalse();
    }

    @Test
    void numbersInArraysCountByTheirDecimalValue() {
        Json stored = Json.parse("[1.0, 10e399, 2E99999999999999999999, -0.0, true, null, \"1\"]");

        for (String part :
                List.of("[1]", "[100e-2, 1e400]", "[20e99999999999999999998]", "[0]", "[null, true, 1, \"1\"]")) {
            assertThat(stored.contains(Json.parse(part))).as(part).isTrue();
        }
        for (String part : List.of("[1.01]", "[1e399]", "[2]", "[\"0\"]", "[false]", "[[1]]", "[{}]", "1")) {
            assertThat(stored.contains(Json.parse(part))).as(part).isFalse();
        }
    }

    @Test
    void randomDocumentsAreContainedAsTheDefinitionSays() {
        long seed = Long.getLong("test.seed", System.nanoTime());
        Random random = new Random(seed);
        int contained = 0;
        for (int i = 0; i < 20_000; i++) {
            Json whole = Json.of(value(random, 3));
            Json part = Json.of(value(random, 3));
            boolean expected = contains(whole, part);
            contained += expected ? 1 : 0;
            assertThat(whole.contains(part))
                    .as("%s in %s, seed %s", part, whole, seed)
                    .isEqualTo(expected);
            assertThat(whole.contains(whole)).as("%s, seed %s", whole, seed).isTrue();
        }
        assertThat(contained).isBetween(100, 19_900);
    }

    /** The definition, pair by pair. */
    private static boolean contains(Json whole, Json part) {
        if (whole.kind() == JsonKind.OBJECT && part.kind() == JsonKind.OBJECT) {
            return part.members().entrySet().stream()
                    .allMatch(member -> whole.get(member.getKey())
                            .filter(found -> contains(found, member.getValue()))
                            .isPresent());
        }
        if (whole.kind() == JsonKind.ARRAY && part.kind() == JsonKind.ARRAY) {
            return part.elements().stream()
                    .allMatch(wanted -> whole.elements().stream().anyMatch(element -> contains(element, wanted)));
        }
        return whole.equals(part);
    }

    private static Object value(Random random, int depth) {
        switch (random.nextInt(depth == 0 ? 4 : 8)) {
            case 0 -> {
                return random.nextInt(3);
            }
            case 1 -> {
                return Json.parse(random.nextInt(3) + ".0");
            }
            case 2 -> {
                return "" + random.nextInt(3);
            }
            case 3 -> {
                return random.nextBoolean() ? Json.NULL : random.nextBoolean();
            }
            case 4, 5 -> {
                Map<String, Object> members = new LinkedHashMap<>();
                for (int left = random.nextInt(3); left > 0; left--) {
                    members.put(List.of("a", "b").get(random.nextInt(2)), value(random, depth - 1));
                }
                return members;
            }
            default -> {
                List<Object> elements = new ArrayList<>();
                for (int left = random.nextInt(4); left > 0; left--) {
                    elements.add(value(random, depth - 1));
                }
                return elements;
            }
        }
    }
}
