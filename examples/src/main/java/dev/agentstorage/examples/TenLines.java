package dev.agentstorage.examples;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.store.MemoryStore;
import java.util.List;

/** The examples of the README. */
public final class TenLines {
    private TenLines() {}

    /** Remembers a turn of a conversation and reads it back. @return what was said */
    public static List<String> remember(String backend) {
        // spotless:off
        // README begin
        try (Storage storage = Storages.open(backend)) {
            MemoryStore memory = storage.memory();
            ConversationThread thread = memory.createThread(ConversationThread.builder("user-1").build());
            memory.saveMessages(List.of(
                    NewMessage.user(thread.id(), "Where is my order?"),
                    NewMessage.assistant(thread.id(), "On its way.")));
            List<Message> last = memory.lastMessages(thread.id(), 20);
            return last.stream().map(Message::text).toList();
        }
        // README end
        // spotless:on
    }

    /** Opens the DSQL backend on a PostgreSQL of one's own. @return the storage, to be closed */
    public static Storage ownDatabase(String url) {
        // spotless:off
        // CONFIG begin
        StorageConfig config = StorageConfig.builder("dsql").option("url", url).build();
        return Storages.open(config);
        // CONFIG end
        // spotless:on
    }
}
