package dev.agentstorage.tck.engine.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SeededRandomTest {
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

    @Test
    void oneSeedMakesOneSequence() {
        assertThat(sample(new SeededRandom(7)))
                .isEqualTo(sample(new SeededRandom(7)))
                .isNotEqualTo(sample(new SeededRandom(8)));
        assertThat(sample(new SeededRandom(7).split())).isEqualTo(sample(new SeededRandom(7).split()));
        assertThat(new SeededRandom(7)).hasToString("seed 7");
    }

    @Test
    void choicesStayInTheirBounds() {
        SeededRandom random = new SeededRandom(3);
        assertThat(IntStream.range(0, 1000).map(i -> random.between(-1, 1)).distinct())
                .containsOnly(-1, 0, 1);
        assertThat(IntStream.range(0, 1000).map(i -> random.below(2)).distinct())
                .containsOnly(0, 1);
        assertThat(random.shuffled(List.of(1, 2, 3))).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(Stream.generate(() -> random.instant(START, Duration.ofSeconds(1)))
                        .limit(1000))
                .allMatch(instant -> !instant.isBefore(START) && instant.isBefore(START.plusSeconds(1)))
                .allMatch(instant -> instant.equals(instant.truncatedTo(ChronoUnit.MICROS)));
    }

    @Test
    void textIsStorable() {
        SeededRandom random = new SeededRandom(5);
        assertThat(Stream.generate(() -> random.text(20)).limit(500))
                .allSatisfy(text -> assertThat(text.codePoints())
                        .allMatch(point -> point != 0 && !(point >= 0xD800 && point <= 0xDFFF)))
                .anyMatch(text -> text.codePoints().anyMatch(point -> point > 0xFFFF));
    }

    private static List<Object> sample(SeededRandom random) {
        return List.of(random.number(), random.below(1000), random.text(10), random.pick(List.of("a", "b")));
    }
}
