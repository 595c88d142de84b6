package dev.agentstorage.inmemory;

import static dev.agentstorage.inmemory.MemoryFixture.BASE;
import static dev.agentstorage.inmemory.MemoryFixture.ids;
import static dev.agentstorage.inmemory.MemoryFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemorySaveTest {
    private final MemoryFixture memory = new MemoryFixture(MemoryFixture.limits(3, 1200));

    @BeforeEach
    void aThread() {
        memory.thread("t", "r");
    }

    @Test
    void theLastOfDuplicatesCountsAndKeepsThePlaceOfTheFirst() {
        NewMessage first =
                NewMessage.builder("t").resourceId("r").id("a").text("one").build();
        NewMessage second =
                NewMessage.builder("t").resourceId("r").id("b").text("two").build();
        NewMessage again =
                NewMessage.builder("t").resourceId("r").id("a").text("three").build();

        List<Message> saved = memory.store.saveMessages(List.of(first, second, again));

        assertThat(ids(saved)).containsExactly("a", "b");
        assertThat(saved.get(0).content()).isEqualTo(again.content());
    }

    @Test
    void messagesWithoutATimeFollowTheLastOneOfTheirThreadThatWasRead() {
        memory.store.saveMessages(List.of(message("late", "t", "r", 3660)));

        List<Message> saved = memory.store.saveMessages(
                List.of(NewMessage.builder("t").resourceId("r").id("next").build()));

        assertThat(saved.get(0).createdAt()).isEqualTo(BASE.plusSeconds(3660).plusNanos(1000));
        assertThat(ids(memory.store.lastMessages("t", 2))).containsExactly("late", "next");
    }

    @Test
    void contentKeepsItsTextToTheCharacter() {
        Json content = Json.parse(" { \"b\" : 1.50,\"a\":\"\\u0041\" }");
        memory.store.saveMessages(List.of(
                NewMessage.builder("t").resourceId("r").id("m").content(content).build()));

        assertThat(memory.store.getMessage("m").orElseThrow().content().text()).isEqualTo(content.text());
    }

    @Test
    void aMissingThreadLeavesNothingOfTheBatch() {
        List<NewMessage> batch = List.of(message("a", "t", "r", 1), message("b", "missing", "r", 2));

        assertThatThrownBy(() -> memory.store.saveMessages(batch)).isInstanceOf(NotFoundException.class);
        assertThat(memory.store.getMessage("a")).isEmpty();
    }

    @Test
    void tooManyRowsAndTooManyBytesAreRefusedWithTheWayOut() {
        List<NewMessage> rows = IntStream.range(0, 4)
                .mapToObj(i -> message("m" + i, "t", "r", i))
                .toList();
        Json large = Json.of(Map.of("x", "y".repeat(190)));
        memory.thread("u", "r");
        MemoryFixture narrow = new MemoryFixture(MemoryFixture.limits(100, 500));
        narrow.thread("t", "r");
        List<NewMessage> bytes = IntStream.range(0, 3)
                .mapToObj(i ->
                        NewMessage.builder("t").resourceId("r").content(large).build())
                .toList();

        TooLargeException many = catchThrowableOfType(TooLargeException.class, () -> memory.store.saveMessages(rows));
        TooLargeException heavy = catchThrowableOfType(TooLargeException.class, () -> narrow.store.saveMessages(bytes));

        assertThat(many.code()).isEqualTo("batch-too-large");
        assertThat(many.details().get("hint").toString()).contains("importMessages");
        assertThat(heavy.field()).isEqualTo("bytes");
        assertThat(memory.store.listMessages(MessageQuery.ALL).count()).isZero();
        assertThat(narrow.store.listMessages(MessageQuery.ALL).count()).isZero();
    }

    @Test
    void importTakesAnyNumberInPartsAndTellsHowFarItIs() {
        List<NewMessage> batch = IntStream.range(0, 8)
                .mapToObj(i -> message("m" + i, "t", "r", i))
                .toList();
        List<Long> progress = new ArrayList<>();

        BulkResult result = memory.store.importMessages(batch, progress::add);

        assertThat(result).isEqualTo(new BulkResult(8, true));
        assertThat(progress).containsExactly(3L, 6L, 8L);
        List<Message> stored =
                memory.store.listMessages(MessageQuery.ofThread("t")).toList();
        assertThat(stored).hasSize(8);
        memory.store.importMessages(batch);
        assertThat(memory.store.listMessages(MessageQuery.ofThread("t")).toList())
                .isEqualTo(stored);
    }

    @Test
    void importSplitsByHalfOfTheBytesOfAnAtomicChange() {
        MemoryFixture narrow = new MemoryFixture(MemoryFixture.limits(100, 400));
        narrow.thread("t", "r");
        Json content = Json.of(Map.of("x", "y".repeat(100)));
        List<NewMessage> batch = IntStream.range(0, 3)
                .mapToObj(i -> NewMessage.builder("t")
                        .resourceId("r")
                        .id("m" + i)
                        .content(content)
                        .build())
                .toList();
        List<Long> progress = new ArrayList<>();

        narrow.store.importMessages(batch, progress::add);

        assertThat(progress).containsExactly(1L, 2L, 3L);
    }

    @Test
    void savingMovesUpdatedAtOfTheThreadButNotItsVersionAndNeverBack() {
        memory.store.saveMessages(List.of(message("a", "t", "r", 1)));

        assertThat(memory.store.getThread("t").orElseThrow().updatedAt()).isEqualTo(memory.now);
        memory.now = BASE;
        memory.store.saveMessages(List.of(message("b", "t", "r", 2)));
        assertThat(memory.store.getThread("t").orElseThrow().updatedAt()).isEqualTo(BASE.plusSeconds(3600));
    }

    @Test
    void aMergeOverTheLimitIsRefusedAndChangesNothing() {
        Json half = Json.of(Map.of("a", "x".repeat(120)));
        Json other = Json.of(Map.of("b", "x".repeat(120)));
        memory.store.updateThread("t", ThreadPatch.ofMetadata(half));
        memory.store.saveMessages(List.of(
                NewMessage.builder("t").resourceId("r").id("m").content(half).build()));

        assertThatThrownBy(() -> memory.store.updateThread("t", ThreadPatch.ofMetadata(other)))
                .isInstanceOf(TooLargeException.class);
        assertThatThrownBy(() -> memory.store.updateMessages(
                        List.of(MessagePatch.builder("m").content(other).build())))
                .isInstanceOf(TooLargeException.class);

        assertThat(memory.store.getThread("t").orElseThrow().metadata()).isEqualTo(half);
        assertThat(memory.store.getMessage("m").orElseThrow().content()).isEqualTo(half);
    }
}
