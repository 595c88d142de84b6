package dev.agentstorage.examples.domains;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.MemoryStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Conversations of a user, a turn that is stored once although two workers answer, and working memory. */
public final class ConversationExample {
    private ConversationExample() {}

    public static void main(String[] args) {
        try (Storage storage = Storages.open("inmemory")) {
            run(storage, System.out::println);
        }
    }

    /** Runs the example on any storage, and hands over what it prints. */
    public static void run(Storage storage, Consumer<String> out) {
        MemoryStore memory = storage.memory();
        String user = "user-" + UUID.randomUUID();
        ConversationThread thread = memory.createThread(
                ConversationThread.builder(user).title("An order").build());
        memory.saveMessages(List.of(
                NewMessage.user(thread.id(), "Where is my order?"), NewMessage.assistant(thread.id(), "On its way.")));

        // Two workers have read the conversation up to here, and both answer the next question.
        Optional<MessagePosition> end = memory.lastMessages(thread.id(), 1).stream()
                .map(Message::position)
                .findFirst();
        for (String answer : List.of("On Monday.", "On Tuesday.")) {
            try {
                memory.appendAfter(
                        thread.id(),
                        end,
                        List.of(
                                NewMessage.user(thread.id(), "When will it arrive?"),
                                NewMessage.assistant(thread.id(), answer)));
            } catch (ConflictException e) {
                out.accept("not stored, another worker was faster: " + answer);
            }
        }
        for (Message message : memory.lastMessages(thread.id(), 20)) {
            out.accept(message.role() + ": " + message.text());
        }

        memory.updateResource(user, ResourcePatch.ofWorkingMemory("- waits for an order"));
        MemoryStore ofUser = memory.forResource(user); // sees and changes nothing of other users
        ofUser.getResource(user)
                .flatMap(resource -> resource.workingMemory())
                .ifPresent(text -> out.accept("working memory: " + text));
        for (ConversationThread each :
                ofUser.listThreads(ThreadQuery.ofResource(user)).toList()) {
            out.accept("conversation: " + each.title());
        }
    }
}
