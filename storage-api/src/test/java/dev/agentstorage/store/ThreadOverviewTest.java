package dev.agentstorage.store;

import static dev.agentstorage.store.Conversations.messages;
import static dev.agentstorage.store.Conversations.micros;
import static dev.agentstorage.store.Conversations.saved;
import static dev.agentstorage.store.Conversations.stored;
import static dev.agentstorage.store.RecordedStores.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageHead;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Scope;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThreadOverviewTest {
    private static final Message LAST = stored("m", micros(5));
    private static final Message OTHER =
            stored("n", micros(9)).toBuilder().threadId("u").build();
    private static final MessagePosition PLACE = new MessagePosition(NOW, "seen");

    private final RecordedBackend<MemoryBackend> backend = new RecordedBackend<>(MemoryBackend.class);
    private final MemoryStore store = RecordedStores.factory().memory(backend);

    private static List<String> threads(int count) {
        return IntStream.range(0, count).mapToObj(i -> "t" + i).toList();
    }

    @Test
    void lastMessagesComeInTheOrderOfTheThreadsEachAskedForOnce() {
        backend.answer("messages.last", List.of(LAST, OTHER));

        assertThat(store.lastMessages(List.of("u", "none", "t", "u")))
                .containsExactly(Map.entry("u", OTHER), Map.entry("t", LAST));

        assertThat(backend.call())
                .isEqualTo(new RecordedBackend.Call("messages.last", List.of(Scope.ALL, List.of("u", "none", "t"))));
    }

    @Test
    void headsAreAskedForAsSuch() {
        backend.answer("messages.lastHeads", List.of(MessageHead.of(LAST)));

        assertThat(store.lastMessageHeads(List.of("t"))).containsExactly(Map.entry("t", MessageHead.of(LAST)));

        assertThat(backend.call())
                .isEqualTo(new RecordedBackend.Call("messages.lastHeads", List.of(Scope.ALL, List.of("t"))));
    }

    @Test
    void aMessageFollowsThoseThatAnOverviewHasShown() {
        backend.answer("messages.last", List.of(stored("m", NOW.plusSeconds(5))))
                .answer("messages.lastHeads", List.of(MessageHead.of(stored("m", NOW.plusSeconds(7)))));

        store.lastMessages(List.of("t"));
        store.saveMessages(messages(1));
        store.lastMessageHeads(List.of("t"));
        store.saveMessages(messages(1));

        assertThat(saved(backend.calls().get(1)).get(0).createdAt())
                .contains(NOW.plusSeconds(5).plusNanos(1_000));
        assertThat(saved(backend.calls().get(3)).get(0).createdAt())
                .contains(NOW.plusSeconds(7).plusNanos(1_000));
    }

    @Test
    void countsComeForEveryThreadInTheOrderGiven() {
        Map<String, Optional<MessagePosition>> after = new LinkedHashMap<>();
        after.put("u", Optional.of(PLACE));
        after.put("none", Optional.empty());
        after.put("t", Optional.empty());
        backend.answer("messages.countAfter", Map.of("t", 3, "u", 1));

        assertThat(store.unreadCounts(after, 7))
                .containsExactly(Map.entry("u", 1), Map.entry("none", 0), Map.entry("t", 3));

        assertThat(backend.call())
                .isEqualTo(new RecordedBackend.Call("messages.countAfter", List.of(Scope.ALL, after, 7)));
    }

    @Test
    void aViewGivesItsScope() {
        MemoryStore own = store.forResource("own");

        own.lastMessages(List.of("t"));
        own.lastMessageHeads(List.of("t"));
        own.unreadCounts(Map.of("t", Optional.empty()), 1);

        assertThat(backend.calls())
                .hasSize(3)
                .allSatisfy(call -> assertThat(call.arguments().get(0)).isEqualTo(Scope.resource("own")));
    }

    @Test
    void noThreadAsksNothingButWhetherTheStorageIsOpen() {
        assertThat(store.lastMessages(List.of())).isEmpty();
        assertThat(store.lastMessageHeads(List.of())).isEmpty();
        assertThat(store.unreadCounts(Map.of(), 1)).isEmpty();
        assertThat(backend.calls()).isEmpty();

        backend.close();
        backend.refuses("storage-closed", () -> store.lastMessages(List.of()));
        backend.refuses("storage-closed", () -> store.lastMessageHeads(List.of()));
        backend.refuses("storage-closed", () -> store.unreadCounts(Map.of(), 1));
    }

    @Test
    void whatIsInvalidOrTooLargeReachesNoBackend() {
        Map<String, Optional<MessagePosition>> many = new LinkedHashMap<>();
        threads(101).forEach(id -> many.put(id, Optional.of(PLACE)));
        Map<String, Optional<MessagePosition>> one = Map.of("t", Optional.empty());

        backend.refuses("null-argument", () -> store.lastMessages(null));
        backend.refuses("null-argument", () -> store.lastMessages(Arrays.asList("t", null)));
        backend.refuses("id-blank", () -> store.lastMessageHeads(List.of(" ")));
        backend.refuses("null-argument", () -> store.unreadCounts(null, 1));
        backend.refuses("null-argument", () -> store.unreadCounts(Collections.singletonMap("t", null), 1));
        backend.refuses("null-argument", () -> store.unreadCounts(Collections.singletonMap(null, Optional.empty()), 1));
        backend.refuses(
                "text-unstorable",
                () -> store.unreadCounts(Map.of("t", Optional.of(new MessagePosition(NOW, "\0"))), 1));
        backend.refuses("limit-not-positive", () -> store.unreadCounts(one, 0));
        backend.refuses("batch-too-large", () -> store.unreadCounts(one, 1001));
        backend.refuses("batch-too-large", () -> store.unreadCounts(many, 1));
        backend.refuses("batch-too-large", () -> store.lastMessages(threads(101)));
        backend.refuses("batch-too-large", () -> store.lastMessageHeads(threads(101)));
        backend.refuses("id-too-long", () -> store.lastMessages(List.of("i".repeat(41))));
    }
}
