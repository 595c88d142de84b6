package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bulk work on 24 MiB in few rows, more than one transaction of DSQL may change. */
@Tag("slow")
class BulkSizeTest {
    private static final int MESSAGES = 120;

    private static Schema schema;
    private static Storage storage;
    private static MemoryStore memory;

    @BeforeAll
    static void start() {
        schema = Schema.in(Server.DSQL);
        storage = schema.open();
        memory = storage.memory();
    }

    @AfterAll
    static void stop() {
        storage.close();
        schema.close();
    }

    @Test
    void aThreadIsMovedWithAllItsMessages() {
        ConversationThread thread = largeThread("mover");
        assertThat(memory.moveThread(thread.id(), "new-owner").resourceId()).isEqualTo("new-owner");
        try (Stream<Message> all = memory.listMessages(MessageQuery.ofThread(thread.id())).stream()) {
            assertThat(all.map(Message::resourceId)).hasSize(MESSAGES).containsOnly("new-owner");
        }
    }

    @Test
    void aThreadIsDeletedWithAllItsMessages() {
        ConversationThread thread = largeThread("deleter");
        List<Long> heard = new ArrayList<>();
        assertThat(memory.deleteThread(thread.id(), heard::add)).isTrue();
        assertThat(heard).endsWith(MESSAGES + 1L);
        assertThat(memory.listMessages(MessageQuery.ofThread(thread.id())).count())
                .isZero();
    }

    @Test
    void aResourceIsErasedWithAllItsMessages() {
        ConversationThread thread = largeThread("eraser");
        assertThat(memory.eraseResource("eraser", BulkListener.NONE).affected()).isEqualTo(MESSAGES + 1L);
        assertThat(memory.getThread(thread.id())).isEmpty();
    }

    private static ConversationThread largeThread(String owner) {
        ConversationThread thread =
                memory.createThread(ConversationThread.builder(owner).build());
        String text = "x".repeat(200 * 1024);
        memory.importMessages(IntStream.range(0, MESSAGES)
                .mapToObj(i -> NewMessage.builder(thread.id())
                        .content(MessageContent.text(text))
                        .build())
                .toList());
        return thread;
    }
}
