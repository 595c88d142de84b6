package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageHead;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.Role;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a list of threads shows of their messages (rules {@code MEM-110} to {@code MEM-113}). */
public abstract class ThreadOverviewContract extends MemoryContract {
    /** Made by the kit. */
    protected ThreadOverviewContract() {}

    private static void tooLarge(ThrowingCallable call) {
        assertThat(thrown(TooLargeException.class, call).code()).isEqualTo("batch-too-large");
    }

    private List<String> missing(int count) {
        return IntStream.range(0, count).mapToObj(i -> id("thread")).toList();
    }

    /** Each thread has its own last message. If this fails, look for a limit that all threads share. */
    @Rule(id = "MEM-110", requires = Feature.MEMORY)
    void lastMessageOfEachThreadIsGiven() {
        ConversationThread one = thread();
        ConversationThread two = thread();
        ConversationThread empty = thread();
        List<Message> ofOne = messages(one, 3);
        List<Message> ofTwo = messages(two, 5);
        Map<String, Message> last =
                memory().lastMessages(List.of(two.id(), empty.id(), id("thread"), one.id(), two.id()));
        assertThat(last).containsExactly(Map.entry(two.id(), ofTwo.get(4)), Map.entry(one.id(), ofOne.get(2)));
    }

    /** The time decides and then the bytes of the id, not the order of saving. If this fails, look at the order of the statement. */
    @Rule(id = "MEM-110", requires = Feature.MEMORY)
    void lastMessageIsTheLastOneInTheOrderOfMessages() {
        ConversationThread thread = thread();
        String prefix = id("message");
        for (String id : List.of(prefix + "/\uD83D\uDE00", prefix + "/\uFF5E", prefix + "/a")) {
            memory().saveMessage(message(thread, at(9)).id(id).build());
        }
        memory().saveMessage(message(thread, at(8)).id(prefix + "/\uD83D\uDE01").build());
        assertThat(memory().lastMessages(List.of(thread.id())).values())
                .extracting(Message::id)
                .containsExactly(prefix + "/\uD83D\uDE00");
    }

    /** No thread means none. If this fails, look at a statement without a condition. */
    @Rule(id = "MEM-110", requires = Feature.MEMORY)
    void noThreadHasNoLastMessage() {
        messages(thread(), 1);
        assertThat(memory().lastMessages(List.of())).isEmpty();
        assertThat(memory().lastMessageHeads(List.of())).isEmpty();
        assertThat(memory().unreadCounts(Map.of(), 10)).isEmpty();
    }

    /** A hundred threads can be requested, and one that is named twice counts once. If this fails, look at the limits of the backend. */
    @Rule(id = "MEM-110", requires = Feature.MEMORY)
    void upToAHundredThreadsAreAskedFor() {
        ConversationThread thread = thread();
        Message last = messages(thread, 2).get(1);
        List<String> hundred = new ArrayList<>(missing(99));
        hundred.add(thread.id());
        hundred.add(thread.id());
        assertThat(memory().lastMessages(hundred)).isEqualTo(Map.of(thread.id(), last));
        assertThat(memory().lastMessageHeads(hundred)).isEqualTo(Map.of(thread.id(), MessageHead.of(last)));
        tooLarge(() -> memory().lastMessages(missing(101)));
        tooLarge(() -> memory().lastMessageHeads(missing(101)));
    }

    /** A head is the message without its content. If this fails, look at the columns that are read. */
    @Rule(id = "MEM-111", requires = Feature.MEMORY)
    void headsAreThoseOfTheLastMessages() {
        ConversationThread one = thread();
        ConversationThread two = thread();
        messages(one, 2);
        Message last = memory().saveMessage(message(two, at(7))
                .role(new Role("narrator"))
                .type("other")
                .resourceId(id("resource"))
                .build());
        Map<String, MessageHead> heads =
                memory().lastMessageHeads(List.of(two.id(), id("thread"), one.id(), thread().id()));
        assertThat(heads.keySet()).containsExactly(two.id(), one.id());
        assertThat(heads.get(two.id()))
                .isEqualTo(MessageHead.builder()
                        .id(last.id())
                        .threadId(two.id())
                        .resourceId(last.resourceId())
                        .role(new Role("narrator"))
                        .type("other")
                        .createdAt(at(7))
                        .build());
        assertThat(heads.get(one.id()))
                .isEqualTo(MessageHead.of(memory().lastMessages(one.id(), 1).get(0)));
    }

