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

import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
    private static final Instant FINE = Instant.parse("2025-05-05T05:05:05.999999999Z");
    private static final Instant COARSE = Instant.parse("2025-05-05T05:05:05.999999Z");
    private static final Json LOOSE = Json.parse("{ \"b\" : 1 }");
    private static final String LARGE = "x".repeat(1_001);

    private final RecordedBackend<MemoryBackend> backend = new RecordedBackend<>(MemoryBackend.class);
    private final MemoryStore store = RecordedStores.factory().memory(backend);

    private List<Instant> timesSaved(int call) {
        return saved(backend.calls().get(call)).stream()
                .map(message -> message.createdAt().orElseThrow())
                .toList();
    }

    @Test
    void aThreadIsSentInTheFormThatIsStored() {
        ConversationThread answer = thread("answer", "own");
        backend.answer("threads.create", answer);

        assertThat(store.createThread(thread("t", "own").toBuilder()
                        .metadata(LOOSE)
                        .createdAt(FINE)
                        .updatedAt(FINE)
                        .archivedAt(FINE)
                        .build()))
                .isSameAs(answer);

        ConversationThread sent = backend.call().argument(0, ConversationThread.class);
        assertThat(sent)
                .isEqualTo(thread("t", "own").toBuilder()
                        .metadata(Json.of(Map.of("b", 1)))
                        .createdAt(COARSE)
                        .updatedAt(COARSE)
                        .archivedAt(COARSE)
                        .build());
        assertThat(sent.metadata().text()).isEqualTo("{\"b\":1}");
        assertThat(backend.call().arguments().get(1)).isEqualTo(List.of());
    }

    @Test
    void metadataThatIsNullIsSentAsTheEmptyObject() {
        backend.answer("threads.save", thread("t", "own")).answer("resources.save", resource("r"));

        store.saveThread(
                thread("t", "own").toBuilder().metadata(Json.parse(" null ")).build());
        store.saveResource(resource("r").toBuilder().metadata(Json.NULL).build());

        assertThat(backend.arguments("threads.save", 1, ConversationThread.class))
                .containsExactly(thread("t", "own"));
        assertThat(backend.arguments("resources.save", 0, Resource.class)).containsExactly(resource("r"));
    }

    @Test
    void aThreadIsSavedWithTheVersionThatIsExpected() {
        ConversationThread thread = thread("t", "own");
        backend.answer("threads.save", thread).answer("threads.save", thread);

        store.saveThread(thread);
        store.saveThread(thread, thread.version());

        assertThat(backend.calls())
                .containsExactly(
                        new RecordedBackend.Call("threads.save", List.of(Scope.ALL, thread, Optional.empty())),
                        new RecordedBackend.Call(
                                "threads.save", List.of(Scope.ALL, thread, Optional.of(thread.version()))));
    }

    @Test
    void aPatchOfAThreadIsSentWithTheTimeOfTheChange() {
        Version version = thread("t", "own").version();
        backend.answer("threads.update", thread("t", "own")).answer("threads.update", thread("t", "own"));

        store.updateThread(
                "t", ThreadPatch.builder().metadata(LOOSE).archivedAt(FINE).build(), version);
        store.updateThread("t", ThreadPatch.builder().clearMetadata().build());

        ThreadPatch patch = backend.calls().get(0).argument(2, ThreadPatch.class);
        assertThat(patch.title()).isEmpty();
        assertThat(patch.metadata().value().orElseThrow().text()).isEqualTo("{\"b\":1}");
        assertThat(patch.archivedAt()).isEqualTo(Change.set(COARSE));
        assertThat(backend.calls().get(0).arguments())
                .containsExactly(Scope.ALL, "t", patch, Optional.of(version), NOW);
        assertThat(backend.calls().get(1).arguments())
                .containsExactly(
                        Scope.ALL, "t", ThreadPatch.builder().clearMetadata().build(), Optional.empty(), NOW);
    }

    @Test
    void messagesWithoutATimeAreStampedOneAfterTheOther() {
        store.saveMessages(messages(2));
        store.saveMessages(List.of(message("m2")));

        assertThat(timesSaved(0)).containsExactly(NOW, micros(1));
        assertThat(timesSaved(1)).containsExactly(micros(2));
        assertThat(backend.arguments("messages.save", 0, Scope.class)).containsExactly(Scope.ALL, Scope.ALL);
        assertThat(backend.arguments("messages.save", 2, Instant.class)).containsExactly(NOW, NOW);
    }

    @Test
    void messagesOfOneTimeAndThreadAreSentOneMicrosecondApart() {
        NewMessage.Builder given = message("a").toBuilder().createdAt(FINE);

        store.saveMessages(List.of(
                given.build(),
                given.id("b").build(),
                given.id("c").threadId("u").build()));

        assertThat(timesSaved(0)).containsExactly(COARSE, COARSE.plusNanos(1_000), COARSE);
    }

    @Test
    void messagesOfOneIdAreAllSentWithTheTimeOfTheFirst() {
        NewMessage first = message("a").toBuilder().createdAt(FINE).build();
        NewMessage again = message("a").toBuilder().text("other").createdAt(NOW).build();

        store.saveMessages(List.of(first, message("b"), again, again, again));

        List<NewMessage> sent = saved(backend.call());
        assertThat(sent).extracting(NewMessage::id).containsExactly("a", "b", "a", "a", "a");
        assertThat(sent.get(2)).isEqualTo(again.toBuilder().createdAt(COARSE).build());
        assertThat(sent.get(4)).isEqualTo(sent.get(2));
    }

    @Test
    void aMessageKeepsItsTextToTheCharacterAndNamesNoResourceByItself() {
        Json content = Json.parse(" { \"b\" : 1.50,\"a\":\"\\u0041\" }");
        Message answer = stored("answer", NOW);
        backend.answer("messages.save", List.of(answer));

        assertThat(store.saveMessage(message("m").toBuilder().content(content).build()))
                .isSameAs(answer);

        NewMessage sent = saved(backend.call()).get(0);
        assertThat(sent.content().text()).isEqualTo(content.text());
        assertThat(sent.resourceId()).isEmpty();
    }

    @Test
    void aMessageFollowsThoseOfItsThreadThatLieWithinTheLead() {
        Instant near = NOW.plusSeconds(30);
        backend.answer("messages.list", List.of(stored("far", NOW.plusSeconds(90)), stored("near", near)))
                .answer("messages.save", List.of(stored("m", near.plusSeconds(9))));

        store.lastMessages("t", 2);
        store.saveMessages(List.of(message("b").toBuilder().threadId("u").build(), message("m")));
        store.saveMessages(messages(1));

        assertThat(timesSaved(1)).containsExactly(NOW, near.plusNanos(1_000));
        assertThat(timesSaved(2)).containsExactly(near.plusSeconds(9).plusNanos(1_000));
    }

    @Test
    void aMessageFollowsThoseThatWereReadByIdOrListed() {
        backend.answer("messages.get", List.of(stored("m", NOW.plusSeconds(5))))
                .answer("messages.list", List.of(stored("m", NOW.plusSeconds(7))));

        store.getMessages(List.of("m"));
        store.saveMessages(messages(1));
        store.listMessages(MessageQuery.ofThread("t")).toList();
        store.saveMessages(messages(1));

        assertThat(timesSaved(1)).containsExactly(NOW.plusSeconds(5).plusNanos(1_000));
        assertThat(timesSaved(3)).containsExactly(NOW.plusSeconds(7).plusNanos(1_000));
    }

    @Test
    void theNewestMessagesAreAskedForAndGivenOldestFirst() {
        backend.answer("messages.list", List.of(stored("b", micros(1)), stored("a", NOW)));

        assertThat(ids(store.lastMessages("t", 7))).containsExactly("a", "b");

        assertThat(backend.call())
                .isEqualTo(new RecordedBackend.Call(
                        "messages.list",
                        List.of(
                                MessageQuery.builder()
                                        .threadId("t")
                                        .direction(Direction.DESC)
                                        .build(),
                                Window.offset(0, 7))));
    }

    @Test
    void messagesAreReadByIdInChunksAndSorted() {
        backend.answer("messages.get", List.of(stored("b", micros(1)), stored("a", micros(2))))
                .answer("messages.get", List.of(stored("d", NOW)));

        assertThat(ids(store.getMessages(List.of("a", "b", "c", "a", "d")))).containsExactly("d", "b", "a");
        assertThat(store.getMessage("e")).isEmpty();

        assertThat(backend.arguments("messages.get", 0, List.class))
                .containsExactly(List.of("a", "b", "c"), List.of("d"), List.of("e"));
    }

    @Test
    void patchesOfMessagesAreSentInTheirOrderAndWhatIsMissingIsNamed() {
        MessagePatch first = MessagePatch.builder("a").content(LOOSE).build();
        MessagePatch second = MessagePatch.builder("b").type("x").build();
        MessagePatch third = MessagePatch.builder("a").threadId("u").build();
        Message changed = stored("a", NOW);
        backend.answer("messages.update", List.of(changed));

        assertThat(store.updateMessages(List.of(first, second, third)))
                .isEqualTo(new Updated<>(List.of(changed), List.of("b")));

        assertThat(backend.call().arguments()).containsExactly(Scope.ALL, List.of(first, second, third), NOW);
    }

    @Test
    void aMissingMessageIsAnErrorOfItsUpdate() {
        NotFoundException error = catchThrowableOfType(
                NotFoundException.class,
                () -> store.updateMessage(MessagePatch.builder("m").type("x").build()));

        assertThat(error.code()).isEqualTo("message-not-found");
        assertThat(error.details()).hasToString("{messageId=m}");
    }

    @Test
    void nothingIsAskedForNothing() {
        assertThat(store.saveMessages(List.of())).isEmpty();
        assertThat(store.updateMessages(List.of())).isEqualTo(new Updated<>(List.of(), List.of()));
        assertThat(store.getMessages(List.of())).isEmpty();
        assertThat(store.deleteMessages(List.of())).isEqualTo(new BulkResult(0, true));
        assertThat(store.importMessages(List.of())).isEqualTo(new BulkResult(0, true));
        assertThat(backend.calls()).isEmpty();

        backend.close();
        backend.refuses("storage-closed", () -> store.saveMessages(List.of()));
        backend.refuses("storage-closed", () -> store.updateMessages(List.of()));
        backend.refuses("storage-closed", () -> store.getMessages(List.of()));
        backend.refuses("storage-closed", () -> store.deleteMessages(List.of()));
        backend.refuses("storage-closed", () -> store.importMessages(List.of()));
    }

    @Test
    void aBatchOverTheLimitIsRefusedWithTheWayOut() {
        MemoryStore narrow = RecordedStores.factory(new Limits(40, 50, 1_000, 2_000, 4_000, 9, 1_000))
                .memory(backend);
        List<NewMessage> heavy = messages(3).stream()
                .map(message -> message.toBuilder().text("x".repeat(400)).build())
                .toList();

        TooLargeException rows = catchThrowableOfType(TooLargeException.class, () -> store.saveMessages(messages(4)));
        TooLargeException bytes = catchThrowableOfType(TooLargeException.class, () -> narrow.saveMessages(heavy));

        assertThat(rows.code()).isEqualTo("batch-too-large");
        assertThat(rows.field()).isEqualTo("messages");
        assertThat(rows.limit()).isEqualTo(3);
        assertThat(rows.details().get("hint").toString()).contains("importMessages");
        assertThat(bytes.code()).isEqualTo("batch-too-large");
        assertThat(bytes.field()).isEqualTo("bytes");
        assertThat(bytes.limit()).isEqualTo(1_000);
        backend.refuses(
                "batch-too-large",
                () -> store.updateMessages(List.of(
                        MessagePatch.builder("a").build(),
                        MessagePatch.builder("a").build(),
                        MessagePatch.builder("a").build(),
                        MessagePatch.builder("a").build())));
        assertThat(backend.calls()).isEmpty();
    }

    @Test
    void whatIsInvalidReachesNoBackend() {
        ConversationThread thread = thread("t", "own");
        backend.refuses("id-blank", () -> store.getThread(" "));
        backend.refuses("null-argument", () -> store.createThread(null));
        backend.refuses("null-argument", () -> store.saveThread(thread, null));
        backend.refuses("null-argument", () -> store.updateThread("t", null));
        backend.refuses("null-argument", () -> store.saveMessages(Arrays.asList(message("a"), null)));
        backend.refuses("null-argument", () -> store.deleteThread("t", null));
        backend.refuses("id-blank", () -> store.moveThread("t", ""));
        backend.refuses("text-unstorable", () -> store.getMessages(List.of("a", "b\0")));
        backend.refuses(
                "text-unstorable",
                () -> store.createThread(thread.toBuilder().title("\ud800").build()));
        backend.refuses(
                "instant-out-of-range",
                () -> store.createThread(
                        thread.toBuilder().createdAt(Instant.MAX).build()));
        backend.refuses("json-not-object", () -> store.updateThread("t", ThreadPatch.ofMetadata(Json.of(1))));
        backend.refuses(
                "json-not-object",
                () -> store.updateMessage(
                        MessagePatch.builder("m").content(Json.of("x")).build()));
        backend.refuses("json-not-object", () -> store.updateResource("r", ResourcePatch.ofMetadata(Json.of(1))));
        backend.refuses("limit-not-positive", () -> store.lastMessages("t", 0));
    }

    @Test
    void whatIsTooLargeReachesNoBackend() {
        String longId = "i".repeat(41);
        backend.refuses("id-too-long", () -> store.getThread(longId));
        backend.refuses("id-too-long", () -> store.getMessage(longId));
        backend.refuses("id-too-long", () -> store.eraseResource(longId));
        backend.refuses("value-too-large", () -> store.updateThread("t", ThreadPatch.ofTitle(LARGE)));
        backend.refuses(
                "value-too-large",
                () -> store.saveResource(
                        resource("r").toBuilder().workingMemory(LARGE).build()));
        backend.refuses(
                "value-too-large",
                () -> store.saveMessage(message("m").toBuilder().text(LARGE).build()));
        backend.refuses(
                "name-too-long",
                () -> store.saveMessage(
                        message("m").toBuilder().type("x".repeat(51)).build()));
        backend.refuses(
                "value-too-large", () -> store.updateThread("t", ThreadPatch.ofMetadata(Json.of(Map.of("x", LARGE)))));
    }

    @Test
    void ofSeveralErrorsTheFirstOfTheOrderIsThrown() {
        String longId = "i".repeat(41);
        ConversationThread large =
                thread(longId, "other").toBuilder().title(LARGE).build();
        MemoryStore own = store.forResource("own");
        MemoryStore closed = RecordedStores.closed().memory(backend);

        backend.refuses("storage-closed", () -> closed.createThread(null));
        backend.refuses("storage-closed", () -> closed.saveMessages(null));
        backend.refuses("storage-closed", () -> closed.listThreads(null));
        backend.refuses(
                "text-unstorable",
                () -> own.createThread(large.toBuilder().title("\0").build()));
        backend.refuses("null-argument", () -> own.deleteThread(longId, null));
        assertThat(catchThrowableOfType(TooLargeException.class, () -> own.createThread(large))
                        .field())
                .isEqualTo("id");
        backend.refuses("id-too-long", () -> own.createThread(large));
        backend.refuses("outside-resource", () -> own.createThread(thread("t", "other")));

        backend.close();
        backend.refuses("id-too-long", () -> own.createThread(large));
        backend.refuses("storage-closed", () -> own.createThread(thread("t", "other")));
    }

    @Test
    void anErrorOfTheBackendIsThrownAsItIs() {
        UnavailableException away = new UnavailableException("unavailable", "away", Map.of());
        OutcomeUnknownException lost = new OutcomeUnknownException("outcome-unknown", "lost", Map.of());
        NotFoundException missing = Refusals.threadNotFound("t");
        TooLargeException merged = Refusals.valueTooLarge("metadata", 1_000, 1_001, "less");
        IllegalStateException defect = new IllegalStateException("defect");
        backend.answer("threads.get", away)
                .answer("threads.create", lost)
                .answer("threads.save", lost)
                .answer("threads.update", merged)
                .answer("messages.save", missing)
                .answer("messages.update", lost)
                .answer("messages.list", away)
                .answer("messages.get", defect)
                .answer("resources.save", lost)
                .answer("resources.update", merged)
                .answer("resources.delete", lost);
        ConversationThread thread = thread("t", "own");

        assertThrown(away, () -> store.getThread("t"));
        assertThrown(lost, () -> store.createThread(thread));
        assertThrown(lost, () -> store.saveThread(thread));
        assertThrown(merged, () -> store.updateThread("t", ThreadPatch.EMPTY));
        assertThrown(missing, () -> store.saveMessages(messages(1)));
        assertThrown(lost, () -> store.updateMessage(MessagePatch.builder("m").build()));
        assertThrown(away, () -> store.lastMessages("t", 1));
        assertThrown(defect, () -> store.getMessage("m"));
        assertThrown(lost, () -> store.saveResource(resource("r")));
        assertThrown(merged, () -> store.updateResource("r", ResourcePatch.EMPTY));
        assertThrown(lost, () -> store.deleteResource("r"));
        assertThat(backend.calls()).hasSize(11);
    }

    private static void assertThrown(Throwable error, ThrowingCallable call) {
        assertThat(catchThrowable(call)).isSameAs(error);
    }

    @Test
    void aThreadThatExistsIsShown() {
        ConversationThread other = thread("t", "other");
        Throwable exists = Refusals.threadExists("t", other);
        backend.answer("threads.create", exists);

        assertThrown(exists, () -> store.createThread(thread("t", "own")));
    }

    @Test
    void aBatchThatWasNotStoredTakesTheTimesThatTheStoreGaveButNotThoseChosen() {
        backend.answer("messages.save", Refusals.threadNotFound("t"))
                .answer("messages.save", Refusals.threadNotFound("t"));
        NewMessage chosen =
                message("a").toBuilder().createdAt(NOW.plusSeconds(9)).build();

        assertThat(catchThrowable(() -> store.saveMessage(chosen))).isInstanceOf(NotFoundException.class);
        assertThat(catchThrowable(() -> store.saveMessages(messages(1)))).isInstanceOf(NotFoundException.class);
        store.saveMessages(messages(1));

        assertThat(timesSaved(1)).containsExactly(NOW);
        assertThat(timesSaved(2)).containsExactly(micros(1));
    }

    @Test
    void resourcesAreSentInTheFormThatIsStored() {
        Resource given = resource("r").toBuilder()
                .workingMemory(" text ")
                .metadata(LOOSE)
                .createdAt(FINE)
                .build();
        backend.answer("resources.save", resource("r")).answer("resources.update", resource("r"));

        store.saveResource(given, given.version());
        store.updateResource("r", ResourcePatch.ofMetadata(LOOSE));
        assertThat(store.deleteResource("r")).isFalse();
        assertThat(store.getResource("r")).isEmpty();

        Resource sent = backend.calls().get(0).argument(0, Resource.class);
        assertThat(sent)
                .isEqualTo(given.toBuilder()
                        .metadata(LOOSE.canonical())
                        .createdAt(COARSE)
                        .build());
        assertThat(sent.metadata().text()).isEqualTo("{\"b\":1}");
        assertThat(backend.calls().get(0).arguments().get(1)).isEqualTo(Optional.of(given.version()));
        ResourcePatch patch = backend.calls().get(1).argument(1, ResourcePatch.class);
        assertThat(patch.metadata().value().orElseThrow().text()).isEqualTo("{\"b\":1}");
        assertThat(backend.calls().get(1).arguments()).containsExactly("r", patch, Optional.empty(), NOW);
        assertThat(backend.calls().subList(2, 4))
                .containsExactly(
                        new RecordedBackend.Call("resources.delete", List.of("r")),
                        new RecordedBackend.Call("resources.get", List.of("r")));
    }
}
