package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.tck.engine.support.Concurrently.Outcome;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Messages that are appended to an expected end (rules {@code MEM-94} to {@code MEM-98}). */
public abstract class MessageAppendContract extends MemoryContract {
    private static final int WORKERS = 4;
    private static final int ROUNDS = 10;
    private static final Optional<MessagePosition> EMPTY = Optional.empty();

    /** Made by the kit. */
    protected MessageAppendContract() {}

    private List<Message> stored(ConversationThread thread) {
        return memory().listMessages(MessageQuery.ofThread(thread.id())).toList();
    }

    private static Optional<MessagePosition> end(List<Message> messages) {
        return Optional.of(messages.get(messages.size() - 1).position());
    }

    private static List<NewMessage> texts(ConversationThread thread, String... texts) {
        List<NewMessage> messages = new ArrayList<>();
        for (String text : texts) {
            messages.add(NewMessage.user(thread.id(), text));
        }
        return messages;
    }

    /** Messages are appended if the end is the expected one. If this fails, look at how the last message is read. */
    @Rule(id = "MEM-94", requires = Feature.MEMORY)
    void messagesAreAppendedToTheExpectedEnd() {
        ConversationThread thread = thread();
        List<Message> first = memory().appendAfter(thread.id(), EMPTY, texts(thread, "one", "two"));
        assertThat(first).extracting(Message::text).containsExactly("one", "two");
        assertThat(first).extracting(Message::resourceId).containsOnly(thread.resourceId());
        List<Message> second = memory().appendAfter(thread.id(), end(first), texts(thread, "three"));
        List<Message> all = new ArrayList<>(first);
        all.addAll(second);
        assertThat(stored(thread)).isEqualTo(all);
        assertThat(memory().appendAfter(thread.id(), EMPTY, List.of())).isEmpty();
        eventually(
                () -> assertThat(memory().getThread(thread.id()).orElseThrow().updatedAt())
                        .isAfter(thread.updatedAt()));
    }

    /** The end may be in the future. If this fails, look at whether times follow the expected message. */
    @Rule(id = "MEM-94", requires = Feature.MEMORY)
    void timesFollowTheExpectedMessage() {
        ConversationThread thread = thread();
        Instant far = Instant.parse("2999-01-01T00:00:00Z");
        Message last = memory().saveMessage(message(thread, far).build());
        List<Message> appended =
                memory().appendAfter(thread.id(), Optional.of(last.position()), texts(thread, "one", "two"));
        assertThat(appended)
                .extracting(Message::createdAt)
                .containsExactly(far.plus(1, ChronoUnit.MICROS), far.plus(2, ChronoUnit.MICROS));
        assertThat(stored(thread)).extracting(Message::text).containsExactly("hello", "one", "two");
    }

    /** A view compares the last message that it can see. If this fails, look at whose last message is compared. */
    @Rule(id = "MEM-94", requires = Feature.MEMORY)
    void aViewAppendsAfterTheLastMessageOfItsResource() {
        ConversationThread thread = thread();
        Message own = memory().saveMessage(message(thread, at(1)).build());
        memory().saveMessage(message(thread, at(2)).resourceId(id("other")).build());
        MemoryStore view = memory().forResource(thread.resourceId());
        assertThat(view.appendAfter(thread.id(), Optional.of(own.position()), texts(thread, "next")))
                .hasSize(1);
        ConversationThread foreign = thread();
        assertThatThrownBy(() -> view.appendAfter(foreign.id(), EMPTY, texts(foreign, "next")))
                .isInstanceOf(NotFoundException.class);
        assertThat(stored(foreign)).isEmpty();
    }

