package dev.agentstorage.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.Role;
import dev.agentstorage.value.Instants;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineOrderTest {
    private static final Instant TIME = Instant.parse("2024-01-01T00:00:00Z");

    private final LineOrder order = new LineOrder();

    @Test
    void messagesInTheOrderOfTheirIdsKeepTheirTime() {
        assertThat(times(TIME, "a", "b", "\uFFFD", "😀")).containsOnly(TIME);
    }

    @Test
    void aMessageThatWouldComeBeforeItsLineIsMovedAfterIt() {
        assertThat(times(TIME, "b", "a", "c", "c", "b"))
                .containsExactly(TIME, micros(1), micros(1), micros(2), micros(3));
    }

    @Test
    void anotherTimeIsLeftAsItIs() {
        times(TIME, "b", "a");

        assertThat(times(micros(1), "9")).containsExactly(micros(1));
        assertThat(times(TIME, "8")).containsExactly(TIME);
    }

    @Test
    void nothingIsMovedAfterTheLastTime() {
        assertThat(times(Instants.LAST, "b", "a")).containsOnly(Instants.LAST);
        assertThat(times(Instant.MAX, "b", "a")).containsOnly(Instant.MAX);
    }

    private List<Instant> times(Instant time, String... ids) {
        return Arrays.stream(ids)
                .map(id -> order.place(Message.builder()
                        .id(id)
                        .threadId("t")
                        .resourceId("r")
                        .role(Role.USER)
                        .type("v2")
                        .content(MessageContent.text(""))
                        .createdAt(time)
                        .build()))
                .map(Message::createdAt)
                .toList();
    }

    private static Instant micros(long micros) {
        return TIME.plus(micros, ChronoUnit.MICROS);
    }
}
