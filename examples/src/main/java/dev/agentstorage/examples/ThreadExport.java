package dev.agentstorage.examples;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.store.Listing;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.Cursor;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The example of an export in docs/OPERATIONS.md. */
public final class ThreadExport {
    private ThreadExport() {}

    /** Hands on the messages that a thread has when the export begins, oldest first, however many are appended meanwhile. */
    public static void export(MemoryStore memory, String threadId, Consumer<Message> out) {
        // spotless:off
        // EXPORT begin
        Listing<Message> listing = memory.listMessages(MessageQuery.ofThread(threadId)).complete();
        Optional<Cursor> end = listing.end();
        if (end.isPresent()) {
            try (Stream<Message> messages = listing.until(end.get()).stream()) {
                messages.forEach(out);
            }
        }
        // EXPORT end
        // spotless:on
    }
}
