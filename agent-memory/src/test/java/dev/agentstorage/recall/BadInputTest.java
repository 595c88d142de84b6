package dev.agentstorage.recall;

import static dev.agentstorage.recall.World.KEY;
import static dev.agentstorage.recall.World.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.request.SearchMode;
import dev.agentstorage.recall.request.SearchRequest;
import dev.agentstorage.value.Json;
import dev.agentstorage.vector.KeyType;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.exact.ExactVectorStore;
import dev.agentstorage.vector.spi.ForwardingVectorStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One documented outcome for each wrong use. */
class BadInputTest {
    private final Storage storage =
            Storages.open(StorageConfig.builder("inmemory").build());
    private final VectorStore vectors = new ExactVectorStore();

    @AfterEach
    void close() {
        vectors.close();
        storage.close();
    }

    private static void refused(Class<? extends StorageException> type, String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(type, error -> assertThat(error.code()).isEqualTo(code));
    }

    private static void refused(String code, ThrowingCallable call) {
        refused(InvalidRequestException.class, code, call);
    }

    private Memory memory() {
        Memory memory = World.builder(storage, vectors).build();
        memory.openThread(KEY);
        return memory;
    }

    @Test
    void recallNeedsAVectorStore() {
        refused(
                "recall-without-vector-store",
                () -> Memory.builder(storage)
                        .options(options -> options.recall())
                        .build());
        Memory plain = Memory.builder(storage).build();
        refused(
                "recall-without-vector-store",
                () -> plain.recall(RecallRequest.builder(KEY)
                        .query("x")
                        .options(options -> options.recall())
                        .build()));
        refused(
                "recall-without-vector-store",
                () -> plain.search(SearchRequest.builder("user").query("x").build()));
        assertThat(plain.recall(RecallRequest.of(KEY, "x")).history()).isEmpty();
    }

    @Test
    void recallByWordsNeedsNoEmbedder() {
        Memory lexical = Memory.builder(storage)
                .vectorStore(vectors)
                .executor(Runnable::run)
                .options(options -> options.lastMessages(0).recall())
                .build();
        lexical.openThread(KEY);
        lexical.append(KEY, List.of(message("m0", "my cello")));
        assertThat(World.ids(lexical.recall(RecallRequest.of(KEY, "cello")).hits()))
                .containsExactly("m0");
        refused(
                "recall-without-embedder",
                () -> lexical.recall(RecallRequest.builder(KEY)
                        .query("cello")
                        .options(options -> options.recall(recall -> recall.mode(SearchMode.DENSE)))
                        .build()));
    }

    @Test
    void aStoreWithoutTextsNeedsAnEmbedder() {
        VectorStore dense = new ForwardingVectorStore(vectors) {
            @Override
            public Set<VectorFeature> features() {
                return Set.of();
            }
        };
        refused(
                "recall-without-embedder",
                () -> Memory.builder(storage)
                        .vectorStore(dense)
                        .options(options -> options.recall())
                        .build());
        refused(
                UnsupportedException.class,
                "feature-unsupported",
                () -> World.builder(storage, dense)
                        .options(options -> options.recall(recall -> recall.mode(SearchMode.LEXICAL)))
                        .build());
        Memory auto = World.builder(storage, dense).build();
        auto.openThread(KEY);
        auto.append(KEY, List.of(message("m0", "my cello"), message("m1", "a drum")));
        assertThat(World.ids(auto.recall(RecallRequest.builder(KEY)
                                .query("cello")
                                .options(options -> options.lastMessages(0))
                                .build())
                        .hits()))
                .startsWith("m0");
        auto.deleteMessages("user", List.of("m0"));
        assertThat(vectors.count("memory-hashing-256")).isOne();
        auto.deleteThread(KEY);
        assertThat(vectors.count("memory-hashing-256")).isZero();
    }

    @Test
    void aFilterOnAnUnknownKeyIsAnErrorAndNotAnEmptyResult() {
        Memory memory = memory();
        memory.append(KEY, List.of(message("m0", "my cello")));
        refused(
                "filter-key-unknown",
                () -> memory.recall(RecallRequest.builder(KEY)
                        .query("cello")
                        .options(options -> options.recall(recall -> recall.filter(VectorFilter.eq("topik", "x"))))
                        .build()));
    }

