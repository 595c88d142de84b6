package dev.agentstorage.store;

import static dev.agentstorage.store.Conversations.ids;
import static dev.agentstorage.store.Conversations.message;
import static dev.agentstorage.store.Conversations.messages;
import static dev.agentstorage.store.Conversations.micros;
import static dev.agentstorage.store.Conversations.resource;
import static dev.agentstorage.store.Conversations.saved;
import static dev.agentstorage.store.Conversations.stored;
import static dev.agentstorage.store.RecordedStores.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.MessageRange;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Direction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What must be new, appends to an expected end, and places. */
class MessageCreationTest {
    private static final Optional<MessagePosition> EMPTY = Optional.empty();

    private final RecordedBackend<MemoryBackend> backend = new RecordedBackend<>(MemoryBackend.class);
    private final MemoryStore store = RecordedStores.factory().memory(backend);

    private static Optional<MessagePosition> place(Instant createdAt, String id) {
        return Optional.of(new MessagePosition(createdAt, id));
    }

    private static List<Instant> times(Object messages) {
        return ((List<?>) messages)
                .stream()
                        .map(message -> ((NewMessage) message).createdAt().orElseThrow())
                        .toList();
    }

    @Test
    void newMessagesAreSentWithTheirTimes() {
        List<Message> answer = List.of(stored("m0", NOW), stored("m1", micros(1)));
        backend.answer("messages.create", answer);

        assertThat(store.createMessages(messages(2))).isEqualTo(answer);

        assertThat(backend.call().argument(0, Scope.class)).isEqualTo(Scope.ALL);
        assertThat(saved(backend.call())).extracting(NewMessage::id).containsExactly("m0", "m1");
        assertThat(times(backend.call().arguments().get(1))).containsExactly(NOW, micros(1));
        assertThat(backend.call().argument(2, Instant.class)).isEqualTo(NOW);
    }

    @Test
    void newMessagesAreCheckedBeforeTheyAreSent() {
        backend.refuses("message-repeated", () -> store.createMessages(List.of(message("m"), message("m"))));
        backend.refuses("batch-too-large", () -> store.createMessages(messages(4)));
        backend.refuses("id-blank", () -> store.createMessage(message(" ")));
        assertThat(store.createMessages(List.of())).isEmpty();
        assertThat(backend.calls()).isEmpty();
    }

    @Test
    void anErrorOfTheBackendPassesThrough() {
        Message stored = stored("m", NOW);
        AlreadyExistsException exists = Refusals.messagesExist(List.of("m"), List.of(stored));
        OutcomeUnknownException unknown = new OutcomeUnknownException("unknown", "unknown", Map.of(), null);
        backend.answer("messages.create", exists).answer("messages.appendAfter", unknown);

        assertThatThrownBy(() -> store.createMessage(message("m"))).isSameAs(exists);
        assertThatThrownBy(() -> store.appendAfter("t", EMPTY, messages(1))).isSameAs(unknown);
        assertThat(exists.stored(Message.class)).contains(stored);
        assertThat(exists.allStored(Message.class)).containsExactly(stored);
    }

    @Test
    void timesOfAnAppendFollowTheExpectedEnd() {
        backend.answer("messages.appendAfter", List.of()).answer("messages.appendAfter", List.of());
        NewMessage given = message("m1").toBuilder().createdAt(micros(9)).build();

        store.appendAfter("t", EMPTY, List.of(message("m0"), given, message("m2")));
        store.appendAfter("t", place(micros(50), "end"), messages(2));

        assertThat(times(backend.calls().get(0).arguments().get(3))).containsExactly(NOW, micros(9), micros(10));
        assertThat(times(backend.calls().get(1).arguments().get(3))).containsExactly(micros(51), micros(52));
        assertThat(backend.calls().get(1).arguments()).element(2).isEqualTo(place(micros(50), "end"));
    }

