package dev.agentstorage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Role;
import dev.agentstorage.spi.support.MemoryChanges;
import dev.agentstorage.value.Instants;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MessageClockTest {
    private static final Instant NOW = Instant.parse("2024-01-01T00:00:00Z");

    private static final Duration LEAD = Duration.ofMinutes(5);
    private final MessageClock clock = new MessageClock(2, LEAD);

    @Test
    void messagesOfOneBatchGetDistinctTimesInItsOrder() {
        assertThat(times(clock.stamp(List.of(timeless("a"), timeless("b"), timeless("a")), NOW)))
                .containsExactly(NOW, micros(1), micros(2));
    }

    @Test
    void aBatchFollowsTheOneBeforeThoughTheClockDoesNotAdvance() {
        clock.stamp(List.of(timeless("a"), timeless("a")), NOW);

        assertThat(times(clock.stamp(List.of(timeless("a")), NOW))).containsExactly(micros(2));
        assertThat(times(clock.stamp(List.of(timeless("b")), NOW))).containsExactly(NOW);
    }

    @Test
    void aTimeThatTheCallerChoseCountsWithinItsBatch() {
        assertThat(times(clock.stamp(List.of(at("a", micros(10)), timeless("a")), NOW)))
                .containsExactly(micros(10), micros(11));
    }

    @Test
    void aTimeThatTheCallerChoseIsKeptWhateverCameBefore() {
        clock.stamp(List.of(timeless("a")), NOW);

        assertThat(times(clock.stamp(List.of(at("a", micros(-5))), NOW))).containsExactly(micros(-5));
    }

    @Test
    void aMessageComesAfterThoseThatWereSeen() {
        clock.seen(saved(clock.stamp(List.of(at("a", micros(100)), at("a", micros(50))), NOW)), NOW);

        assertThat(times(clock.stamp(List.of(timeless("a")), NOW))).containsExactly(micros(101));
    }

    @Test
    void aTimeThatWasNotStoredIsForgotten() {
        clock.stamp(List.of(at("a", micros(100))), NOW);

        assertThat(times(clock.stamp(List.of(timeless("a")), NOW))).containsExactly(NOW);
    }

    @Test
    void onlyTheThreadsUsedMostRecentlyAreRemembered() {
        clock.stamp(List.of(timeless("a")), NOW);
        clock.stamp(List.of(timeless("b")), NOW);
        clock.stamp(List.of(timeless("a")), NOW);
        clock.stamp(List.of(timeless("c")), NOW);

        assertThat(times(clock.stamp(List.of(timeless("a")), NOW))).containsExactly(micros(2));
        assertThat(times(clock.stamp(List.of(timeless("b")), NOW))).containsExactly(NOW);
    }

    @Test
    void noTimeIsGivenAfterTheLastOneThatCanBeStored() {
        Instant last = Instants.LAST;
        assertThat(times(clock.stamp(List.of(timeless("a")), last))).containsExactly(last);

        assertThatThrownBy(() -> clock.stamp(List.of(timeless("a")), last))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isEqualTo("instant-out-of-range"));
        assertThatThrownBy(() -> clock.stamp(List.of(at("b", last), timeless("b")), last))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(times(clock.stamp(List.of(timeless("b")), NOW))).containsExactly(NOW);
    }

    @Test
    void aBatchThatIsRefusedTakesNoTime() {
        assertThatThrownBy(() -> clock.stamp(List.of(timeless("a"), timeless("a")), Instants.LAST))
                .isInstanceOf(InvalidRequestException.class);

        assertThat(times(clock.stamp(List.of(timeless("a")), Instants.LAST))).containsExactly(Instants.LAST);
    }

    @Test
    void aTimeBeyondTheLeadIsNotFollowed() {
        clock.seen(stored("a", NOW.plus(LEAD)), NOW);
        clock.seen(stored("b", NOW.plus(LEAD).minusNanos(1_000)), NOW);

        assertThat(times(clock.stamp(List.of(timeless("a")), NOW))).containsExactly(NOW);
        assertThat(times(clock.stamp(List.of(timeless("b")), NOW))).containsExactly(NOW.plus(LEAD));
        assertThat(times(clock.stamp(List.of(at("c", NOW.plus(LEAD)), timeless("c"), timeless("c")), NOW)))
                .containsExactly(NOW.plus(LEAD), NOW, micros(1));
    }

    @Test
    void noMessageOfABatchIsGivenATimeBeyondTheLead() {
        clock.seen(stored("a", NOW.plus(LEAD).minusNanos(2_000)), NOW);

        assertThat(times(clock.stamp(List.of(timeless("a"), timeless("a"), timeless("a")), NOW)))
                .containsExactly(NOW, micros(1), micros(2));
    }

    @Test
    void aTimeThatIsNotFollowedHidesNoneThatIs() {
        clock.seen(stored("a", micros(7), NOW.plus(LEAD).plusSeconds(9)), NOW);
        clock.seen(stored("a", NOW.plus(LEAD).plusSeconds(3)), NOW);

        assertThat(times(clock.stamp(List.of(timeless("a")), NOW))).containsExactly(micros(8));
        Instant later = NOW.plusSeconds(5);
        assertThat(times(clock.stamp(List.of(timeless("a")), later)))
                .containsExactly(NOW.plus(LEAD).plusSeconds(3).plusNanos(1_000));
        assertThat(times(clock.stamp(List.of(timeless("a")), later.plusSeconds(5))))
                .containsExactly(NOW.plus(LEAD).plusSeconds(9).plusNanos(1_000));
    }

    @Test
    void whatAClockThatWentBackDoesNotFollowIsFollowedAgain() {
        clock.stamp(List.of(timeless("a")), NOW);
        Instant before = NOW.minus(LEAD).minusSeconds(60);

        assertThat(times(clock.stamp(List.of(timeless("a")), before))).containsExactly(before);
        assertThat(times(clock.stamp(List.of(timeless("a")), NOW))).containsExactly(micros(1));
    }

    @Test
    void ofManyTimesAheadTheNearestAreRemembered() {
        for (int i = 40; i >= 1; i--) {
            clock.seen(stored("a", NOW.plus(LEAD).plusSeconds(i)), NOW);
        }

        assertThat(times(clock.stamp(List.of(timeless("a")), NOW.plusSeconds(2))))
                .containsExactly(NOW.plus(LEAD).plusSeconds(1).plusNanos(1_000));
    }

    @Test
    void writersOfOneThreadNeverGetTheSameTime() throws Exception {
        Set<Instant> given = ConcurrentHashMap.newKeySet();
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                work.add(() -> given.addAll(times(clock.stamp(List.of(timeless("a"), timeless("a")), NOW))));
            }
            for (Future<Boolean> done : writers.invokeAll(work)) {
                assertThat(done.get()).isTrue();
            }
        } finally {
            writers.shutdownNow();
        }
        assertThat(given).hasSize(800);
    }

    private static NewMessage timeless(String thread) {
        return NewMessage.builder(thread).resourceId("r").build();
    }

    private static NewMessage at(String thread, Instant time) {
        return NewMessage.builder(thread).resourceId("r").createdAt(time).build();
    }

    private static List<Message> stored(String thread, Instant... times) {
        return Arrays.stream(times)
                .map(time -> Message.builder()
                        .id("m")
                        .threadId(thread)
                        .resourceId("r")
                        .role(Role.USER)
                        .type("v2")
                        .content(MessageContent.text(""))
                        .createdAt(time)
                        .build())
                .toList();
    }

    private static Instant micros(long micros) {
        return NOW.plus(micros, ChronoUnit.MICROS);
    }

    private static List<Message> saved(List<NewMessage> messages) {
        return messages.stream()
                .map(message ->
                        MemoryChanges.stored(message, "r", message.createdAt().orElseThrow()))
                .toList();
    }

    private static List<Instant> times(List<NewMessage> messages) {
        return saved(messages).stream().map(Message::createdAt).toList();
    }
}