    /** A different end is a conflict. If this fails, look for a comparison of times or ids alone. */
    @Rule(id = "MEM-95", requires = Feature.MEMORY)
    void anotherEndIsRefusedWithTheLastMessage() {
        ConversationThread thread = thread();
        List<Message> messages = messages(thread, 3);
        Message last = messages.get(2);
        ConversationThread before = memory().getThread(thread.id()).orElseThrow();
        for (Optional<MessagePosition> other : List.of(
                EMPTY,
                Optional.of(messages.get(1).position()),
                Optional.of(new MessagePosition(last.createdAt(), id("another"))),
                Optional.of(new MessagePosition(last.createdAt().minus(1, ChronoUnit.MICROS), last.id())))) {
            ConflictException refused = thrown(
                    ConflictException.class, () -> memory().appendAfter(thread.id(), other, texts(thread, "next")));
            assertThat(refused).as("expected %s", other).isNotNull();
            assertThat(refused.code()).isEqualTo("not-at-end");
            assertThat(refused.details()).containsEntry("threadId", thread.id());
            assertThat(refused.stored(Message.class)).contains(last);
        }
        ConversationThread empty = thread();
        ConflictException refused = thrown(
                ConflictException.class,
                () -> memory().appendAfter(empty.id(), Optional.of(last.position()), texts(empty, "next")));
        assertThat(refused.stored(Message.class)).isEmpty();
        assertThat(stored(empty)).isEmpty();
        assertThat(stored(thread)).isEqualTo(messages);
        assertThat(memory().getThread(thread.id())).contains(before);
    }

    /** Messages that are stored elsewhere are not replaced. If this fails, look for an upsert. */
    @Rule(id = "MEM-95", requires = Feature.MEMORY)
    void aStoredMessageOrAMissingThreadRefusesAll() {
        ConversationThread thread = thread();
        Message elsewhere = messages(thread(), 1).get(0);
        AlreadyExistsException refused = thrown(
                AlreadyExistsException.class,
                () -> memory().appendAfter(
                                thread.id(),
                                EMPTY,
                                List.of(
                                        NewMessage.user(thread.id(), "new"),
                                        NewMessage.builder(thread.id())
                                                .id(elsewhere.id())
                                                .text("taken")
                                                .build())));
        assertThat(refused.code()).isEqualTo("message-exists");
        assertThat(refused.allStored(Message.class)).containsExactly(elsewhere);
        assertThat(stored(thread)).isEmpty();
        ConversationThread missing = newThread(id("resource")).build();
        assertThatThrownBy(() -> memory().appendAfter(missing.id(), EMPTY, texts(missing, "new")))
                .isInstanceOf(NotFoundException.class);
    }

    /** Exactly one of several concurrent calls succeeds. If this fails, look for a row that all calls with the same end write. */
    @Rule(id = "MEM-96", requires = Feature.MEMORY)
    void oneOfConcurrentAppendsToOneEndSucceeds() {
        try (Storage another = openAnother()) {
            boolean shared = declared().contains(Feature.PERSISTENCE);
            ConversationThread thread = thread();
            Function<Integer, MemoryStore> store = worker -> shared && worker % 2 == 1 ? another.memory() : memory();
            Optional<MessagePosition> end = EMPTY;
            for (int round = 0; round < ROUNDS; round++) {
                Optional<MessagePosition> expected = end;
                List<Outcome<List<Message>>> outcomes = Concurrently.threads(WORKERS)
                        .run((worker, once) -> store.apply(worker)
                                .appendAfter(thread.id(), expected, texts(thread, "of " + worker, "and")))
                        .allowOnly(ConflictException.class)
                        .all();
                List<List<Message>> winners = outcomes.stream()
                        .flatMap(outcome -> outcome.value().stream())
                        .toList();
                assertThat(winners).as("round %d of %d", round, ROUNDS).hasSize(1);
                end = end(winners.get(0));
                assertThat(stored(thread))
                        .hasSize(2 * (round + 1))
                        .endsWith(winners.get(0).get(1));
            }
        }
    }

