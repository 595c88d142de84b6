package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.tck.engine.support.Concurrently.Outcome;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import java.util.List;
import java.util.stream.IntStream;

/** Messages and resources that must be new (rules {@code MEM-90} to {@code MEM-93}). */
public abstract class MessageCreationContract extends MemoryContract {
    private static final int WORKERS = 8;
    private static final int ROUNDS = 5;

    /** Made by the kit. */
    protected MessageCreationContract() {}

    private List<Message> stored(ConversationThread thread) {
        return memory().listMessages(MessageQuery.ofThread(thread.id())).toList();
    }

    /** Messages are returned as created. If this fails, look at the columns of the insert. */
    @Rule(id = "MEM-90", requires = Feature.MEMORY)
    void createdMessagesAreReadBack() {
        ConversationThread thread = thread();
        List<NewMessage> batch = List.of(
                message(thread, at(2)).text("second").build(),
                message(thread, at(1)).resourceId(id("other")).text("first").build());
        List<Message> created = memory().createMessages(batch);
        assertThat(created.stream().map(Message::toNew)).containsExactly(batch.get(1), batch.get(0));
        assertThat(stored(thread)).isEqualTo(created);
        assertThat(memory().createMessages(List.of())).isEmpty();
        eventually(
                () -> assertThat(memory().getThread(thread.id()).orElseThrow().updatedAt())
                        .isAfter(thread.updatedAt()));
    }

    /** The store sets omitted fields. If this fails, look at whether a batch keeps its order and gets the thread's resource. */
    @Rule(id = "MEM-90", requires = Feature.MEMORY)
    void createdMessagesGetTimesAndTheResourceOfTheirThread() {
        ConversationThread thread = thread();
        List<NewMessage> batch = IntStream.range(0, 3)
                .mapToObj(i -> NewMessage.user(thread.id(), "message " + i))
                .toList();
        List<Message> created = memory().createMessages(batch);
        assertThat(ids(created)).isEqualTo(batch.stream().map(NewMessage::id).toList());
        assertThat(created).extracting(Message::resourceId).containsOnly(thread.resourceId());
        assertThat(created).extracting(Message::createdAt).doesNotHaveDuplicates();
        assertThat(stored(thread)).isEqualTo(created);
    }

    /** One existing message rejects the whole batch. If this fails, look for an upsert, or an insert that skips existing rows. */
    @Rule(id = "MEM-91", requires = Feature.MEMORY)
    void messagesThatAreStoredRefuseTheWholeBatch() {
        ConversationThread thread = thread();
        List<Message> first = messages(thread, 3);
        ConversationThread before = memory().getThread(thread.id()).orElseThrow();
        List<NewMessage> batch = List.of(
                message(thread, at(10)).build(),
                first.get(2).toNew(),
                message(thread, at(11))
                        .id(first.get(0).id())
                        .text("another text")
                        .build());
        AlreadyExistsException refused = thrown(AlreadyExistsException.class, () -> memory().createMessages(batch));
        assertThat(refused.code()).isEqualTo("message-exists");
        assertThat(refused.details())
                .containsEntry("messageId", first.get(2).id())
                .containsEntry(
                        "messages", List.of(first.get(2).id(), first.get(0).id()));
        assertThat(refused.allStored(Message.class)).containsExactly(first.get(2), first.get(0));
        assertThat(stored(thread)).isEqualTo(first);
        assertThat(memory().getThread(thread.id())).contains(before);
    }

    /** Creating a message fails even if an identical one is stored. If this fails, look at what an insert compares. */
    @Rule(id = "MEM-91", requires = Feature.MEMORY)
    void theSameMessageCannotBeCreatedAgain() {
        NewMessage message = message(thread(), at(1)).build();
        Message created = memory().createMessage(message);
        AlreadyExistsException refused = thrown(AlreadyExistsException.class, () -> memory().createMessage(message));
        assertThat(refused.stored(Message.class)).contains(created);
    }