    @Test
    void keysOfTheIndexItselfCannotBeDeclared() {
        refused(
                "metadata-key-reserved",
                () -> World.builder(storage, vectors)
                        .filterKey("resource", KeyType.TEXT)
                        .build());
    }

    @Test
    void anIndexWithOtherKeysIsNotMixedUp() {
        memory().append(KEY, List.of(message("m0", "my cello")));
        Memory other =
                World.builder(storage, vectors).filterKey("topic", KeyType.TEXT).build();
        refused(AlreadyExistsException.class, "index-differs", () -> other.recall(RecallRequest.of(KEY, "cello")));
    }

    @Test
    void messagesOfAnotherThreadOrResourceAreRefused() {
        Memory memory = memory();
        refused("message-of-another-thread", () -> memory.append(KEY, List.of(NewMessage.user("other", "x"))));
        refused(
                "outside-resource",
                () -> memory.append(
                        KEY,
                        List.of(message("m0", "x").toBuilder()
                                .resourceId("other")
                                .build())));
        refused(
                NotFoundException.class,
                "thread-not-found",
                () -> memory.append(MemoryKey.of("other", KEY.threadId()), List.of(message("m0", "x"))));
        refused(
                AlreadyExistsException.class,
                "thread-exists",
                () -> memory.openThread(MemoryKey.of("other", KEY.threadId())));
        assertThat(vectors.listIndexes("")).isEmpty();
    }

    @Test
    void anAppendThatHasNotSeenTheEndIsRefused() {
        Memory memory = memory();
        memory.append(KEY, List.of(message("m0", "x")));
        refused(
                ConflictException.class,
                "not-at-end",
                () -> memory.appendAfter(KEY, Optional.empty(), List.of(message("m1", "y"))));
        assertThat(vectors.count("memory-hashing-256")).isOne();
    }

    @Test
    void aReadOnlyMemoryWritesNothing() {
        memory().append(KEY, List.of(message("m0", "my cello")));
        Memory reader = World.builder(storage, vectors)
                .options(options -> options.readOnly(true))
                .build();
        refused("memory-read-only", () -> reader.append(KEY, List.of(message("m1", "x"))));
        refused(
                "memory-read-only",
                () -> reader.createThread(ConversationThread.builder("user").build()));
        refused("memory-read-only", () -> reader.openThread(MemoryKey.of("user", "new")));
        refused("memory-read-only", () -> reader.deleteMessages("user", List.of("m0")));
        refused("memory-read-only", () -> reader.eraseResource("user"));
        refused("memory-read-only", () -> reader.deleteThread(KEY));
        assertThat(reader.openThread(KEY).id()).isEqualTo(KEY.threadId());
        assertThat(reader.recall(RecallRequest.of(KEY, "cello")).history()).hasSize(1);
    }

    @Test
    void optionsOutOfRangeAreRefusedWhenTheyAreSet() {
        refused(
                "option-out-of-range",
                () -> memory().recall(RecallRequest.builder(KEY)
                        .options(options -> options.recall(recall -> recall.topK(0)))
                        .build()));
        refused("id-blank", () -> MemoryKey.of(" ", "thread"));
        refused(
                "schema-invalid",
                () -> Memory.builder(storage)
                        .options(options -> options.workingMemory(working -> working.schema(Json.of(3))))
                        .build());
        refused("working-memory-off", () -> memory().workingMemory(KEY));
    }

    /** Of a query that is longer than the model reads, the beginning counts. */
    @Test
    void aLongQueryIsSearched() {
        Memory memory = memory();
        memory.append(KEY, List.of(message("m0", "my cello")));
        assertThat(World.ids(memory.recall(RecallRequest.builder(KEY)
                                .query("cello " + "word ".repeat(2_000))
                                .options(options -> options.lastMessages(0))
                                .build())
                        .hits()))
                .containsExactly("m0");
    }
}
