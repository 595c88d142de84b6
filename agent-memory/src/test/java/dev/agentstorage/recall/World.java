package dev.agentstorage.recall;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.result.Recalled;
import dev.agentstorage.recall.result.RecalledMessage;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.embed.HashingEmbedder;
import dev.agentstorage.vector.exact.ExactVectorStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A storage in memory, an exact vector store and an embedder without a model; background work is done within the calls. */
final class World implements AutoCloseable {
    static final String RESOURCE = "user";
    static final MemoryKey KEY = MemoryKey.of(RESOURCE, "thread");

    /** Reads 20 words, so that longer texts are split. */
    static final HashingEmbedder EMBEDDER = new HashingEmbedder(256, 20);

    final Storage storage = Storages.open(StorageConfig.builder("inmemory").build());
    final VectorStore vectors = new ExactVectorStore();
    final Memory memory;

    World() {
        this(UnaryOperator.identity());
    }

    World(UnaryOperator<Memory.Builder> change) {
        memory = change.apply(builder(storage, vectors)).build();
        memory.createThread(
                ConversationThread.builder(RESOURCE).id(KEY.threadId()).build());
    }

    static Memory.Builder builder(Storage storage, VectorStore vectors) {
        return Memory.builder(storage)
                .vectorStore(vectors)
                .embedder(EMBEDDER)
                .executor(Runnable::run)
                .options(options -> options.recall());
    }

    /** Stores messages of the user, each in a separate append, with the ids {@code m0}, {@code m1} and so on. */
    void say(String... texts) {
        for (int i = 0; i < texts.length; i++) {
            memory.append(KEY, List.of(message("m" + i, texts[i])));
        }
    }

    static NewMessage message(String id, String text) {
        return NewMessage.user(KEY.threadId(), text).toBuilder().id(id).build();
    }

    /** Recalls without a history, which would hide what is recalled. */
    Recalled recall(String query) {
        return memory.recall(RecallRequest.builder(KEY)
                .query(query)
                .options(options -> options.lastMessages(0))
                .build());
    }

    List<String> hits(String query) {
        return ids(recall(query).hits());
    }

    static List<String> ids(List<RecalledMessage> recalled) {
        return recalled.stream().map(found -> found.message().id()).toList();
    }

    /** Everything that a vector store has, by index and id. */
    static SortedMap<String, VectorRecord> records(VectorStore store) {
        SortedMap<String, VectorRecord> records = new TreeMap<>();
        store.listIndexes("").forEach(index -> {
            List<String> ids = new ArrayList<>(
                    store.listKeys(index.name(), Optional.empty(), 100_000).ids());
            store.get(index.name(), ids).forEach(record -> records.put(index.name() + "/" + record.id(), record));
        });
        return records;
    }

    /** What the index must have: that of a memory that has seen nothing but the storage. */
    static SortedMap<String, VectorRecord> wanted(Storage storage) {
        VectorStore fresh = new ExactVectorStore();
        try (Memory memory = builder(storage, fresh).build()) {
            memory.reindex();
        }
        return records(fresh);
    }

    @Override
    public void close() {
        memory.close();
        vectors.close();
        storage.close();
    }
}