    /** With concurrent writers, an end that was stored before the call is used. If this fails, look for a cached end. */
    @Rule(id = "MEM-96", requires = Feature.MEMORY)
    void anAppendNoticesWhatWasSavedBeforeItBegan() {
        ConversationThread thread = thread();
        List<Outcome<Boolean>> outcomes = Concurrently.threads(WORKERS)
                .rounds(ROUNDS)
                .run((worker, round) -> {
                    if (worker % 2 == 1) {
                        memory().saveMessage(NewMessage.user(thread.id(), "plain"));
                        return false;
                    }
                    List<Message> seen = memory().lastMessages(thread.id(), 1);
                    memory().saveMessage(NewMessage.user(thread.id(), "before"));
                    assertThatThrownBy(() -> memory().appendAfter(
                                            thread.id(),
                                            seen.stream().map(Message::position).findFirst(),
                                            texts(thread, "late")))
                            .isInstanceOf(ConflictException.class);
                    return true;
                })
                .allowOnly()
                .all();
        assertThat(stored(thread))
                .hasSize(outcomes.size())
                .noneMatch(message -> message.text().equals("late"));
    }

    /** A repeated call finds its messages. If this fails, look at what is compared when the end is another one. */
    @Rule(id = "MEM-97", requires = Feature.MEMORY)
    void aRepeatedAppendSucceeds() {
        ConversationThread thread = thread();
        Message first = messages(thread, 1).get(0);
        Optional<MessagePosition> expected = Optional.of(first.position());
        List<NewMessage> batch = texts(thread, "one", "two");
        List<Message> appended = memory().appendAfter(thread.id(), expected, batch);
        assertThat(memory().appendAfter(thread.id(), expected, batch)).isEqualTo(appended);
        memory().saveMessage(NewMessage.user(thread.id(), "after"));
        assertThat(memory().appendAfter(thread.id(), expected, batch)).isEqualTo(appended);
        assertThat(stored(thread)).hasSize(4);

        List<NewMessage> part = batch.subList(0, 1);
        assertThat(memory().appendAfter(thread.id(), expected, part)).isEqualTo(appended.subList(0, 1));
        List<NewMessage> changed =
                List.of(batch.get(0).toBuilder().text("another text").build(), batch.get(1));
        assertThatThrownBy(() -> memory().appendAfter(thread.id(), expected, changed))
                .isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> memory().appendAfter(thread.id(), EMPTY, batch))
                .isInstanceOf(AlreadyExistsException.class);
        assertThat(stored(thread)).hasSize(4);
    }

    /** Messages that cannot be last are rejected. If this fails, look at what is checked before the transaction. */
    @Rule(id = "MEM-98", requires = Feature.MEMORY)
    void messagesThatDoNotSortLastAreRefused() {
        ConversationThread thread = thread();
        Message last = messages(thread, 2).get(1);
        Optional<MessagePosition> expected = Optional.of(last.position());
        NewMessage earlier = message(thread, at(1)).build();
        refused("message-not-last", thread, expected, List.of(earlier));
        NewMessage sameTime = message(thread, last.createdAt()).id("\u0001").build();
        refused("message-not-last", thread, expected, List.of(sameTime));
        refused(
                "message-not-last",
                thread,
                expected,
                List.of(message(thread, at(9)).build(), message(thread, at(8)).build()));
        refused("message-of-another-thread", thread, expected, texts(thread(), "elsewhere"));
        NewMessage once = NewMessage.user(thread.id(), "twice");
        refused("message-repeated", thread, expected, List.of(once, once));
        List<NewMessage> batch = List.of(
                message(thread, at(9)).id("z" + id("message")).build(),
                message(thread, at(9)).id("a" + id("message")).build());
        assertThat(memory().appendAfter(thread.id(), expected, batch))
                .extracting(Message::createdAt)
                .containsExactly(at(9), at(9).plus(1, ChronoUnit.MICROS));
    }

    private void refused(
            String code, ConversationThread thread, Optional<MessagePosition> expected, List<NewMessage> batch) {
        List<Message> before = stored(thread);
        assertThatThrownBy(() -> memory().appendAfter(thread.id(), expected, batch))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(stored(thread)).isEqualTo(before);
    }
}
