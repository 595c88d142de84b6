package dev.agentstorage.recall;

import static dev.agentstorage.recall.World.KEY;
import static dev.agentstorage.recall.World.RESOURCE;
import static dev.agentstorage.recall.World.message;
import static dev.agentstorage.recall.World.records;
import static dev.agentstorage.recall.World.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.CloneResult;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.request.SearchMode;
import dev.agentstorage.recall.result.Appended;
import dev.agentstorage.recall.result.Maintenance;
import dev.agentstorage.recall.result.Recalled;
import dev.agentstorage.value.Json;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.embed.HashingEmbedder;
import dev.agentstorage.vector.exact.ExactVectorStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The index has what the messages call for, whatever happens to messages and index. */
class IndexingTest {
    private static final String NOT_INDEXED = "not indexed yet";

    private final FailingStore vectors = new FailingStore(new ExactVectorStore());
    private final Storage storage =
            Storages.open(StorageConfig.builder("inmemory").build());
    private final Memory memory = World.builder(storage, vectors).build();

    IndexingTest() {
        memory.createThread(
                ConversationThread.builder(RESOURCE).id(KEY.threadId()).build());
    }

    @AfterEach
    void close() {
        vectors.down = false;
        memory.close();
        vectors.close();
        storage.close();
    }

    private void say(String... texts) {
        for (int i = 0; i < texts.length; i++) {
            memory.append(KEY, List.of(message("m" + i, texts[i])));
        }
    }

    private List<String> hits(String query) {
        return World.ids(memory.recall(RecallRequest.builder(KEY)
                        .query(query)
                        .options(options -> options.lastMessages(0).recall(recall -> recall.mode(SearchMode.LEXICAL)))
                        .build())
                .hits());
    }

    private void requireRight() {
        assertThat(records(vectors)).isEqualTo(wanted(storage));
    }

    private static Json text(String text) {
        return MessageContent.text(text);
    }

    @Test
    void appendsLeaveTheIndexAsTheMessagesCallForIt() {
        say("one two", "three", "four", "five", "word ".repeat(90) + "end");
        requireRight();
        assertThat(storage.memory().pendingMessages("memory-hashing-256", 10)).isEmpty();
    }

    @Test
    void aVectorStoreThatIsDownLosesNoMessageAndIsIndexedLater() {
        vectors.down = true;
        Appended appended = memory.append(KEY, List.of(message("m0", "my cello")));
        assertThat(appended.messages()).hasSize(1);
        assertThat(appended.warnings()).singleElement().asString().contains(NOT_INDEXED, "vector-store-failed");
        Recalled recalled = memory.recall(RecallRequest.of(KEY, "cello"));
        assertThat(recalled.history()).extracting(Message::id).containsExactly("m0");
        assertThat(recalled.warnings()).singleElement().asString().contains("could not be searched");
        vectors.down = false;
        assertThat(memory.indexPending(10).indexed()).isOne();
        assertThat(hits("cello")).containsExactly("m0");
        requireRight();
    }

    @Test
    void deletesThatTheIndexMissesAreNeverRecalledAndRemovedWhenTheyAreFound() {
        say("my cello", "a violin");
        vectors.down = true;
        memory.deleteMessages(RESOURCE, List.of("m0"));
        vectors.down = false;
        assertThat(records(vectors)).hasSize(2);
        // the other message has it as its context until the next drain
        assertThat(hits("cello")).containsExactly("m1");
        assertThat(records(vectors)).hasSize(1);
        memory.drain();
        requireRight();
    }

    @Test
    void aDeletedMessageGoesFromTheContextOfTheNextOne() {
        say("which instrument?", "the cello");
        assertThat(hits("instrument")).contains("m1");
        memory.deleteMessages(RESOURCE, List.of("m0"));
        assertThat(hits("instrument")).isEmpty();
        requireRight();
    }

    @Test
    void aMessageThatChangesChangesTheContextOfTheNextOnes() {
        say("which instrument?", "the cello", "x");
        memory.updateMessages(
                RESOURCE,
                List.of(MessagePatch.builder("m0")
                        .content(text("which animal?"))
                        .build()));
        assertThat(hits("instrument")).isEmpty();
        assertThat(hits("animal")).contains("m0", "m1");
        requireRight();
    }