    /** Errors in a batch are reported, and nothing is stored. If this fails, look at what is checked before the insert. */
    @Rule(id = "MEM-91", requires = Feature.MEMORY)
    void wrongBatchesAreRefused() {
        ConversationThread thread = thread();
        NewMessage message = message(thread, at(1)).build();
        assertThatThrownBy(() -> memory().createMessages(List.of(message, message)))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class, e -> assertThat(e.code()).isEqualTo("message-repeated"));
        String missing = id("missing");
        assertThatThrownBy(() -> memory().createMessages(List.of(message, NewMessage.user(missing, "hello"))))
                .isInstanceOfSatisfying(
                        NotFoundException.class, e -> assertThat(e.details()).containsEntry("threadId", missing));
        List<NewMessage> many = IntStream.rangeClosed(0, limits().atomicRows())
                .mapToObj(i -> message(thread, at(i)).build())
                .toList();
        assertThatThrownBy(() -> memory().createMessages(many)).isInstanceOf(TooLargeException.class);
        assertThat(stored(thread)).isEmpty();
    }

    /** A view reveals no data of others. If this fails, look at what the error contains, and where the thread is read. */
    @Rule(id = "MEM-91", requires = Feature.MEMORY)
    void aViewCreatesNothingOfOthersAndShowsNothingOfThem() {
        ConversationThread own = thread();
        ConversationThread foreign = thread();
        Message theirs = memory().saveMessage(message(foreign, at(1)).build());
        Message ours = memory().saveMessage(message(own, at(1)).build());
        List<NewMessage> batch = List.of(
                NewMessage.builder(own.id()).id(theirs.id()).text("taken").build(),
                NewMessage.builder(own.id()).id(ours.id()).text("taken").build());
        AlreadyExistsException refused = thrown(
                AlreadyExistsException.class,
                () -> memory().forResource(own.resourceId()).createMessages(batch));
        assertThat(refused.allStored(Message.class)).containsExactly(ours);
        assertThatThrownBy(() ->
                        memory().forResource(own.resourceId()).createMessage(NewMessage.user(foreign.id(), "hello")))
                .isInstanceOf(NotFoundException.class);
        assertThat(stored(foreign)).containsExactly(theirs);
        assertThat(stored(own)).containsExactly(ours);
    }

    /** One of two calls that create the same message succeeds. If this fails, look for an unguarded read before the insert. */
    @Rule(id = "MEM-92", requires = Feature.MEMORY)
    void oneOfConcurrentCreationsSucceeds() {
        ConversationThread thread = thread();
        String prefix = id("message");
        List<Outcome<Message>> outcomes = Concurrently.threads(WORKERS)
                .rounds(ROUNDS)
                .run((worker, round) -> memory().createMessage(message(thread, at(round))
                        .id(prefix + round)
                        .text("of " + worker)
                        .build()))
                .allowOnly(AlreadyExistsException.class)
                .all();
        for (int round = 0; round < ROUNDS; round++) {
            int number = round;
            List<Message> winners = outcomes.stream()
                    .filter(outcome -> outcome.round() == number)
                    .flatMap(outcome -> outcome.value().stream())
                    .toList();
            assertThat(winners).hasSize(1);
            assertThat(memory().getMessage(prefix + round)).contains(winners.get(0));
        }
    }

    /** A resource is created once. If this fails, look for an upsert. */
    @Rule(id = "MEM-93", requires = Feature.MEMORY)
    void aResourceThatIsStoredIsNotCreated() {
        Resource resource = Resource.builder(id("resource"))
                .workingMemory("first")
                .createdAt(base())
                .updatedAt(base())
                .build();
        assertThat(memory().createResource(resource)).isEqualTo(resource);
        assertThat(memory().getResource(resource.id())).contains(resource);
        Resource again = resource.toBuilder().workingMemory("second").build();
        AlreadyExistsException refused = thrown(AlreadyExistsException.class, () -> memory().createResource(again));
        assertThat(refused.code()).isEqualTo("resource-exists");
        assertThat(refused.stored(Resource.class)).contains(resource);
        assertThat(memory().getResource(resource.id())).contains(resource);
    }

    /** One of two calls that create the same resource succeeds. If this fails, look for an unguarded read before the insert. */
    @Rule(id = "MEM-93", requires = Feature.MEMORY)
    void oneOfConcurrentCreationsOfAResourceSucceeds() {
        String prefix = id("resource");
        List<Outcome<Resource>> outcomes = Concurrently.threads(WORKERS)
                .rounds(ROUNDS)
                .run((worker, round) -> memory().createResource(Resource.builder(prefix + round)
                        .workingMemory("of " + worker)
                        .build()))
                .allowOnly(AlreadyExistsException.class)
                .all();
        for (int round = 0; round < ROUNDS; round++) {
            int number = round;
            List<Resource> winners = outcomes.stream()
                    .filter(outcome -> outcome.round() == number)
                    .flatMap(outcome -> outcome.value().stream())
                    .toList();
            assertThat(winners).hasSize(1);
            assertThat(memory().getResource(prefix + round)).contains(winners.get(0));
        }
    }
}
