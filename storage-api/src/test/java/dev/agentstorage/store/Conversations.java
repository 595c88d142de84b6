package dev.agentstorage.store;

import static dev.agentstorage.store.RecordedStores.NOW;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.spi.support.MemoryChanges;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;

/** Threads, messages and resources that tests give to stores and backends. */
final class Conversations {
    private Conversations() {}

    /** Returns the time of {@link RecordedStores#NOW} plus a number of microseconds. */
    static Instant micros(long later) {
        return NOW.plus(later, ChronoUnit.MICROS);
    }

    static ConversationThread thread(String id, String resourceId) {
        return ConversationThread.builder(resourceId)
                .id(id)
                .title("Title of " + id)
                .createdAt(NOW)
                .updatedAt(NOW)
                .build();
    }

    /** Returns a message of the thread {@code t} that names neither a resource nor a time. */
    static NewMessage message(String id) {
        return NewMessage.builder("t").id(id).text("text of " + id).build();
    }

    /** Returns messages m0, m1, … as {@link #message} does. */
    static List<NewMessage> messages(int count) {
        return IntStream.range(0, count).mapToObj(i -> message("m" + i)).toList();
    }

    /** Returns a message of the thread {@code t} and the resource {@code own} as a backend stores it. */
    static Message stored(String id, Instant createdAt) {
        return MemoryChanges.stored(message(id), "own", createdAt);
    }

    static Resource resource(String id) {
        return Resource.builder(id).createdAt(NOW).updatedAt(NOW).build();
    }

    static List<String> ids(List<Message> messages) {
        return messages.stream().map(Message::id).toList();
    }

    /** Returns the messages that a call of {@code messages.save} was given. */
    static List<NewMessage> saved(RecordedBackend.Call call) {
        List<?> messages = call.argument(1, List.class);
        return messages.stream().map(NewMessage.class::cast).toList();
    }
}
