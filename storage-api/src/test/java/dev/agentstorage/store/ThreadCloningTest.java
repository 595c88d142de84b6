package dev.agentstorage.store;

import static dev.agentstorage.store.Conversations.ids;
import static dev.agentstorage.store.Conversations.micros;
import static dev.agentstorage.store.Conversations.stored;
import static dev.agentstorage.store.Conversations.thread;
import static dev.agentstorage.store.RecordedStores.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.CloneResult;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ThreadCloningTest {
    private final RecordedBackend<MemoryBackend> backend = new RecordedBackend<>(MemoryBackend.class);
    private final MemoryStore store = RecordedStores.factory().memory(backend);

    private void answerSource(Message... newestFirst) {
        backend.answer("threads.get", Optional.of(thread("t", "own")))
                .answer("messages.list", List.of(newestFirst))
                .answerWith("threads.create", arguments -> arguments.get(0));
    }

    @Test
    void aCopyIsStoredWithItsMessagesInOneChange() {
        answerSource(stored("b", micros(1)), stored("a", NOW));

        CloneResult copy = store.cloneThread(CloneRequest.builder("t")
                .newThreadId("copy")
                .resourceId("other")
                .metadata(Json.parse("{ \"k\" : 1 }"))
                .build());

        RecordedBackend.Call create = backend.calls().get(2);
        ConversationThread created = create.argument(0, ConversationThread.class);
        assertThat(created)
                .isEqualTo(ConversationThread.builder("other")
                        .id("copy")
                        .title("Clone of Title of t")
                        .metadata(Json.of(Map.of(
                                "k",
                                1,
                                "clone",
                                Map.of("sourceThreadId", "t", "clonedAt", NOW.toString(), "lastMessageId", "b"))))
                        .createdAt(NOW)
                        .updatedAt(NOW)
                        .lastMessageAt(micros(1))
                        .build());
        assertThat(copy.thread()).isEqualTo(created);
        assertThat(create.arguments().get(1)).isEqualTo(copy.messages());
        assertThat(copy.messages()).extracting(Message::createdAt).containsExactly(NOW, micros(1));
        assertThat(copy.messages()).allSatisfy(message -> {
            assertThat(message.threadId()).isEqualTo("copy");
            assertThat(message.resourceId()).isEqualTo("other");
        });
        assertThat(copy.messageIds().keySet()).containsExactlyInAnyOrder("a", "b");
        assertThat(copy.messageIds().get("b")).isEqualTo(copy.messages().get(1).id());
    }

    @Test
    void aCopyOfNothingHasTheSourcesResourceAndANewId() {
        backend.answer(
                        "threads.get",
                        Optional.of(thread("t", "own").toBuilder().title("").build()))
                .answerWith("threads.create", arguments -> arguments.get(0));

        ConversationThread copy =
                store.cloneThread(CloneRequest.builder("t").build()).thread();

        assertThat(copy.id()).isNotBlank().isNotEqualTo("t");
        assertThat(copy.resourceId()).isEqualTo("own");
        assertThat(copy.title()).isEmpty();
        assertThat(copy.metadata().at("/clone/lastMessageId")).isEmpty();
    }

    @Test
    void messagesOfOneTimeAreCopiedInTheirOrder() {
        answerSource(stored("b", NOW), stored("a", NOW));

        CloneResult copy = store.cloneThread(CloneRequest.builder("t").build());

        assertThat(ids(copy.messages()))
                .isSorted()
                .containsExactly(copy.messageIds().get("a"), copy.messageIds().get("b"));
    }

    @Test
    void theNewestAreRequestedAndOneMoreThanTheLimit() {
        answerSource(stored("c", micros(2)), stored("b", micros(1)), stored("a", NOW));
        answerSource(stored("c", micros(2)));
        TimeRange range = TimeRange.from(NOW);

        TooLargeException error = catchThrowableOfType(
                TooLargeException.class,
                () -> store.cloneThread(CloneRequest.builder("t").build()));
        store.cloneThread(CloneRequest.builder("t").messageLimit(1).range(range).build());

        assertThat(error.code()).isEqualTo("batch-too-large");
        assertThat(error.field()).isEqualTo("messages");
        assertThat(error.limit()).isEqualTo(2);
        assertThat(backend.arguments("messages.list", 1, Window.class))
                .containsExactly(
                        Window.offset(0, 3).ofAll(), Window.offset(0, 1).ofAll());
        MessageQuery query =
                MessageQuery.builder().threadId("t").direction(Direction.DESC).build();
        assertThat(backend.arguments("messages.list", 0, MessageQuery.class))
                .containsExactly(query, query.toBuilder().range(range).build());
        assertThat(backend.arguments("threads.create", 0, ConversationThread.class))
                .hasSize(1);
    }

    @Test
    void messagesThatAreTogetherTooLargeAreRefused() {
        MemoryStore narrow = RecordedStores.factory(new Limits(40, 50, 1_000, 2_000, 4_000, 3, 100))
                .memory(backend);
        answerSource(stored("a", NOW));

        TooLargeException error = catchThrowableOfType(
                TooLargeException.class,
                () -> narrow.cloneThread(CloneRequest.builder("t").build()));

        assertThat(error.field()).isEqualTo("bytes");
        assertThat(error.limit()).isEqualTo(100);
        assertThat(backend.arguments("threads.create", 0, ConversationThread.class))
                .isEmpty();
    }

    @Test
    void aCopyOfGivenMessagesIsWithoutThoseOfOtherThreads() {
        backend.answer("threads.get", Optional.of(thread("t", "own")))
                .answer(
                        "messages.get",
                        List.of(
                                stored("c", micros(2)),
                                stored("a", NOW),
                                stored("x", NOW).toBuilder().threadId("u").build()))
                .answer("messages.get", List.of(stored("d", micros(3))))
                .answerWith("threads.create", arguments -> arguments.get(0));

        CloneResult copy = store.cloneThread(CloneRequest.builder("t")
                .messageIds(Set.of("a", "c", "d", "x"))
                .messageLimit(2)
                .build());

        assertThat(copy.messageIds()).containsOnlyKeys("c", "d");
        assertThat(copy.messages()).extracting(Message::createdAt).containsExactly(micros(2), micros(3));
        assertThat(backend.arguments("messages.get", 0, List.class))
                .extracting(given -> given.size())
                .containsExactly(3, 1);
    }

    @Test
    void aSourceThatIsMissingOrForeignIsAnError() {
        CloneRequest request = CloneRequest.builder("t").build();
        backend.answer("threads.get", Optional.empty()).answer("threads.get", Optional.of(thread("t", "other")));

        for (MemoryStore each : List.of(store, store.forResource("own"))) {
            NotFoundException error = catchThrowableOfType(NotFoundException.class, () -> each.cloneThread(request));
            assertThat(error.code()).isEqualTo("clone-source-not-found");
            assertThat(error.details()).hasToString("{threadId=t}");
        }
        assertThat(backend.calls()).hasSize(2);
    }

    @Test
    void whatIsInvalidReachesNoBackend() {
        CloneRequest.Builder request = CloneRequest.builder("t");
        backend.refuses("null-argument", () -> store.cloneThread(null));
        backend.refuses(
                "id-blank", () -> store.cloneThread(CloneRequest.builder(" ").build()));
        backend.refuses(
                "json-not-object",
                () -> store.cloneThread(request.metadata(Json.of(1)).build()));
        request.metadata(Json.EMPTY_OBJECT);
        backend.refuses(
                "id-too-long",
                () -> store.cloneThread(request.newThreadId("i".repeat(41)).build()));
        request.newThreadId("copy");
        backend.refuses(
                "outside-resource",
                () -> store.forResource("own")
                        .cloneThread(request.resourceId("other").build()));
    }

    @Test
    void anErrorOfTheBackendIsThrownAsItIsAndItsMessagesAreNotSeen() {
        OutcomeUnknownException lost = new OutcomeUnknownException("outcome-unknown", "lost", Map.of());
        Instant late = NOW.plusSeconds(9);
        backend.answer("threads.get", Optional.of(thread("t", "own")))
                .answer("messages.list", List.of(stored("a", late)))
                .answer("threads.create", lost);

        assertThat(catchThrowable(() -> store.cloneThread(
                        CloneRequest.builder("t").newThreadId("copy").build())))
                .isSameAs(lost);

        store.saveMessages(
                List.of(Conversations.message("m").toBuilder().threadId("copy").build()));
        assertThat(Conversations.saved(backend.calls().get(3)).get(0).createdAt())
                .contains(NOW);
    }
}
