package dev.agentstorage.examples;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.store.MemoryStore;
import java.util.List;

public final class FirstSteps {
    public static void main(String[] args) {
        try (Storage storage = Storages.open("inmemory")) {
            MemoryStore memory = storage.memory();
            ConversationThread thread =
                    memory.createThread(ConversationThread.builder("user-1").build());
            memory.saveMessages(List.of(
                    NewMessage.user(thread.id(), "Where is my order?"),
                    NewMessage.assistant(thread.id(), "On its way.")));
            for (Message message : memory.lastMessages(thread.id(), 20)) {
                System.out.println(message.role() + ": " + message.text());
            }
        }
    }
}
