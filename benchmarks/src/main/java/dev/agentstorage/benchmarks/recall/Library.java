package dev.agentstorage.benchmarks.recall;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.benchmarks.recall.Dialogue.Session;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Role;
import dev.agentstorage.recall.Memory;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.request.SearchMode;
import dev.agentstorage.recall.result.Maintenance;
import dev.agentstorage.recall.result.Recalled;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.VectorStores;
import dev.agentstorage.vector.embed.Embedder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All dialogues in one storage and one index, as {@link Memory} stores them: a dialogue is a resource, a session a thread, a turn a message.
 * Storage in memory; the index in a temporary folder, which is deleted with the library.
 */
final class Library implements AutoCloseable {
    /** Number of messages that a question finds, without the neighbour on each side. */
    static final int DEPTH = 25;

    private final Path folder;
    private final Storage storage;
    private final VectorStore vectors;
    private final Memory memory;
    private final boolean dense;

    private Library(Path folder, Storage storage, VectorStore vectors, Optional<Embedder> embedder) {
        this.folder = folder;
        this.storage = storage;
        this.vectors = vectors;
        this.dense = embedder.isPresent();
        // indexing within the call that stores, so that its time can be taken
        Memory.Builder builder = Memory.builder(storage)
                .vectorStore(vectors)
                .executor(Runnable::run)
                .options(options -> options.lastMessages(0)
                        .recall(recall -> recall.topK(DEPTH).before(1).after(1)));
        embedder.ifPresent(builder::embedder);
        memory = builder.build();
    }

    /** Opens an empty one. Without an embedder, messages are searched by their words only. */
    static Library open(Optional<Embedder> embedder) throws IOException {
        Path folder = Files.createTempDirectory("recall");
        Storage storage = Storages.open(StorageConfig.of("inmemory"));
        VectorStore vectors = VectorStores.open(StorageConfig.builder("lucene")
                .option("path", folder.toString())
                .build());
        return new Library(folder, storage, vectors, embedder);
    }

    /** The modes that can be searched in. */
    List<SearchMode> modes() {
        return dense ? List.of(SearchMode.DENSE, SearchMode.LEXICAL, SearchMode.HYBRID) : List.of(SearchMode.LEXICAL);
    }

    /** Stores and indexes dialogues, and makes the index durable. */
    void add(List<Dialogue> dialogues) {
        for (int i = 0; i < dialogues.size(); i++) {
            String resource = resource(i);
            for (Session session : dialogues.get(i).sessions()) {
                String thread = resource + "/" + session.name();
                memory.createThread(
                        ConversationThread.builder(resource).id(thread).build());
                memory.importMessages(resource, messages(resource, thread, session));
            }
        }
        Maintenance rest = memory.indexPending(Long.MAX_VALUE);
        if (!rest.refused().isEmpty()) {
            throw new IllegalStateException("messages cannot be indexed: " + rest.refused());
        }
        vectors.flush();
    }

    private static List<NewMessage> messages(String resource, String thread, Session session) {
        List<NewMessage> messages = new ArrayList<>();
        for (Dialogue.Turn turn : session.turns()) {
            messages.add(NewMessage.builder(thread)
                    .id(resource + "/" + turn.id())
                    .role(Role.USER)
                    .text(turn.text())
                    .createdAt(session.start().plusSeconds(messages.size()))
                    .build());
        }
        return messages;
    }

    /** Recalls messages of one dialogue, in a new thread. */
    Recalled recall(int dialogue, String question, SearchMode mode) {
        Recalled recalled = memory.recall(RecallRequest.builder(MemoryKey.of(resource(dialogue), "question"))
                .query(question)
                .options(options -> options.recall(recall -> recall.mode(mode)))
                .build());
        if (!recalled.warnings().isEmpty()) {
            throw new IllegalStateException("something is missing: " + recalled.warnings());
        }
        return recalled;
    }

    private static String resource(int dialogue) {
        return "dialogue-" + dialogue;
    }

    /** The id of the turn that a message holds. */
    static String turn(String messageId) {
        return messageId.substring(messageId.indexOf('/') + 1);
    }

    /** The size of the index on the disk, in bytes. */
    long bytes() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(Library::size).sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        memory.close();
        vectors.close();
        storage.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
