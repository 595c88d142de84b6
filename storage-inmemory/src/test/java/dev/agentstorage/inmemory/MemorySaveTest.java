package dev.agentstorage.inmemory;

import static dev.agentstorage.inmemory.MemoryFixture.BASE;
import static dev.agentstorage.inmemory.MemoryFixture.ids;
import static dev.agentstorage.inmemory.MemoryFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.value.Json;
import java.util.List;
import java.util.Map;
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