    @Test
    void anAppendThatCannotBeLastIsRefused() {
        NewMessage given = message("m1").toBuilder().createdAt(NOW).build();
        backend.refuses("message-not-last", () -> store.appendAfter("t", place(NOW, "m2"), List.of(given)));
        backend.refuses("message-not-last", () -> store.appendAfter("t", place(NOW, "m1"), List.of(given)));
        backend.refuses("message-not-last", () -> store.appendAfter("t", place(micros(1), "a"), List.of(given)));
        backend.refuses(
                "message-not-last",
                () -> store.appendAfter(
                        "t",
                        EMPTY,
                        List.of(message("m0").toBuilder().createdAt(micros(1)).build(), given)));
        backend.refuses("message-of-another-thread", () -> store.appendAfter("u", EMPTY, messages(1)));
        backend.refuses("message-repeated", () -> store.appendAfter("t", EMPTY, List.of(given, given)));
        backend.refuses("id-blank", () -> store.appendAfter("t", place(NOW, " "), messages(1)));
        backend.refuses(
                "instant-out-of-range",
                () -> store.appendAfter("t", place(Instant.parse("9999-12-31T23:59:59.999999Z"), "m"), messages(1)));
        assertThat(store.appendAfter("t", EMPTY, List.of())).isEmpty();
        assertThat(backend.calls()).isEmpty();
    }

    @Test
    void anAppendThatIsStoredAlreadySucceeds() {
        List<Message> stored = List.of(stored("m0", micros(5)), stored("m1", micros(6)));
        backend.answer("messages.appendAfter", Refusals.messagesExist(List.of("m0", "m1"), stored))
                .answer("messages.list", stored);

        assertThat(ids(store.appendAfter("t", place(micros(4), "end"), messages(2))))
                .containsExactly("m0", "m1");

        RecordedBackend.Call read = backend.calls().get(1);
        assertThat(read.argument(0, MessageQuery.class))
                .isEqualTo(MessageQuery.ofThread("t").toBuilder()
                        .positions(MessageRange.after(new MessagePosition(micros(4), "end")))
                        .build());
        assertThat(read.argument(1, Window.class)).isEqualTo(Window.offset(0, 2));
    }

    @Test
    void anAppendThatIsStoredOtherwiseIsRefused() {
        ConflictException refusal = Refusals.notAtEnd("t", stored("m9", micros(9)));
        NewMessage timed = message("m0").toBuilder().createdAt(micros(5)).build();
        for (List<Message> other : List.of(
                List.<Message>of(),
                List.of(stored("m1", micros(5))),
                List.of(stored("m0", micros(6))),
                List.of(stored("m0", micros(5)).toBuilder().type("text").build()))) {
            backend.answer("messages.appendAfter", refusal).answer("messages.list", other);
            assertThatThrownBy(() -> store.appendAfter("t", place(micros(4), "end"), List.of(timed)))
                    .isSameAs(refusal);
        }
    }

    @Test
    void aRewindRemovesFromTheEnd() {
        MessagePosition place = new MessagePosition(NOW, "m");
        backend.answer("messages.delete", new BulkStep(3, false))
                .answer("messages.delete", new BulkStep(1, true))
                .answer("messages.delete", new BulkStep(1, true));

        assertThat(store.rewindTo("t", place).affected()).isEqualTo(4);
        assertThat(store.rewindBefore("t", place).affected()).isEqualTo(1);

        MessageQuery after = MessageQuery.ofThread("t").toBuilder()
                .positions(MessageRange.after(place))
                .direction(Direction.DESC)
                .build();
        MessageQuery from =
                after.toBuilder().positions(MessageRange.from(place)).build();
        assertThat(backend.arguments("messages.delete", 0, MessageQuery.class)).containsExactly(after, after, from);
        backend.refuses("id-blank", () -> store.rewindTo("t", new MessagePosition(NOW, " ")));
    }

    @Test
    void aNewResourceIsSent() {
        backend.answer("resources.create", resource("r"));
        assertThat(store.createResource(resource("r"))).isEqualTo(resource("r"));
        backend.refuses("outside-resource", () -> store.forResource("own").createResource(resource("r")));
    }
}
