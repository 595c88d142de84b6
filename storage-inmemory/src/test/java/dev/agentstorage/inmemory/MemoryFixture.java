package dev.agentstorage.inmemory;

import dev.agentstorage.config.CommonOptions;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.store.StoreFactory;
import dev.agentstorage.value.Limits;
import java.time.Instant;
import java.util.List;

/** A memory store over the in-memory backend, with a clock that only tests move. */
final class MemoryFixture {
    static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");

    Instant now = BASE.plusSeconds(3600);
    final MemoryStore store;

    MemoryFixture(Limits limits) {
        InMemoryMemoryBackend backend = new InMemoryMemoryBackend(limits);
        store = new StoreFactory(
                        () -> {},
                        limits,
                        () -> now,
                        CommonOptions.CLOCK_LEAD.defaultValue().orElseThrow())
                .memory(() -> backend);
    }

    /** Limits that a small test can reach: ids and names of 40 bytes, values of 200, and a limited number of rows and bytes per call. */
    static Limits limits(int atomicRows, long atomicBytes) {
        return new Limits(40, 40, 200, 400, 200, atomicRows, atomicBytes);
    }

    ConversationThread thread(String id, String resourceId) {
        return store.createThread(ConversationThread.builder(resourceId)
                .id(id)
                .title("Title of " + id)
                .createdAt(BASE)
                .build());
    }

    static NewMessage message(String id, String threadId, String resourceId, int second) {
        return NewMessage.builder(threadId)
                .resourceId(resourceId)
                .id(id)
                .text("text of " + id)
                .createdAt(BASE.plusSeconds(second))
                .build();
    }

    /** Saves messages m1, m2, … of a thread, one second apart. */
    void messages(String prefix, String threadId, String resourceId, int from, int to) {
        for (int i = from; i <= to; i++) {
            store.saveMessages(List.of(message(prefix + i, threadId, resourceId, i)));
        }
    }

    static List<String> ids(List<Message> messages) {
        return messages.stream().map(Message::id).toList();
    }
}
