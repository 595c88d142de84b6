package dev.agentstorage.recall;

import dev.agentstorage.Storage;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.recall.request.MemoryKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Every way in which messages come, change and go, in random order, on a few threads of two resources. */
final class RandomOperations {
    private static final List<String> THREADS = List.of("t0", "t1", "t2");
    private static final List<String> RESOURCES = List.of("r0", "r1");

    private final Random random;

    RandomOperations(Random random) {
        this.random = random;
    }

    /** Does something to one of the threads. */
    void next(Memory memory, Storage storage) {
        MemoryKey key = MemoryKey.of(pick(RESOURCES), pick(THREADS));
        switch (random.nextInt(13)) {
            case 0, 1, 2 -> {
                if (owned(storage, key)) {
                    memory.append(key, messages(key));
                }
            }
            case 3 -> {
                if (owned(storage, key)) {
                    memory.importMessages(key.resourceId(), messages(key));
                }
            }
            case 4 ->
                memory.updateMessages(
                        key.resourceId(),
                        some(storage, key).stream()
                                .map(message -> MessagePatch.builder(message.id())
                                        .content(MessageContent.text(text()))
                                        .build())
                                .toList());
            case 5 -> {
                if (owned(storage, key)) {
                    memory.updateMessages(
                            key.resourceId(),
                            some(storage, MemoryKey.of(key.resourceId(), pick(THREADS))).stream()
                                    .map(message -> MessagePatch.builder(message.id())
                                            .threadId(key.threadId())
                                            .build())
                                    .toList());
                }
            }
            case 6 ->
                memory.deleteMessages(
                        key.resourceId(),
                        some(storage, key).stream().map(Message::id).toList());
            case 7 -> {
                for (Message message : some(storage, key)) {
                    memory.rewindTo(key, message.position());
                }
            }
            case 8 -> {
                for (Message message : some(storage, key)) {
                    memory.pruneMessages(message.createdAt(), 3);
                }
            }
            case 9 -> {
                if (owned(storage, key)) {
                    memory.moveThread(key, pick(RESOURCES));
                }
            }
            case 10 -> {
                if (owned(storage, key)) {
                    memory.cloneThread(
                            key.resourceId(),
                            CloneRequest.builder(key.threadId()).build());
                }
            }
            case 11 -> {
                if (random.nextInt(3) == 0) {
                    memory.eraseResource(key.resourceId());
                }
            }
            default -> memory.deleteThread(key);
        }
    }

    /** Makes the thread when there is none. */
    private static boolean owned(Storage storage, MemoryKey key) {
        Optional<ConversationThread> thread = storage.memory().getThread(key.threadId());
        if (thread.isEmpty()) {
            storage.memory()
                    .createThread(ConversationThread.builder(key.resourceId())
                            .id(key.threadId())
                            .build());
        }
        return thread.isEmpty() || thread.get().resourceId().equals(key.resourceId());
    }

    private List<NewMessage> messages(MemoryKey key) {
        List<NewMessage> messages = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            messages.add(NewMessage.user(key.threadId(), text()).toBuilder()
                    .id(key.threadId() + "-" + random.nextInt(30))
                    .build());
        }
        return messages;
    }

    private String text() {
        return random.nextInt(6) == 0 ? "" : "word" + random.nextInt(9) + " " + "more ".repeat(random.nextInt(60));
    }

    private List<Message> some(Storage storage, MemoryKey key) {
        return storage.memory().forResource(key.resourceId()).lastMessages(key.threadId(), 20).stream()
                .filter(message -> random.nextInt(4) == 0)
                .toList();
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
