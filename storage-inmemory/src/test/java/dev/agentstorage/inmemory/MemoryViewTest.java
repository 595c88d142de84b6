package dev.agentstorage.inmemory;

import static dev.agentstorage.inmemory.MemoryFixture.BASE;
import static dev.agentstorage.inmemory.MemoryFixture.ids;
import static dev.agentstorage.inmemory.MemoryFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.store.Updated;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.PageRequest;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryViewTest {
    private final MemoryFixture memory = new MemoryFixture(Limits.STANDARD);
    private final MemoryStore all = memory.store;
    private final MemoryStore own = all.forResource("own");

    @BeforeEach
    void twoTenantsAndASharedThread() {
        memory.thread("mine", "own");
        memory.thread("theirs", "other");
        memory.messages("m", "mine", "own", 1, 3);
        memory.messages("n", "theirs", "other", 1, 3);
        all.saveMessages(List.of(message("guest", "mine", "other", 2)));
        all.saveResource(Resource.of("own"));
        all.saveResource(Resource.of("other"));
    }

    @Test
    void listingsGiveOnlyTheOwn() {
        assertThat(own.listThreads(ThreadQuery.ALL).toList())
                .extracting(ConversationThread::id)
                .containsExactly("mine");
        assertThat(ids(own.listMessages(MessageQuery.ofThread("mine")).toList()))
                .containsExactly("m1", "m2", "m3");
        assertThat(own.listMessages(MessageQuery.ofThread("theirs")).count()).isZero();
        assertThat(ids(own.lastMessages("mine", 9))).containsExactly("m1", "m2", "m3");
    }

    @Test
    void includesAndTheirNeighboursAreTheOwn() {
        List<MessageInclude> includes = List.of(
                MessageInclude.builder("m1").after(2).build(),
                MessageInclude.builder("n2").before(1).after(1).build());

        assertThat(ids(own.listMessages(MessageQuery.ofThread("mine"), includes, PageRequest.first(0))
                        .items()))
                .containsExactly("m1", "m2", "m3");
    }

    @Test
    void aForeignIdCannotBeTakenOverAndIsNotShown() {
        AlreadyExistsException thread =
                catchThrowableOfType(AlreadyExistsException.class, () -> own.saveThread(thread("theirs", "own")));
        assertThat(thread.code()).isEqualTo("thread-exists");
        assertThat(thread.stored(ConversationThread.class)).isEmpty();
        AlreadyExistsException message = catchThrowableOfType(
                AlreadyExistsException.class, () -> own.saveMessages(List.of(message("n1", "mine", "own", 9))));
        assertThat(message.code()).isEqualTo("message-exists");

        assertThat(all.getThread("theirs").orElseThrow().resourceId()).isEqualTo("other");
        assertThat(all.getMessage("n1").orElseThrow().threadId()).isEqualTo("theirs");
    }

    @Test
    void foreignThreadsAreMissingForWrites() {
        missing(() -> own.updateThread("theirs", ThreadPatch.ofTitle("x")));
        missing(() -> own.saveMessages(List.of(message("x", "theirs", "own", 9))));
        missing(() -> own.updateMessages(
                List.of(MessagePatch.builder("m1").threadId("theirs").build())));
        assertThat(own.deleteThread("theirs")).isFalse();
        assertThat(all.getThread("theirs")).isPresent();
    }

    @Test
    void foreignMessagesAreSkippedByUpdatesAndDeletes() {
        assertThat(own.updateMessages(
                        List.of(MessagePatch.builder("n1").type("x").build())))
                .isEqualTo(new Updated<>(List.of(), List.of("n1")));
        assertThat(own.deleteMessages(List.of("n1", "m1", "guest")).skipped()).containsExactly("n1", "guest");
        assertThat(own.deleteMessages(MessageQuery.ofThread("mine")).affected()).isEqualTo(2);
        assertThat(ids(all.listMessages(MessageQuery.ALL).toList())).containsExactly("n1", "guest", "n2", "n3");
    }

    @Test
    void pruningAndErasingTouchOnlyTheOwn() {
        assertThat(own.pruneMessages(BASE.plusSeconds(3), 10).affected()).isEqualTo(2);
        assertThat(own.eraseResource("own", BulkListener.NONE).done()).isTrue();

        assertThat(all.getThread("mine")).isEmpty();
        assertThat(ids(all.listMessages(MessageQuery.ALL).toList())).containsExactly("n1", "n2", "n3");
    }

    private static ConversationThread thread(String id, String resourceId) {
        return ConversationThread.builder(resourceId).id(id).createdAt(BASE).build();
    }

    private static void missing(ThrowingCallable call) {
        NotFoundException error = catchThrowableOfType(NotFoundException.class, call);
        assertThat(error).isNotNull();
        assertThat(error.code()).isEqualTo("thread-not-found");
    }
}
