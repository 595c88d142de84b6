package dev.agentstorage.inmemory;

import static dev.agentstorage.inmemory.MemoryFixture.BASE;
import static dev.agentstorage.inmemory.MemoryFixture.ids;
import static dev.agentstorage.inmemory.MemoryFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
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
    void whatBelongsToAnotherIsNotFound() {
        assertThat(own.getThread("theirs")).isEmpty();
        assertThat(own.getMessage("n1")).isEmpty();
        assertThat(ids(own.getMessages(List.of("m1", "n1", "guest")))).containsExactly("m1");
        assertThat(own.getResource("other")).isEmpty();
        assertThat(own.getThread("mine")).isPresent();
        assertThat(own.getResource("own")).isPresent();
    }

    @Test
    void listingsGiveOnlyTheOwn() {
        assertThat(own.listThreads(ThreadQuery.ALL).toList())
                .extracting(ConversationThread::id)
                .containsExactly("mine");
        assertThat(own.listThreads(ThreadQuery.ofResource("other")).toList()).isEmpty();
        assertThat(ids(own.listMessages(MessageQuery.ofThread("mine")).toList()))
                .containsExactly("m1", "m2", "m3");
        assertThat(own.listMessages(MessageQuery.ofThread("theirs")).count()).isZero();
        assertThat(own.listMessages(MessageQuery.ofResource("other")).toList()).isEmpty();
        assertThat(ids(own.lastMessages("mine", 9))).containsExactly("m1", "m2", "m3");
        assertThat(own.listResources().toList()).extracting(Resource::id).containsExactly("own");
        assertThat(own.listResources().slice(1).next()).isEmpty();
    }

    @Test
    void includesAndTheirNeighboursAreTheOwn() {
        List<MessageInclude> includes = List.of(
                MessageInclude.builder("m1").after(2).build(),
                MessageInclude.builder("n2").before(1).after(1).build());

        assertThat(ids(own.listMessages(MessageQuery.ofThread("mine"), includes, PageRequest.first(0))
                        .items()))
                .containsExactly("m1", "m2", "m3");
        assertThat(own.listMessages(MessageQuery.ofResource("other"), includes, PageRequest.first(5))
                        .items())
                .isEmpty();
    }

    @Test
    void writesInTheNameOfAnotherAreRefused() {
        outside(() -> own.createThread(thread("new", "other")));
        outside(() -> own.saveThread(thread("new", "other")));
        outside(() -> own.saveMessages(List.of(message("x", "mine", "other", 9))));
        outside(() -> own.updateMessages(
                List.of(MessagePatch.builder("m1").resourceId("other").build())));
        outside(() -> own.moveThread("mine", "other"));
        outside(() ->
                own.cloneThread(CloneRequest.builder("mine").resourceId("other").build()));
        outside(() -> own.saveResource(Resource.of("other")));
        outside(() -> own.updateResource("other", ResourcePatch.EMPTY));
        outside(() -> own.deleteResource("other"));
        outside(() -> own.eraseResource("other", BulkListener.NONE));
        outside(own::clear);
        outside(() -> own.forResource("other"));
        assertThat(own.moveThread("mine", "own").resourceId()).isEqualTo("own");
    }

    @Test
    void aForeignIdCanNotBeTakenOverAndIsNotShown() {
        for (ThrowingCallable write : List.<ThrowingCallable>of(
                () -> own.createThread(thread("theirs", "own")),
                () -> own.saveThread(thread("theirs", "own")),
                () -> own.cloneThread(
                        CloneRequest.builder("mine").newThreadId("theirs").build()))) {
            AlreadyExistsException error = catchThrowableOfType(AlreadyExistsException.class, write);
            assertThat(error.code()).isEqualTo("thread-exists");
            assertThat(error.stored(ConversationThread.class)).isEmpty();
        }
        AlreadyExistsException message = catchThrowableOfType(
                AlreadyExistsException.class, () -> own.saveMessages(List.of(message("n1", "mine", "own", 9))));
        assertThat(message.code()).isEqualTo("message-exists");

        assertThat(all.getThread("theirs").orElseThrow().resourceId()).isEqualTo("other");
        assertThat(all.getMessage("n1").orElseThrow().threadId()).isEqualTo("theirs");
    }

    @Test
    void foreignThreadsAreMissingForWrites() {
        missing(() -> own.updateThread("theirs", ThreadPatch.ofTitle("x")));
        missing(() -> own.moveThread("theirs", "own"));
        missing(() -> own.saveMessages(List.of(message("x", "theirs", "own", 9))));
        missing(() -> own.updateMessages(
                List.of(MessagePatch.builder("m1").threadId("theirs").build())));
        assertThat(catchThrowableOfType(
                                NotFoundException.class,
                                () -> own.cloneThread(
                                        CloneRequest.builder("theirs").build()))
                        .code())
                .isEqualTo("clone-source-not-found");
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
        assertThat(own.deleteMessages(MessageQuery.ofResource("other")).affected())
                .isZero();
        assertThat(ids(all.listMessages(MessageQuery.ALL).toList())).containsExactly("n1", "guest", "n2", "n3");
    }

    @Test
    void pruningAndErasingTouchOnlyTheOwn() {
        assertThat(own.pruneMessages(BASE.plusSeconds(3), 10).affected()).isEqualTo(2);
        assertThat(own.eraseResource("own", BulkListener.NONE).done()).isTrue();

        assertThat(all.getThread("mine")).isEmpty();
        assertThat(ids(all.listMessages(MessageQuery.ALL).toList())).containsExactly("n1", "n2", "n3");
    }

    @Test
    void aCloneHasOnlyTheOwnMessages() {
        assertThat(own.cloneThread(CloneRequest.builder("mine").build()).messageIds())
                .containsOnlyKeys("m1", "m2", "m3");
    }

    private static ConversationThread thread(String id, String resourceId) {
        return ConversationThread.builder(resourceId).id(id).createdAt(BASE).build();
    }

    private static void outside(ThrowingCallable call) {
        InvalidRequestException error = catchThrowableOfType(InvalidRequestException.class, call);
        assertThat(error).isNotNull();
        assertThat(error.code()).isEqualTo("outside-resource");
    }

    private static void missing(ThrowingCallable call) {
        NotFoundException error = catchThrowableOfType(NotFoundException.class, call);
        assertThat(error).isNotNull();
        assertThat(error.code()).isEqualTo("thread-not-found");
    }
}
