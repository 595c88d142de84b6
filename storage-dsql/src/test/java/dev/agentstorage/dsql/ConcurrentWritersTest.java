package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.events.TransactionStatistics;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** No change is lost and no append fails because of concurrent writers; each test checks the final state. */
@ParameterizedClass
@EnumSource(Server.class)
class ConcurrentWritersTest {
    private static final int WRITERS = 8;

    private static Schema schema;
    private static Storage storage;
    private static MemoryStore memory;

    ConcurrentWritersTest(Server server) {
        assertThat(schema.server()).isEqualTo(server);
    }

    @BeforeParameterizedClassInvocation
    static void open(Server server) {
        schema = Schema.in(server);
        storage = schema.open();
        schema.awaitIndexes(storage);
        memory = storage.memory();
    }

    @AfterParameterizedClassInvocation
    static void close() {
        storage.close();
        schema.close();
    }

    @Test
    void patchesOfDifferentKeysOfAThreadAreAllKept() throws Exception {
        ConversationThread thread =
                memory.createThread(ConversationThread.builder("owner").build());
        together(writer -> {
            for (int i = 0; i < 10; i++) {
                memory.updateThread(thread.id(), ThreadPatch.ofMetadata(key(writer, i)));
            }
        });
        assertThat(memory.getThread(thread.id()).orElseThrow().metadata().members())
                .hasSize(WRITERS * 10);
    }