    @Test
    void aMessageThatMovesToAnotherThreadChangesBoth() {
        memory.openThread(MemoryKey.of(RESOURCE, "other"));
        say("which instrument?", "the cello", "of course");
        memory.updateMessages(
                RESOURCE, List.of(MessagePatch.builder("m0").threadId("other").build()));
        requireRight();
    }

    @Test
    void shorterTextLeavesNoRecordBehind() {
        say("word ".repeat(100));
        assertThat(records(vectors).size()).isGreaterThan(3);
        memory.updateMessages(
                RESOURCE,
                List.of(MessagePatch.builder("m0").content(text("short")).build()));
        assertThat(records(vectors)).hasSize(1);
        memory.updateMessages(
                RESOURCE,
                List.of(MessagePatch.builder("m0")
                        .content(MessageContent.builder()
                                .toolCall("c", "look", Json.EMPTY_OBJECT)
                                .build())
                        .build()));
        memory.drain();
        requireRight();
    }

    @Test
    void everyWayToDeleteRemovesRecords() {
        say("one", "two", "three", "four");
        List<Message> stored = storage.memory().lastMessages(KEY.threadId(), 10);
        memory.rewindTo(KEY, stored.get(2).position());
        requireRight();
        memory.rewindBefore(KEY, stored.get(2).position());
        requireRight();
        memory.pruneMessages(stored.get(1).createdAt(), 10);
        requireRight();
        assertThat(records(vectors)).hasSize(1);
        assertThat(memory.deleteThread(KEY)).isTrue();
        assertThat(records(vectors)).isEmpty();
    }

    @Test
    void erasingAResourceLeavesNothingOfItAndAllOfOthers() {
        MemoryKey other = MemoryKey.of("other", "other-thread");
        memory.openThread(other);
        memory.append(other, List.of(NewMessage.user("other-thread", "hers")));
        say("his");
        memory.eraseResource(RESOURCE);
        requireRight();
        assertThat(records(vectors)).hasSize(1);
    }

    @Test
    void aThreadThatMovesTakesItsRecordsAlong() {
        say("my cello", "a violin");
        memory.moveThread(KEY, "somebody-else");
        assertThat(hits("cello")).isEmpty();
        requireRight();
    }

    @Test
    void aCopyOfAThreadIsRecalledWithoutEmbeddingAgain() {
        say("my cello", "a violin");
        CloneResult copy = memory.cloneThread(
                RESOURCE, CloneRequest.builder(KEY.threadId()).build());
        assertThat(hits("cello")).contains(copy.messageIds().get("m0"));
        requireRight();
    }

    @Test
    void importedMessagesAndThoseOfOtherProgramsArePending() {
        memory.importMessages(RESOURCE, List.of(message("i0", "imported cello")));
        assertThat(hits("cello")).containsExactly("i0");
        storage.memory().saveMessage(message("o0", "another cello"));
        assertThat(memory.indexPending(10).indexed()).isOne();
        assertThat(hits("cello")).contains("o0");
        requireRight();
    }

    @Test
    void aMessageThatIsStoredLateWithAnEarlierTimeIsTheContextOfTheNext() {
        memory.append(
                KEY,
                List.of(message("later", "the cello").toBuilder()
                        .createdAt(Instant.parse("2026-01-01T00:00:02Z"))
                        .build()));
        memory.append(
                KEY,
                List.of(message("earlier", "which instrument?").toBuilder()
                        .createdAt(Instant.parse("2026-01-01T00:00:01Z"))
                        .build()));
        assertThat(hits("instrument")).contains("later");
        requireRight();
    }

    @Test
    void drainFindsWhatOtherProgramsChangedAndDeleted() {
        say("my cello", "a violin", "word ".repeat(50));
        storage.memory().deleteMessages(List.of("m0", "m2"));
        storage.memory()
                .updateMessage(
                        MessagePatch.builder("m1").content(text("a drum")).build());
        assertThat(hits("cello")).isEmpty();
        assertThat(memory.drain().removed()).isPositive();
        requireRight();
    }

    @Test
    void whatTheIndexHasInAnotherVersionIsNotRecalled() {
        say("my cello");
        vectors.down = true;
        memory.updateMessages(
                RESOURCE,
                List.of(MessagePatch.builder("m0").content(text("a drum")).build()));
        vectors.down = false;
        assertThat(hits("cello")).isEmpty();
    }

