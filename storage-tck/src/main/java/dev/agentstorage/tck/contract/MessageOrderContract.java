package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.CloneResult;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Instants;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Messages with equal times keep the order in which they were given (rules {@code MEM-18}, {@code MEM-30}, {@code MEM-33}, {@code MEM-39}). */
public abstract class MessageOrderContract extends MemoryContract {
    /** Made by the kit. */
    protected MessageOrderContract() {}

    private List<Message> stored(ConversationThread thread) {
        return memory().listMessages(MessageQuery.ofThread(thread.id())).toList();
    }

    /** Returns messages with equal times, whose ids sort in reverse order. */
    private List<NewMessage> ofOneTime(ConversationThread thread, int count, Instant time) {
        String prefix = id("message");
        return IntStream.range(0, count)
                .mapToObj(i -> message(thread, time)
                        .id(String.format("%s/%06d", prefix, count - i))
                        .build())
                .toList();
    }

    private static List<String> idsOf(List<NewMessage> messages) {
        return messages.stream().map(NewMessage::id).toList();
    }

    private static List<Instant> times(List<Message> messages) {
        return messages.stream().map(Message::createdAt).toList();
    }

    private static List<Instant> from(Instant time, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> time.plus(i, ChronoUnit.MICROS))
                .toList();
    }

    /** A batch with equal times is listed in its order. If this fails, the times from the store are not kept to the microsecond. */
    @Rule(id = "MEM-30", requires = Feature.MEMORY)
    void messagesOfOneTimeKeepTheOrderOfTheirBatch() {
        ConversationThread thread = thread();
        List<NewMessage> batch = ofOneTime(thread, 5, at(1));
        List<Message> saved = memory().saveMessages(batch);
        assertThat(ids(saved)).isEqualTo(idsOf(batch));
        assertThat(times(saved)).isEqualTo(from(at(1), 5));
        assertThat(stored(thread)).isEqualTo(saved);
    }

    /** Each thread is spaced separately. If this fails, look for a counter that all threads of the batch share. */
    @Rule(id = "MEM-30", requires = Feature.MEMORY)
    void messagesOfOneTimeAreCountedByThread() {
        ConversationThread one = thread();
        ConversationThread two = thread();
        List<NewMessage> first = ofOneTime(one, 3, at(1));
        List<NewMessage> second = ofOneTime(two, 3, at(1));
        memory().saveMessages(IntStream.range(0, 3)
                .boxed()
                .flatMap(i -> Stream.of(first.get(i), second.get(i)))
                .toList());
        assertThat(ids(stored(one))).isEqualTo(idsOf(first));
        assertThat(ids(stored(two))).isEqualTo(idsOf(second));
        assertThat(times(stored(one))).isEqualTo(from(at(1), 3)).isEqualTo(times(stored(two)));
    }

    /** Different times are unchanged, times in the same microsecond are spaced. If this fails, look at how times are compared. */
    @Rule(id = "MEM-30", requires = Feature.MEMORY)
    void differentTimesAreNotTouched() {
        ConversationThread thread = thread();
        List<NewMessage> batch = List.of(
                message(thread, at(5)).build(),
                message(thread, at(1)).build(),
                message(thread, at(5)).build(),
                message(thread, at(3).plusNanos(100)).build(),
                message(thread, at(3).plusNanos(900)).build(),
                message(thread, at(5).plusNanos(1_000)).build());
        memory().saveMessages(batch);
        List<Message> read = memory().getMessages(idsOf(batch));
        assertThat(times(read))
                .containsExactly(
                        at(1), at(3), at(3).plusNanos(1_000), at(5), at(5).plusNanos(1_000), at(5).plusNanos(1_000));
        assertThat(ids(read).subList(0, 4))
                .containsExactly(
                        batch.get(1).id(),
                        batch.get(3).id(),
                        batch.get(4).id(),
                        batch.get(0).id());
    }

    /** Saving again changes no time. If this fails, look at the columns of the upsert. */
    @Rule(id = "MEM-30", requires = Feature.MEMORY)
    void messagesOfOneTimeKeepItWhenSavedAgain() {
        ConversationThread thread = thread();
        List<NewMessage> batch = ofOneTime(thread, 4, at(1));
        List<Message> saved = memory().saveMessages(batch.subList(0, 2));
        assertThat(memory().saveMessages(batch.subList(1, 2))).isEqualTo(saved.subList(1, 2));
        List<Message> all = memory().saveMessages(batch);
        assertThat(ids(all)).isEqualTo(idsOf(batch));
        assertThat(times(all)).isEqualTo(from(at(1), 4));
        assertThat(memory().saveMessages(batch)).isEqualTo(all);
        assertThat(stored(thread)).isEqualTo(all);
    }

    /** Times set by the store are later. If this fails, look at the clock of the store. */
    @Rule(id = "MEM-33", requires = Feature.MEMORY)
    void stampsComeAfterMessagesOfOneTime() {
        ConversationThread thread = thread();
        Instant soon = Instant.now().plusSeconds(30).truncatedTo(ChronoUnit.MICROS);
        List<NewMessage> batch = new ArrayList<>(ofOneTime(thread, 3, soon));
        batch.add(message(thread, soon).createdAt(null).build());
        memory().saveMessages(batch);
        assertThat(ids(stored(thread))).isEqualTo(idsOf(batch));
    }

    /** There is no microsecond after the last one. If this fails, look for a time that is not checked after it was moved. */
    @Rule(id = "MEM-30", requires = Feature.MEMORY)
    void messagesOfTheLastTimeAreRefused() {
        ConversationThread thread = thread();
        assertThatThrownBy(() -> memory().saveMessages(ofOneTime(thread, 2, Instants.LAST)))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isEqualTo("instant-out-of-range"));
        assertThat(stored(thread)).isEmpty();
        assertThat(times(memory().saveMessages(ofOneTime(thread, 2, Instants.LAST.minusNanos(1_000)))))
                .isEqualTo(from(Instants.LAST.minusNanos(1_000), 2));
    }

    /** An import spaces messages across its parts. If this fails, each part starts from the beginning. */
    @Rule(id = "MEM-39", requires = Feature.MEMORY)
    void importKeepsTheOrderOfOneTimeOverItsParts() {
        ConversationThread thread = thread();
        int count = rows(limits().atomicRows() + 5);
        List<NewMessage> batch = ofOneTime(thread, count, at(1));
        memory().importMessages(batch);
        List<Message> read = stored(thread);
        assertThat(ids(read)).isEqualTo(idsOf(batch));
        assertThat(times(read)).isEqualTo(from(at(1), count));

        memory().importMessages(batch);
        assertThat(stored(thread)).isEqualTo(read);
        List<NewMessage> again = read.stream().map(Message::toNew).toList();
        memory().importMessages(again);
        assertThat(stored(thread)).isEqualTo(read);
        memory().deleteThread(thread.id());
    }

    /** Copies of messages with equal times have the same order. If this fails, look at the new ids. */
    @Rule(id = "MEM-18", requires = Feature.MEMORY)
    void copiesOfOneTimeKeepTheOrderOfTheirSources() {
        ConversationThread thread = thread();
        for (NewMessage message : ofOneTime(thread, 12, at(1))) {
            memory().saveMessages(List.of(message));
        }
        List<Message> sources = stored(thread);
        assertThat(times(sources)).containsOnly(at(1));
        CloneResult copy =
                memory().cloneThread(CloneRequest.builder(thread.id()).build());
        List<Message> copies = stored(copy.thread());
        assertThat(copy.messages()).isEqualTo(copies);
        assertThat(times(copies)).isEqualTo(times(sources));
        assertThat(ids(copies))
                .isEqualTo(sources.stream()
                        .map(source -> copy.messageIds().get(source.id()))
                        .toList());
    }
}
