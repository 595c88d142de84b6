package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.MessageRange;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Listings are bounded by positions, and conversations are rewound to them (rules {@code MEM-99} to {@code MEM-101}). */
public abstract class MessagePositionContract extends MemoryContract {
    /** Made by the kit. */
    protected MessagePositionContract() {}

    private List<Message> stored(ConversationThread thread) {
        return memory().listMessages(MessageQuery.ofThread(thread.id())).toList();
    }

    /** Returns messages, some with equal times. */
    private List<Message> withTies(ConversationThread thread) {
        List<Message> saved = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            for (String letter : List.of("a", "b", "c")) {
                saved.add(memory().saveMessage(message(thread, at(i))
                        .id(letter + id("message"))
                        .build()));
            }
        }
        saved.sort(Message.ORDER);
        return saved;
    }

    /** Bounds separate messages with equal times. If this fails, look for a comparison of times alone. */
    @Rule(id = "MEM-99", requires = Feature.MEMORY)
    void positionsBoundAListing() {
        ConversationThread thread = thread();
        List<Message> all = withTies(thread);
        MessagePosition second = all.get(1).position();
        MessagePosition sixth = all.get(5).position();
        lists(thread, MessageRange.ALL, all);
        lists(thread, MessageRange.from(second), all.subList(1, 9));
        lists(thread, MessageRange.after(second), all.subList(2, 9));
        lists(thread, MessageRange.until(sixth), all.subList(0, 6));
        lists(thread, MessageRange.before(sixth), all.subList(0, 5));
        lists(thread, MessageRange.between(second, sixth), all.subList(1, 6));
        lists(thread, MessageRange.between(second, sixth).withoutStart().withoutEnd(), all.subList(2, 5));
        lists(thread, MessageRange.between(second, second).withoutEnd(), List.of());
        MessagePosition nowhere = new MessagePosition(second.createdAt(), "bz");
        lists(thread, MessageRange.after(nowhere), all.subList(2, 9));
        lists(thread, MessageRange.until(nowhere), all.subList(0, 2));
        assertThatThrownBy(() -> MessageRange.between(sixth, second))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class, e -> assertThat(e.code()).isEqualTo("range-inverted"));
    }

    private void lists(ConversationThread thread, MessageRange positions, List<Message> expected) {
        MessageQuery query = MessageQuery.ofThread(thread.id()).toBuilder()
                .positions(positions)
                .build();
        Listing<Message> listing = memory().listMessages(query);
        assertThat(listing.toList()).as("%s", positions).isEqualTo(expected);
        assertThat(listing.count()).as("%s", positions).isEqualTo(expected.size());
        assertThat(listing.stream()).as("%s", positions).containsExactlyElementsOf(expected);
        List<Message> newestFirst = new ArrayList<>(expected);
        Collections.reverse(newestFirst);
        assertThat(memory().listMessages(
                                query.toBuilder().direction(Direction.DESC).build())
                        .slice(100)
                        .items())
                .as("%s", positions)
                .isEqualTo(newestFirst);
    }

    /** The messages after the position are removed. If this fails, look at whether the position itself is part of the range. */
    @Rule(id = "MEM-100", requires = Feature.MEMORY)
    void aConversationIsTakenBack() {
        ConversationThread thread = thread();
        List<Message> all = withTies(thread);
        ConversationThread other = thread();
        List<Message> others = messages(other, 3);
        assertThat(memory().rewindTo(thread.id(), all.get(6).position()).affected())
                .isEqualTo(2);
        assertThat(stored(thread)).isEqualTo(all.subList(0, 7));
        assertThat(memory().rewindBefore(thread.id(), all.get(4).position()).affected())
                .isEqualTo(3);
        assertThat(stored(thread)).isEqualTo(all.subList(0, 4));
        MessagePosition gone = all.get(8).position();
        assertThat(memory().rewindTo(thread.id(), gone).affected()).isZero();
        assertThat(memory().rewindBefore(id("missing"), gone).affected()).isZero();
        assertThat(stored(other)).isEqualTo(others);
        eventually(
                () -> assertThat(memory().getThread(thread.id()).orElseThrow().updatedAt())
                        .isAfter(thread.updatedAt()));
        assertThat(memory().rewindBefore(thread.id(), all.get(0).position()).affected())
                .isEqualTo(4);
        assertThat(stored(thread)).isEmpty();
        assertThat(memory().getThread(thread.id())).isPresent();
    }

    /** A rewind that removes nothing changes nothing. If this fails, look at the bump, which is only for removed messages. */
    @Rule(id = "MEM-100", requires = Feature.MEMORY)
    void aRewindThatRemovesNothingLeavesTheThread() {
        ConversationThread thread = thread();
        MessagePosition place = new MessagePosition(at(1), id("m"));
        assertThat(memory().rewindTo(thread.id(), place).affected()).isZero();
        assertThat(memory().rewindBefore(thread.id(), place).affected()).isZero();
        assertThat(memory().getThread(thread.id())).contains(thread);
    }

    /** A view removes only its own messages. If this fails, look at the scope of the removal. */
    @Rule(id = "MEM-100", requires = Feature.MEMORY)
    void aViewTakesBackOnlyMessagesOfItsResource() {
        ConversationThread thread = thread();
        Message own = memory().saveMessage(message(thread, at(1)).build());
        Message others = memory().saveMessage(
                        message(thread, at(2)).resourceId(id("other")).build());
        assertThat(memory().forResource(thread.resourceId())
                        .rewindBefore(thread.id(), own.position())
                        .affected())
                .isEqualTo(1);
        assertThat(stored(thread)).containsExactly(others);
    }

    /** More messages than one atomic change allows are removed. If this fails, look for a limit, or for an order that removes the oldest first. */
    @Rule(id = "MEM-101", requires = Feature.MEMORY)
    void aLongConversationIsTakenBackInSteps() {
        ConversationThread thread = thread();
        int count = rows(limits().atomicRows() + 5);
        List<NewMessage> batch = IntStream.range(0, count)
                .mapToObj(i -> message(thread, at(i)).build())
                .toList();
        memory().importMessages(batch);
        List<Message> first = memory().listMessages(MessageQuery.ofThread(thread.id()))
                .slice(2)
                .items();
        BulkListener stopping = affected -> {
            throw new IllegalStateException("stopped by the test");
        };
        MessagePosition place = first.get(1).position();
        assertThatThrownBy(() -> memory().rewindTo(thread.id(), place, stopping))
                .hasMessage("stopped by the test");
        List<Message> left = stored(thread);
        assertThat(left.size()).isGreaterThanOrEqualTo(2).isLessThan(count);
        assertThat(ids(left))
                .isEqualTo(batch.subList(0, left.size()).stream()
                        .map(NewMessage::id)
                        .toList());
        assertThat(memory().rewindTo(thread.id(), place).affected()).isEqualTo(left.size() - 2);
        assertThat(stored(thread)).isEqualTo(first);
    }
}
