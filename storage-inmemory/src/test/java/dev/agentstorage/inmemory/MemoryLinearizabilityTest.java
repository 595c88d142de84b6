package dev.agentstorage.inmemory;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class MemoryLinearizabilityTest {
    @Test
    void messagesAndTheirThreadAreLinearizable() {
        Linearizability.check(Messages.class);
    }

    @Test
    void patchesOfThreadsAndResourcesAreLinearizable() {
        Linearizability.check(Patches.class);
    }

    /** Appends, replacements and deletes in one thread, seen together with the thread's {@code updatedAt}. */
    public static class Messages {
        private final InMemoryMemoryBackend backend = backend();

        @Operation
        public List<String> save(
                @Param(gen = IntGen.class, conf = "1:3") int id, @Param(gen = IntGen.class, conf = "1:9") int text) {
            return contents(backend.messages()
                    .save(Scope.ALL, List.of(message(id, text), message(id + 1, text)), at(text)));
        }

        @Operation
        public int delete(@Param(gen = IntGen.class, conf = "1:3") int id) {
            return backend.messages()
                    .delete(Scope.ALL, List.of("m" + id), at(id))
                    .size();
        }

        @Operation
        public List<String> list() {
            return contents(backend.messages().list(MessageQuery.ofThread("t"), Window.everything()));
        }

        @Operation
        public String deleteThread() {
            return backend.threads().delete(Scope.ALL, "t", 100).toString();
        }

        @Operation
        public String thread() {
            return backend.threads().get("t").toString();
        }
    }

    /** Merges into one thread and one resource, which is not there at first. */
    public static class Patches {
        private final InMemoryMemoryBackend backend = backend();

        @Operation
        public String updateThread(
                @Param(gen = IntGen.class, conf = "1:2") int key, @Param(gen = IntGen.class, conf = "1:9") int value) {
            ThreadPatch patch = ThreadPatch.ofMetadata(Json.of(Map.of("k" + key, value)));
            return backend.threads()
                    .update(Scope.ALL, "t", patch, Optional.empty(), at(value))
                    .toString();
        }

        @Operation
        public String updateResource(
                @Param(gen = IntGen.class, conf = "1:2") int key, @Param(gen = IntGen.class, conf = "1:9") int value) {
            ResourcePatch patch = ResourcePatch.ofMetadata(Json.of(Map.of("k" + key, value)));
            return backend.resources()
                    .update("r", patch, Optional.empty(), at(value))
                    .toString();
        }

        @Operation
        public String metadata() {
            return backend.threads().get("t").map(ConversationThread::metadata).toString();
        }
    }

    private static InMemoryMemoryBackend backend() {
        InMemoryMemoryBackend backend = new InMemoryMemoryBackend(Limits.STANDARD);
        backend.threads()
                .create(ConversationThread.builder("r").id("t").createdAt(at(0)).build(), List.of());
        return backend;
    }

    private static NewMessage message(int id, int text) {
        return NewMessage.builder("t")
                .id("m" + id)
                .content(Json.of(Map.of("text", text)))
                .createdAt(at(id))
                .build();
    }

    private static List<String> contents(List<Message> messages) {
        return messages.stream().map(m -> m.id() + m.content()).toList();
    }

    private static Instant at(int second) {
        return Instant.ofEpochSecond(second);
    }
}
