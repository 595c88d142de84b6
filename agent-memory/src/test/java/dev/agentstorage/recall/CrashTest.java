package dev.agentstorage.recall;

import static dev.agentstorage.recall.World.records;
import static dev.agentstorage.recall.World.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.exact.ExactVectorStore;
import dev.agentstorage.vector.spi.ForwardingVectorStore;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ends the program at each call of the storage and of the vector store, before it and after it, during random operations; what the vector store
 * had not made durable is lost. After a restart and a drain the index has exactly what the messages call for.
 */
class CrashTest {
    private static final List<String> THREADS = List.of("t0", "t1", "t2");
    private static final List<String> RESOURCES = List.of("r0", "r1");
    private static final int ROUNDS = 60;
    private static final int OPERATIONS = 12;
    private static final int MOST_CALLS = 150;

    /** The end of the program: no code catches it. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Counts calls, and ends the program at one of them; after that no call does anything. */
    private static final class Fuse implements Watched.Around {
        private int left;
        private boolean after;
        private boolean dead;

        @Override
        public Object call(Method method, Watched.Call call) throws ReflectiveOperationException {
            require();
            left--;
            if (left <= 0 && !after) {
                end();
            }
            Object result = call.make();
            if (left <= 0) {
                end();
            }
            return result;
        }

        private void require() {
            if (dead) {
                throw new Crash();
            }
        }

        private void end() {
            dead = true;
            throw new Crash();
        }
    }

    /** Loses what was not flushed, as a crash does. */
    private static final class Disk {
        private List<VectorIndex> indexes = List.of();
        private List<List<VectorRecord>> durable = List.of();

        VectorStore open(Fuse fuse) {
            VectorStore store = new ExactVectorStore();
            for (int i = 0; i < indexes.size(); i++) {
                store.createIndex(indexes.get(i));
                store.upsert(indexes.get(i).name(), durable.get(i));
            }
            VectorStore keeping = new ForwardingVectorStore(store) {
                @Override
                public void flush() {
                    indexes = store.listIndexes("");
                    durable = indexes.stream()
                            .map(index -> store.get(
                                    index.name(),
                                    store.listKeys(index.name(), Optional.empty(), 100_000)
                                            .ids()))
                            .toList();
                }
            };
            return Watched.watch(VectorStore.class, keeping, fuse);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void afterARestartAndADrainTheIndexIsRight(long seed) {
        Random random = new Random(seed);
        StorageProvider reference = Storages.require("inmemory");
        StorageConfig config = StorageConfig.builder("inmemory").build();
        StorageBackend backend = reference.open(config);
        Disk disk = new Disk();
        int crashes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Fuse fuse = unlit();
            Storage storage = Storages.open(new Watched(reference, backend, fuse), config);
            Memory memory = World.builder(storage, disk.open(fuse)).build();
            if (round > 0) {
                memory.drain();
                assertThat(records(disk.open(unlit())))
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(wanted(storage));
            }
            fuse.left = 1 + random.nextInt(MOST_CALLS);
            fuse.after = random.nextBoolean();
            try {
                for (int i = 0; i < OPERATIONS; i++) {
                    operate(memory, storage, random);
                }
            } catch (Crash e) {
                crashes++;
            } catch (AlreadyExistsException e) {
                assertThat(e.code())
                        .as("the id is of a message of the other resource")
                        .isEqualTo("message-exists");
            }
        }
        assertThat(crashes).isGreaterThan(ROUNDS / 3);
    }

    private static Fuse unlit() {
        Fuse fuse = new Fuse();
        fuse.left = Integer.MAX_VALUE;
        return fuse;
    }

    private static void operate(Memory memory, Storage storage, Random random) {
        MemoryKey key = MemoryKey.of(pick(RESOURCES, random), pick(THREADS, random));
        switch (random.nextInt(13)) {
            case 0, 1, 2 -> {
                if (owned(storage, key)) {
                    memory.append(key, messages(key, random));
                }
            }
            case 3 -> {
                if (owned(storage, key)) {
                    memory.importMessages(key.resourceId(), messages(key, random));
                }
            }
            case 4 ->
                memory.updateMessages(
                        key.resourceId(),
                        some(storage, key, random).stream()
                                .map(message -> MessagePatch.builder(message.id())
                                        .content(MessageContent.text(text(random)))
                                        .build())
                                .toList());
            case 5 -> {
                if (owned(storage, key)) {
                    memory.updateMessages(
                            key.resourceId(),
                            some(storage, MemoryKey.of(key.resourceId(), pick(THREADS, random)), random).stream()
                                    .map(message -> MessagePatch.builder(message.id())
                                            .threadId(key.threadId())
                                            .build())
                                    .toList());
                }
            }
            case 6 ->
                memory.deleteMessages(
                        key.resourceId(),
                        some(storage, key, random).stream().map(Message::id).toList());
            case 7 -> {
                for (Message message : some(storage, key, random)) {
                    memory.rewindTo(key, message.position());
                }
            }
            case 8 -> {
                for (Message message : some(storage, key, random)) {
                    memory.pruneMessages(message.createdAt(), 3);
                }
            }
            case 9 -> {
                if (owned(storage, key)) {
                    memory.moveThread(key, pick(RESOURCES, random));
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

    private static List<NewMessage> messages(MemoryKey key, Random random) {
        List<NewMessage> messages = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            messages.add(NewMessage.user(key.threadId(), text(random)).toBuilder()
                    .id(key.threadId() + "-" + random.nextInt(30))
                    .build());
        }
        return messages;
    }

    private static String text(Random random) {
        return random.nextInt(6) == 0 ? "" : "word" + random.nextInt(9) + " " + "more ".repeat(random.nextInt(60));
    }

    private static List<Message> some(Storage storage, MemoryKey key, Random random) {
        return storage.memory().forResource(key.resourceId()).lastMessages(key.threadId(), 20).stream()
                .filter(message -> random.nextInt(4) == 0)
                .toList();
    }

    private static <T> T pick(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
