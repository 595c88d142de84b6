package dev.agentstorage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.value.Instants;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeSpacingTest {
    private static final Instant NOW = Instant.parse("2024-01-01T00:00:00Z");

    private final TimeSpacing spacing = new TimeSpacing(2);

    @Test
    void messagesOfOneThreadAndTimeAreOneMicrosecondApart() {
        assertThat(apply("a", NOW)).contains(NOW);
        assertThat(apply("a", NOW)).contains(micros(1));
        assertThat(apply("b", NOW)).contains(NOW);
        assertThat(apply("a", NOW)).contains(micros(2));
    }

    @Test
    void aTimeThatWasGivenByItselfIsNotMoved() {
        apply("a", NOW);
        apply("a", NOW);

        assertThat(apply("a", micros(1))).contains(micros(1));
    }

    @Test
    void aMessageWithoutATimeIsLeftWithoutOne() {
        assertThat(spacing.apply(NewMessage.builder("a").resourceId("r").build())
                        .createdAt())
                .isEmpty();
    }

    @Test
    void thePlacesUsedMostRecentlyAreRemembered() {
        apply("a", NOW);
        apply("a", micros(10));
        apply("a", NOW);
        apply("a", micros(20));

        assertThat(apply("a", NOW)).contains(micros(2));
        assertThat(apply("a", micros(10))).contains(micros(10));
    }

    @Test
    void noTimeIsAfterTheLastOne() {
        apply("a", Instants.LAST);

        assertThatThrownBy(() -> apply("a", Instants.LAST))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isEqualTo("instant-out-of-range"));
    }

    private Optional<Instant> apply(String thread, Instant time) {
        return spacing.apply(NewMessage.builder(thread)
                        .resourceId("r")
                        .createdAt(time)
                        .build())
                .createdAt();
    }

    private static Instant micros(long micros) {
        return NOW.plus(micros, ChronoUnit.MICROS);
    }
}