    /** Messages after the position are counted, to the microsecond and the id. If this fails, look at the comparison. */
    @Rule(id = "MEM-112", requires = Feature.MEMORY)
    void messagesAfterAPlaceAreCounted() {
        ConversationThread thread = thread();
        List<Message> messages = messages(thread, 5);
        for (int i = 0; i < 5; i++) {
            assertThat(unread(thread, messages.get(i).position(), 100)).isEqualTo(4 - i);
        }
        Message third = messages.get(2);
        assertThat(unread(thread, new MessagePosition(third.createdAt().minus(1, ChronoUnit.MICROS), third.id()), 100))
                .isEqualTo(3);
        assertThat(unread(thread, new MessagePosition(third.createdAt(), "!"), 100))
                .isEqualTo(3);
        assertThat(unread(thread, new MessagePosition(third.createdAt(), third.id() + "/"), 100))
                .isEqualTo(2);
    }

    private int unread(ConversationThread thread, MessagePosition after, int atMost) {
        return memory().unreadCounts(Map.of(thread.id(), Optional.of(after)), atMost)
                .getOrDefault(thread.id(), -1);
    }

    /** Each thread has its own place. If this fails, look at the order of the parameters. */
    @Rule(id = "MEM-112", requires = Feature.MEMORY)
    void eachThreadIsCountedFromItsOwnPlace() {
        ConversationThread one = thread();
        ConversationThread two = thread();
        ConversationThread empty = thread();
        messages(one, 3);
        Message seen = messages(two, 4).get(1);
        String missing = id("thread");
        Map<String, Optional<MessagePosition>> after = new LinkedHashMap<>();
        after.put(missing, Optional.empty());
        after.put(two.id(), Optional.of(seen.position()));
        after.put(empty.id(), Optional.of(seen.position()));
        after.put(one.id(), Optional.empty());
        assertThat(memory().unreadCounts(after, 1000))
                .containsExactly(
                        Map.entry(missing, 0),
                        Map.entry(two.id(), 2),
                        Map.entry(empty.id(), 0),
                        Map.entry(one.id(), 3));
    }

    /** Counting ends at the limit. If this fails, look at the position of the limit. */
    @Rule(id = "MEM-112", requires = Feature.MEMORY)
    void noMoreThanTheLimitIsCounted() {
        ConversationThread thread = thread();
        Message first = messages(thread, 6).get(0);
        assertThat(unread(thread, first.position(), 3)).isEqualTo(3);
        assertThat(unread(thread, first.position(), 5)).isEqualTo(5);
        assertThat(unread(thread, first.position(), 6)).isEqualTo(5);
        assertThat(memory().unreadCounts(Map.of(thread.id(), Optional.empty()), 1))
                .isEqualTo(Map.of(thread.id(), 1));
    }

    /** What is over the limits is refused. If this fails, look at the checks of the store. */
    @Rule(id = "MEM-112", requires = Feature.MEMORY)
    void countsOverTheLimitsAreRefused() {
        Map<String, Optional<MessagePosition>> one = Map.of(thread().id(), Optional.empty());
        assertThat(thrown(InvalidRequestException.class, () -> memory().unreadCounts(one, 0))
                        .code())
                .isEqualTo("limit-not-positive");
        tooLarge(() -> memory().unreadCounts(one, 1001));
        Map<String, Optional<MessagePosition>> many = new LinkedHashMap<>();
        missing(101).forEach(id -> many.put(id, Optional.empty()));
        tooLarge(() -> memory().unreadCounts(many, 1));
        many.remove(many.keySet().iterator().next());
        assertThat(memory().unreadCounts(many, 1).values()).hasSize(100).containsOnly(0);
    }

    /** A view looks at its own messages. If this fails, look for reads without the scope. */
    @Rule(id = "MEM-113", requires = Feature.MEMORY)
    void viewSeesItsOwnMessagesOnly() {
        String resource = id("resource");
        String other = id("resource");
        MemoryStore view = memory().forResource(resource);
        ConversationThread own = thread(resource);
        ConversationThread foreign = thread(other);
        List<Message> mine = messages(own, 2);
        memory().saveMessage(message(own, at(9)).resourceId(other).build());
        Message guest = memory().saveMessage(
                        message(foreign, at(1)).resourceId(resource).build());
        messages(foreign, 3);
        List<String> both = List.of(own.id(), foreign.id());
        assertThat(view.lastMessages(both)).isEqualTo(Map.of(own.id(), mine.get(1), foreign.id(), guest));
        assertThat(view.lastMessageHeads(both))
                .isEqualTo(Map.of(own.id(), MessageHead.of(mine.get(1)), foreign.id(), MessageHead.of(guest)));
        Map<String, Optional<MessagePosition>> all = new LinkedHashMap<>();
        both.forEach(id -> all.put(id, Optional.empty()));
        assertThat(view.unreadCounts(all, 10)).isEqualTo(Map.of(own.id(), 2, foreign.id(), 1));
        assertThat(memory().unreadCounts(all, 10)).isEqualTo(Map.of(own.id(), 3, foreign.id(), 4));
        assertThat(memory().forResource(id("resource")).lastMessages(both)).isEqualTo(Collections.emptyMap());
    }
}
