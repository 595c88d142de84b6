package dev.agentstorage.examples;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Role;
import java.util.List;

/** The example of the README. */
public final class TenLines {
    private TenLines() {}

    /** Remembers a turn of a conversation and reads it back. @return what was said */
    public static List<String> remember(String backend) {
        // README begin
        try (Storage storage = Storages.open(backend)) {
            ConversationThread thread = storage.memory()
                    .createThread(
                            ConversationThread.builder("user-1").title("Hello").build());
            storage.memory()
                    .saveMessages(List.of(
                            NewMessage.in(thread)
                                    .role(Role.USER)
                                    .text("Where is my order?")
                                    .build(),
                            NewMessage.in(thread)
                                    .role(Role.ASSISTANT)
                                    .text("On its way.")
                                    .build()));
            List<Message> last = storage.memory().lastMessages(thread.id(), 20);
            return last.stream()
                    .map(message -> MessageContent.of(message).text())
                    .toList();
        }
        // README end
    }
}