    @Test
    void anotherModelGetsAnotherIndexWhichIndexPendingFills() {
        say("my cello", "a violin");
        try (Memory other = World.builder(storage, vectors)
                .embedder(new HashingEmbedder(64, 20))
                .build()) {
            assertThat(World.ids(other.recall(RecallRequest.builder(KEY)
                                    .query("cello")
                                    .options(options -> options.lastMessages(0))
                                    .build())
                            .hits()))
                    .isEmpty();
            assertThat(other.indexPending(100).indexed()).isEqualTo(2);
            assertThat(World.ids(other.recall(RecallRequest.builder(KEY)
                                    .query("cello")
                                    .options(options -> options.lastMessages(0))
                                    .build())
                            .hits()))
                    .startsWith("m0");
        }
        assertThat(vectors.listIndexes("memory-"))
                .extracting(index -> index.name())
                .containsExactly("memory-hashing-256", "memory-hashing-64");
    }

    @Test
    void anIndexThatWasDroppedIsFilledAgain() {
        say("my cello");
        vectors.dropIndex("memory-hashing-256");
        memory.append(KEY, List.of(message("m1", "a violin")));
        memory.drain();
        requireRight();
    }

    @Test
    void textThatNoVectorStoreTakesIsIndexedWithoutIt() {
        memory.append(
                KEY,
                List.of(NewMessage.builder(KEY.threadId())
                        .id("m0")
                        .content(Json.parse(
                                "{\"format\":2,\"parts\":[{\"type\":\"text\",\"text\":\"my \\u0000 cello \\ud800\"}]}"))
                        .build()));
        assertThat(hits("cello")).containsExactly("m0");
    }

    @Test
    void aMessageThatTheIndexCannotTakeDoesNotHoldUpTheOthers() {
        Memory wide = World.builder(storage, vectors)
                .indexPrefix("wide")
                .filterKey("long", dev.agentstorage.vector.KeyType.TEXT)
                .build();
        Json content = MessageContent.builder()
                .text("my cello")
                .metadata(Json.of(Map.of("long", "x".repeat(100_000))))
                .build();
        storage.memory()
                .saveMessages(
                        List.of(message("big", "").toBuilder().content(content).build(), message("m1", "a cello")));
        Maintenance done = wide.indexPending(10);
        assertThat(done.refused()).containsExactly("big");
        assertThat(storage.memory().pendingMessages("wide-hashing-256", 10)).isEmpty();
        assertThat(vectors.count("wide-hashing-256")).isOne();
    }

    /** A turn of the user in two browser tabs: neither message nor working memory is lost. */
    @Test
    void turnsAtTheSameTimeLoseNothing() throws InterruptedException, ExecutionException {
        Memory shared = World.builder(storage, vectors)
                .options(options ->
                        options.recall().workingMemory(working -> working.schema(Json.parse("{\"type\":\"object\"}"))))
                .build();
        int writers = 4;
        int turns = 20;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            CyclicBarrier start = new CyclicBarrier(writers);
            List<Future<Integer>> done = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                String name = "w" + writer;
                Callable<Integer> work = () -> {
                    start.await();
                    for (int turn = 0; turn < turns; turn++) {
                        shared.append(KEY, List.of(message(name + "-" + turn, "cello " + name + " " + turn)));
                        shared.updateWorkingMemory(KEY, "{\"" + name + "-" + turn + "\":" + turn + "}");
                    }
                    return turns;
                };
                done.add(threads.submit(work));
            }
            for (Future<Integer> one : done) {
                assertThat(one.get()).isEqualTo(turns);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(storage.memory().lastMessages(KEY.threadId(), 1_000)).hasSize(writers * turns);
        assertThat(Json.parse(shared.workingMemory(KEY).content().orElseThrow()).members())
                .hasSize(writers * turns);
        shared.indexPending(1_000);
        requireRight();
    }

    @Test
    void deletesDuringAppendsLeaveNoOrphan() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 50; round++) {
                String id = "r" + round;
                Future<Appended> append = threads.submit(() -> memory.append(KEY, List.of(message(id, "cello"))));
                Future<?> delete = threads.submit(() -> memory.deleteMessages(RESOURCE, List.of(id)));
                append.get();
                delete.get();
            }
        } finally {
            threads.shutdownNow();
        }
        memory.indexPending(1_000);
        Map<String, VectorRecord> all = records(vectors);
        assertThat(all.keySet()).isEqualTo(wanted(storage).keySet());
        assertThat(Optional.of(all.size()))
                .contains(storage.memory().lastMessages(KEY.threadId(), 1_000).size());
    }
}
