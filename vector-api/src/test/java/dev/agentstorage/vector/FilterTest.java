package dev.agentstorage.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.vector.spi.FilterForms;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FilterTest {
    private static final Metadata EMPTY = Metadata.empty();
    private static final Metadata FULL = Metadata.builder()
            .text("t", "x")
            .number("n", 5)
            .flag("f", true)
            .texts("l", List.of("a", "b"))
            .build();

    @Test
    void equalLooksIntoLists() {
        assertThat(VectorFilter.eq("t", "x").matches(FULL)).isTrue();
        assertThat(VectorFilter.eq("t", "y").matches(FULL)).isFalse();
        assertThat(VectorFilter.eq("l", "b").matches(FULL)).isTrue();
        assertThat(VectorFilter.eq("l", "c").matches(FULL)).isFalse();
        assertThat(VectorFilter.in("l", List.of("c", "a")).matches(FULL)).isTrue();
    }

    @Test
    void notEqualIsTrueOfAMissingKey() {
        assertThat(VectorFilter.ne("t", "x").matches(EMPTY)).isTrue();
        assertThat(VectorFilter.ne("n", 4).matches(FULL)).isTrue();
        assertThat(VectorFilter.ne("f", true).matches(FULL)).isFalse();
    }

    @Test
    void rangesHaveOpenAndClosedEnds() {
        assertThat(VectorFilter.atLeast("n", 5).matches(FULL)).isTrue();
        assertThat(VectorFilter.above("n", 5).matches(FULL)).isFalse();
        assertThat(VectorFilter.atMost("n", 5).matches(FULL)).isTrue();
        assertThat(VectorFilter.below("n", 5).matches(FULL)).isFalse();
        assertThat(VectorFilter.atMost("n", 5).matches(EMPTY)).isFalse();
        assertThat(VectorFilter.not(VectorFilter.atMost("n", 5)).matches(EMPTY)).isTrue();
    }

    @Test
    void valuesOfAllPartsCount() {
        assertThat(VectorFilter.and(
                                VectorFilter.in("t", List.of("a", "b", "c")),
                                VectorFilter.not(VectorFilter.or(VectorFilter.exists("n"), VectorFilter.above("n", 1))))
                        .values())
                .isEqualTo(5);
    }

    @Test
    void filterWithoutNotMeansTheSame() {
        long seed = Long.getLong("test.seed", 1L);
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            VectorFilter filter = filter(random, 4);
            VectorFilter other = FilterForms.withoutNot(filter);
            Metadata metadata = metadata(random);
            assertThat(other.matches(metadata))
                    .as("seed %s: %s as %s on %s", seed, filter, other, metadata.values())
                    .isEqualTo(filter.matches(metadata));
            assertThat(other.toString()).doesNotContain("Not[");
        }
    }

    private static VectorFilter filter(Random random, int depth) {
        String text = String.valueOf((char) ('a' + random.nextInt(3)));
        int number = random.nextInt(3);
        return switch (random.nextInt(depth == 0 ? 8 : 14)) {
            case 0 -> VectorFilter.eq("t", text);
            case 1 -> VectorFilter.ne("l", text);
            case 2 -> VectorFilter.eq("f", random.nextBoolean());
            case 3 -> VectorFilter.in("l", List.of(text, "z"));
            case 4 -> VectorFilter.above("n", number);
            case 5 -> VectorFilter.atMost("n", number);
            case 6 -> VectorFilter.exists("n");
            case 7 -> VectorFilter.missing("t");
            case 8, 9 -> VectorFilter.and(filter(random, depth - 1), filter(random, depth - 1));
            case 10, 11 -> VectorFilter.or(filter(random, depth - 1), filter(random, depth - 1));
            default -> VectorFilter.not(filter(random, depth - 1));
        };
    }

    private static Metadata metadata(Random random) {
        Metadata.Builder metadata = Metadata.builder();
        List<String> letters = List.of("a", "b", "c");
        if (random.nextBoolean()) {
            metadata.text("t", letters.get(random.nextInt(3)));
        }
        if (random.nextBoolean()) {
            metadata.number("n", random.nextInt(3));
        }
        if (random.nextBoolean()) {
            metadata.flag("f", random.nextBoolean());
        }
        if (random.nextBoolean()) {
            List<String> list = new ArrayList<>(letters);
            list.removeIf(letter -> random.nextBoolean());
            metadata.texts("l", list);
        }
        return metadata.build();
    }
}
