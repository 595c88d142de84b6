package dev.agentstorage.store;

import static dev.agentstorage.store.Conversations.ids;
import static dev.agentstorage.store.Conversations.message;
import static dev.agentstorage.store.Conversations.messages;
import static dev.agentstorage.store.Conversations.micros;
import static dev.agentstorage.store.Conversations.resource;
import static dev.agentstorage.store.Conversations.saved;
import static dev.agentstorage.store.Conversations.stored;
import static dev.agentstorage.store.Conversations.thread;
import static dev.agentstorage.store.RecordedStores.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.PageRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryViewTest {
    private static final Scope OWN = Scope.resource("own");

    private final RecordedBackend<MemoryBackend> backend = new RecordedBackend<>(MemoryBackend.class);
    private final MemoryStore all = RecordedStores.factory().memory(backend);
    private final MemoryStore own = all.forResource("own");

    private static Message foreign(String id) {
        return stored(id, NOW).toBuilder().resourceId("other").build();
    }

    private void answerResource(int times) {
        for (int i = 0; i < times; i++) {
            backend.answer("resources.get", Optional.of(resource("own")));
        }
    }

    @Test
    void writesAreConfinedToTheResource() {
        backend.answer("threads.save", thread("t", "own")).answer("threads.update", thread("t", "own"));

        own.saveThread(thread("t", "own"));
        own.updateThread("t", ThreadPatch.ofTitle("x"));
        own.deleteThread("t");
        own.saveMessages(messages(1));
        own.updateMessages(List.of(MessagePatch.builder("m").build()));
        own.deleteMessages(List.of("m"));

        assertThat(backend.calls())
                .hasSize(6)
                .allSatisfy(call -> assertThat(call.arguments().get(0)).isEqualTo(OWN));
    }

    @Test
    void aMessageThatNamesNoResourceIsOfTheView() {
        own.saveMessages(messages(1));
        own.importMessages(List.of(message("m")));

        assertThat(backend.calls())
                .flatExtracting(Conversations::saved)
                .extracting(NewMessage::resourceId)
                .containsExactly(Optional.of("own"), Optional.of("own"));
    }

    @Test
    void queriesAreConfinedToTheResource() {
        own.listThreads().toList();
        own.listThreads(ThreadQuery.ofResource("own")).count();
        own.listMessages().toList();
        own.listMessages(MessageQuery.ofThread("t")).count();
        own.lastMessages("t", 1);
        own.deleteMessages(MessageQuery.ofThread("t"));
        own.pruneMessages(NOW, 1);

        assertThat(backend.calls().subList(0, 2))
                .extracting(call -> call.argument(0, ThreadQuery.class).resourceId())
                .containsExactly(Optional.of("own"), Optional.of("own"));
        assertThat(backend.calls().subList(2, 7))
                .hasSize(5)
                .allSatisfy(
                        call -> assertThat(call.argument(0, MessageQuery.class).resourceId())
                                .contains("own"));
    }

    @Test
    void aQueryForAnotherResourceFindsNothingAndAsksNothing() {
        MessageQuery foreign = MessageQuery.ofResource("other");
        List<MessageInclude> includes = List.of(MessageInclude.builder("m").build());

        assertThat(own.listThreads(ThreadQuery.ofResource("other")).toList()).isEmpty();
        assertThat(own.listThreads(ThreadQuery.ofResource("other")).count()).isZero();
        assertThat(own.listMessages(foreign)
                        .page(PageRequest.first().withTotal())
                        .total())
                .hasValue(0);
        assertThat(own.listMessages(foreign).count()).isZero();
        assertThat(own.listMessages(foreign, includes, PageRequest.first()).items())
                .isEmpty();
        assertThat(own.deleteMessages(foreign)).isEqualTo(new BulkResult(0, true));
        assertThat(own.getResource("other")).isEmpty();
        assertThat(backend.calls()).isEmpty();

        backend.close();
        backend.refuses(
                "storage-closed",
                () -> own.listThreads(ThreadQuery.ofResource("other")).toList());
        backend.refuses("storage-closed", () -> own.deleteMessages(foreign));
        backend.refuses("storage-closed", () -> own.getResource("other"));
    }

    @Test
    void whatIsReadByIdAndBelongsToAnotherIsMissing() {
        backend.answer("threads.get", Optional.of(thread("t", "other")))
                .answer("threads.get", Optional.of(thread("t", "own")))
                .answer("messages.get", List.of(foreign("a"), stored("b", NOW)));

        assertThat(own.getThread("t")).isEmpty();
        assertThat(own.getThread("t")).contains(thread("t", "own"));
        assertThat(ids(own.getMessages(List.of("a", "b")))).containsExactly("b");
    }

    @Test
    void aForeignMessageDoesNotRevealItsTime() {
        backend.answer(
                "messages.get",
                List.of(foreign("a").toBuilder().createdAt(NOW.plusSeconds(9)).build()));

        own.getMessages(List.of("a"));
        own.saveMessages(messages(1));

        assertThat(saved(backend.calls().get(1)).get(0).createdAt()).contains(NOW);
    }

    @Test
    void aStoreAndItsViewsGiveTheirMessagesOneOrder() {
        all.saveMessages(messages(1));
        own.saveMessages(messages(1));
        all.forResource("other").saveMessages(messages(1));

        assertThat(backend.calls())
                .flatExtracting(Conversations::saved)
                .extracting(NewMessage::createdAt)
                .containsExactly(Optional.of(NOW), Optional.of(micros(1)), Optional.of(micros(2)));
    }

    @Test
    void whatIsOutsideReachesNoBackend() {
        backend.refuses("outside-resource", () -> own.createThread(thread("t", "other")));
        backend.refuses("outside-resource", () -> own.saveThread(thread("t", "other")));
        backend.refuses("outside-resource", () -> own.moveThread("t", "other"));
        backend.refuses(
                "outside-resource",
                () -> own.cloneThread(
                        CloneRequest.builder("t").resourceId("other").build()));
        backend.refuses(
                "outside-resource",
                () -> own.saveMessage(
                        message("m").toBuilder().resourceId("other").build()));
        backend.refuses(
                "outside-resource",
                () -> own.importMessages(
                        List.of(message("m").toBuilder().resourceId("other").build())));
        backend.refuses(
                "outside-resource",
                () -> own.updateMessage(
                        MessagePatch.builder("m").resourceId("other").build()));
        backend.refuses("outside-resource", () -> own.saveResource(resource("other")));
        backend.refuses("outside-resource", () -> own.updateResource("other", ResourcePatch.EMPTY));
        backend.refuses("outside-resource", () -> own.deleteResource("other"));
        backend.refuses("outside-resource", () -> own.eraseResource("other"));
        backend.refuses("outside-resource", own::clear);
        backend.refuses("outside-resource", () -> own.forResource("other"));
        backend.refuses("id-blank", () -> own.forResource(" "));
        backend.refuses("id-too-long", () -> own.forResource("o".repeat(41)));
    }

    @Test
    void aViewOfTheSameResourceIsTheSame() {
        own.forResource("own").deleteThread("t");
        own.eraseResource("own");

        assertThat(backend.calls())
                .containsExactly(
                        new RecordedBackend.Call("threads.delete", List.of(OWN, "t", 3)),
                        new RecordedBackend.Call("eraseResource", List.of("own", 3)));
    }

    @Test
    void aMoveWithinTheResourceIsNone() {
        backend.answer("threads.get", Optional.of(thread("t", "own")))
                .answer("threads.get", Optional.of(thread("t", "other")));

        assertThat(own.moveThread("t", "own")).isEqualTo(thread("t", "own"));
        assertThat(catchThrowableOfType(NotFoundException.class, () -> own.moveThread("t", "own"))
                        .code())
                .isEqualTo("thread-not-found");
        assertThat(backend.arguments("threads.get", 0, String.class)).hasSize(2);
        assertThat(backend.calls()).hasSize(2);
    }

    @Test
    void theThreadOfAnotherThatExistsIsNotShown() {
        AlreadyExistsException exists = Refusals.threadExists("t", thread("t", "other"));
        backend.answer("threads.create", exists)
                .answer("threads.get", Optional.of(thread("s", "own")))
                .answer("threads.create", exists);

        AlreadyExistsException created =
                catchThrowableOfType(AlreadyExistsException.class, () -> own.createThread(thread("t", "own")));
        AlreadyExistsException cloned = catchThrowableOfType(
                AlreadyExistsException.class,
                () -> own.cloneThread(CloneRequest.builder("s").newThreadId("t").build()));

        assertThat(List.of(created, cloned)).allSatisfy(error -> {
            assertThat(error.code()).isEqualTo("thread-exists");
            assertThat(error.details()).hasToString("{threadId=t}");
            assertThat(error.stored(ConversationThread.class)).isEmpty();
            assertThat(error).hasNoCause();
            assertThat(error.getSuppressed()).isEmpty();
        });
    }

    @Test
    void theOwnThreadThatExistsIsShownAndAnotherErrorThrownAsItIs() {
        AlreadyExistsException exists = Refusals.threadExists("t", thread("t", "own"));
        AlreadyExistsException message = Refusals.messageExists("m");
        backend.answer("threads.create", exists).answer("threads.create", message);

        assertThat(catchThrowable(() -> own.createThread(thread("t", "own")))).isSameAs(exists);
        assertThat(catchThrowable(() -> own.createThread(thread("t", "own")))).isSameAs(message);
    }

    @Test
    void itsResourcesAreAtMostItsOwn() {
        assertThat(own.listResources().toList()).isEmpty();
        assertThat(own.listResources().count()).isZero();
        answerResource(7);
        Resource resource = resource("own");
        ResourceQuery filtered =
                ResourceQuery.builder().metadata(Json.of(Map.of("k", 1))).build();

        assertThat(own.listResources().toList()).containsExactly(resource);
        assertThat(own.listResources().count()).isEqualTo(1);
        assertThat(own.listResources(filtered).toList()).isEmpty();
        assertThat(own.listResources().page(PageRequest.of(1, 1)).items()).isEmpty();
        assertThat(own.listResources().slice(1).next()).isEmpty();
        Cursor end = own.listResources().end().orElseThrow();
        assertThat(own.listResources().slice(1, end).items()).isEmpty();

        assertThat(backend.calls()).hasSize(9).containsOnly(new RecordedBackend.Call("resources.get", List.of("own")));
    }

    @Test
    void aCursorOfItsResourcesIsComparedInTheirDirection() {
        Resource earlier = resource("own").toBuilder().createdAt(micros(-1)).build();
        for (Direction direction : Direction.values()) {
            Listing<Resource> listing = own.listResources(
                    ResourceQuery.builder().direction(direction).build());
            backend.answer("resources.get", Optional.of(resource("own")));
            Cursor end = listing.end().orElseThrow();
            for (int i = 0; i < 2; i++) {
                backend.answer("resources.get", Optional.of(earlier));
            }

            boolean ascending = direction == Direction.ASC;
            assertThat(listing.slice(1, end).items()).hasSize(ascending ? 0 : 1);
            assertThat(listing.until(end).toList()).hasSize(ascending ? 1 : 0);
        }
    }

    @Test
    void aCloneHasOnlyTheOwnMessages() {
        backend.answer("threads.get", Optional.of(thread("t", "own")))
                .answerWith("threads.create", arguments -> arguments.get(0))
                .answer("threads.get", Optional.of(thread("t", "own")))
                .answer("messages.get", List.of(foreign("a"), stored("b", NOW)))
                .answerWith("threads.create", arguments -> arguments.get(0));

        own.cloneThread(CloneRequest.builder("t").build());
        assertThat(own.cloneThread(CloneRequest.builder("t")
                                .messageIds(Set.of("a", "b"))
                                .build())
                        .messageIds())
                .containsOnlyKeys("b");

        assertThat(backend.arguments("messages.list", 0, MessageQuery.class))
                .extracting(MessageQuery::resourceId)
                .containsExactly(Optional.of("own"));
    }

    @Test
    void includesAreTheOwn() {
        List<MessageInclude> includes = List.of(MessageInclude.builder("m").build());

        own.listMessages(MessageQuery.ofThread("t"), includes, PageRequest.first(0));

        assertThat(backend.call())
                .isEqualTo(new RecordedBackend.Call("messages.listIncluded", List.of(includes, Optional.of("own"))));
    }
}