    @Test
    void appendsToOneThreadAreAllStoredOnceAndHardlyEverTwiceAttempted() throws Exception {
        ConversationThread thread =
                memory.createThread(ConversationThread.builder("owner").build());
        int appends = 200;
        var before = storage.unwrap(TransactionStatistics.class);
        together(writer -> {
            for (int i = 0; i < appends; i++) {
                memory.saveMessages(List.of(
                        NewMessage.builder(thread.id()).id(writer + "/" + i).build()));
            }
        });
        var after = storage.unwrap(TransactionStatistics.class);
        List<String> expected = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            for (int i = 0; i < appends; i++) {
                expected.add(writer + "/" + i);
            }
        }
        assertThat(memory.listMessages(MessageQuery.ofThread(thread.id())).stream()
                        .map(Message::id))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(after.attempts() - before.attempts() - (after.optionalRetries() - before.optionalRetries()))
                .as("an append and the bump of its thread, each attempted at most 1.1 times")
                .isLessThanOrEqualTo(WRITERS * appends * 21 / 10);
        assertThat(after.retries() - before.retries()).isLessThanOrEqualTo(WRITERS * appends / 10);
        assertLastMessageIsKnown(thread);
    }

    @Test
    void noneOfTheFirstAppendsToAThreadIsRetried() throws Exception {
        for (int round = 0; round < 10; round++) {
            ConversationThread thread =
                    memory.createThread(ConversationThread.builder("owner").build());
            var before = storage.unwrap(TransactionStatistics.class);
            together(
                    writer -> memory.saveMessage(NewMessage.builder(thread.id()).build()));
            var after = storage.unwrap(TransactionStatistics.class);
            assertThat(after.retries() - before.retries())
                    .as("inserts that were retried")
                    .isZero();
            assertLastMessageIsKnown(thread);
        }
    }

    /** After quiet; a bump may have been lost. */
    private static void assertLastMessageIsKnown(ConversationThread thread) {
        memory.refreshThreads(thread.resourceId());
        assertThat(memory.getThread(thread.id()).orElseThrow().lastMessageAt())
                .contains(memory.lastMessages(thread.id(), 1).get(0).createdAt());
    }

    @Test
    void patchesOfOneResourceAreAllKept() throws Exception {
        together(writer -> {
            for (int i = 0; i < 10; i++) {
                memory.updateResource("of-all", ResourcePatch.ofMetadata(key(writer, i)));
            }
        });
        assertThat(memory.getResource("of-all").orElseThrow().metadata().members())
                .hasSize(WRITERS * 10);
    }

    @Test
    void appendsAndPatchesOfOneThreadDoNotHarmEachOther() throws Exception {
        ConversationThread thread =
                memory.createThread(ConversationThread.builder("owner").build());
        together(writer -> {
            for (int i = 0; i < 12; i++) {
                if (writer % 2 == 0) {
                    memory.saveMessages(List.of(NewMessage.builder(thread.id()).build()));
                } else {
                    memory.updateThread(thread.id(), ThreadPatch.ofMetadata(key(writer, i)));
                }
            }
        });
        assertThat(memory.listMessages(MessageQuery.ofThread(thread.id())).count())
                .isEqualTo(WRITERS / 2 * 12L);
        assertThat(memory.getThread(thread.id()).orElseThrow().metadata().members())
                .hasSize(WRITERS / 2 * 12);
    }

    @Test
    void aConcurrentlyCreatedResourceHasTheChangesOfAllWriters() throws Exception {
        for (int round = 0; round < 10; round++) {
            String id = "created-at-once-" + round;
            together(writer -> memory.updateResource(id, ResourcePatch.ofMetadata(key(writer, 0))));
            assertThat(memory.getResource(id).orElseThrow().metadata().members())
                    .hasSize(WRITERS);
        }
    }

    @Test
    void ofWritersThatExpectOneVersionExactlyOneSucceeds() throws Exception {
        ConversationThread thread =
                memory.createThread(ConversationThread.builder("owner").build());
        Version version = thread.version();
        List<Integer> winners = Collections.synchronizedList(new ArrayList<>());
        together(writer -> {
            try {
                memory.updateThread(thread.id(), ThreadPatch.ofTitle("by " + writer), version);
                winners.add(writer);
            } catch (ConflictException e) {
                assertThat(e.code()).isEqualTo("version-conflict");
            }
        });
        assertThat(winners).hasSize(1);
        assertThat(memory.getThread(thread.id()).orElseThrow().title()).isEqualTo("by " + winners.get(0));
    }

    @Test
    void aDeleteThatRacesWithAppendsLeavesNoMessageWithoutItsThread() throws Exception {
        ConversationThread thread =
                memory.createThread(ConversationThread.builder("owner").build());
        together(writer -> {
            for (int i = 0; i < 20; i++) {
                if (writer == 0 && i == 10) {
                    memory.deleteThread(thread.id());
                }
                try {
                    memory.saveMessages(List.of(NewMessage.builder(thread.id()).build()));
                } catch (NotFoundException e) {
                    assertThat(e.code()).isEqualTo("thread-not-found");
                }
            }
        });
        assertThat(memory.getThread(thread.id())).isEmpty();
        assertThat(memory.listMessages(MessageQuery.ofThread(thread.id())).count())
                .isZero();
    }

    @Test
    void writersThatReplaceTheSameMessagesInOppositeOrderBothFinish() throws Exception {
        ConversationThread thread =
                memory.createThread(ConversationThread.builder("owner").build());
        together(writer -> {
            for (int i = 0; i < 10; i++) {
                List<NewMessage> batch = new ArrayList<>();
                for (int m = 0; m < 30; m++) {
                    int number = writer % 2 == 0 ? m : 29 - m;
                    batch.add(NewMessage.builder(thread.id())
                            .id(thread.id() + number)
                            .text("by " + writer)
                            .build());
                }
                memory.saveMessages(batch);
            }
        });
        assertThat(memory.listMessages(MessageQuery.ofThread(thread.id())).toList())
                .hasSize(30)
                .allSatisfy(message -> assertThat(message.content().text())
                        .isEqualTo(memory.lastMessages(thread.id(), 1)
                                .get(0)
                                .content()
                                .text()));
    }

    private static Json key(int writer, int number) {
        return Json.of(Map.of("w" + writer + "_" + number, true));
    }

    private interface Writing {
        void run(int writer) throws Exception;
    }

    private static void together(Writing writing) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(WRITERS);
        CyclicBarrier start = new CyclicBarrier(WRITERS);
        try {
            List<Callable<Void>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                writers.add(() -> {
                    start.await();
                    writing.run(writer);
                    return null;
                });
            }
            for (Future<Void> future : executor.invokeAll(writers)) {
                future.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
