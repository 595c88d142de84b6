package dev.agentstorage.store;

import static dev.agentstorage.store.Conversations.stored;
import static dev.agentstorage.store.RecordedStores.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.memory.Message;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.value.Version;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageMarksTest {
    private static final Message MESSAGE = stored("m", NOW);

    private final RecordedBackend<MemoryBackend> backend = new RecordedBackend<>(MemoryBackend.class);
    private final MemoryStore store = RecordedStores.factory().memory(backend);

    private static Map<String, Version> versions(String... ids) {
        Map<String, Version> versions = new LinkedHashMap<>();
        for (String id : ids) {
            versions.put(id, MESSAGE.version());
        }
        return versions;
    }

    @Test
    void pendingMessagesAreAskedForAsTheyAre() {
        backend.answer("messages.pending", List.of(MESSAGE));

        assertThat(store.pendingMessages("vectors", 3)).containsExactly(MESSAGE);

        assertThat(backend.call())
                .isEqualTo(new RecordedBackend.Call("messages.pending", List.of(Scope.ALL, "vectors", 3)));
    }

    @Test
    void marksAreMadeInStepsAndWhatIsNotMarkedIsNamed() {
        Map<String, Version> versions = versions("a", "b", "c", "d", "e");
        backend.answer("messages.markIndexed", List.of("c", "a")).answer("messages.markIndexed", List.of("e"));

        assertThat(store.markIndexed("vectors", versions)).isEqualTo(new BulkResult(3, true, List.of("b", "d")));

        assertThat(backend.calls())
                .extracting(call -> call.arguments().get(2))
                .containsExactly(versions("a", "b", "c"), versions("d", "e"));
        assertThat(backend.arguments("messages.markIndexed", 1, String.class)).containsOnly("vectors");
    }

    @Test
    void aViewGivesItsScope() {
        MemoryStore own = store.forResource("own");

        own.pendingMessages("vectors", 1);
        own.markIndexed("vectors", Map.of("m", MESSAGE.version()));

        assertThat(backend.calls())
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.arguments().get(0)).isEqualTo(Scope.resource("own")));
    }

    @Test
    void nothingToMarkAsksNothingButWhetherTheStorageIsOpen() {
        assertThat(store.markIndexed("vectors", Map.of())).isEqualTo(new BulkResult(0, true));
        assertThat(backend.calls()).isEmpty();

        backend.close();
        backend.refuses("storage-closed", () -> store.markIndexed("vectors", Map.of()));
    }

    @Test
    void whatIsInvalidOrTooLargeReachesNoBackend() {
        backend.refuses("null-argument", () -> store.pendingMessages(null, 1));
        backend.refuses("id-blank", () -> store.pendingMessages(" ", 1));
        backend.refuses("limit-not-positive", () -> store.pendingMessages("vectors", 0));
        backend.refuses("batch-too-large", () -> store.pendingMessages("vectors", 1_000_000));
        backend.refuses("null-argument", () -> store.markIndexed("vectors", null));
        backend.refuses("null-argument", () -> store.markIndexed("vectors", Collections.singletonMap("m", null)));
        backend.refuses("text-unstorable", () -> store.markIndexed("vectors", Map.of("\0", MESSAGE.version())));
    }
}
