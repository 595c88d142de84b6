package dev.agentstorage.tck.contract;

import static dev.agentstorage.memory.ThreadQuery.Order.LAST_MESSAGE_AT;
import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.PageRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The time of the last message of a thread (rules {@code MEM-114} to {@code MEM-117}). */
public abstract class LastMessageContract extends MemoryContract {
    /** Made by the kit. */
    protected LastMessageContract() {}

    private ConversationThread stored(ConversationThread thread) {
        return memory().getThread(thread.id()).orElseThrow();
    }

    private void eventuallySaid(ConversationThread thread, Instant last) {
        eventually(() -> assertThat(stored(thread).lastMessageAt()).contains(last));
    }

    /** It is the latest time, not that of the last call. If this fails, look at the statement that changes updatedAt. */
    @Rule(id = "MEM-114", requires = Feature.MEMORY)
    void latestSavedMessageCounts() {
        ConversationThread thread = thread();
        ConversationThread other = thread();
        assertThat(stored(thread).lastMessageAt()).isEmpty();
        memory().saveMessages(List.of(
                message(thread, at(7)).build(),
                message(other, at(4)).build(),
                message(thread, at(5)).build()));
        eventuallySaid(thread, at(7));
        eventuallySaid(other, at(4));
        memory().importMessages(List.of(
                message(thread, at(6)).build(), message(other, at(9)).build()));
        eventuallySaid(other, at(9));
        assertThat(stored(thread).lastMessageAt()).contains(at(7));
        Message again = memory().saveMessage(message(thread, at(1)).build());
        memory().saveMessage(again.toNew().toBuilder().createdAt(at(20)).build());
        memory().saveMessage(message(thread, at(8)).build());
        eventuallySaid(thread, at(8));
    }

    /** A message also counts in a thread that is ahead of the clock. If this fails, look at the condition of the bump. */
    @Rule(id = "MEM-114", requires = Feature.MEMORY)
    void messagesOfAThreadAheadOfTheClockCount() {
        Instant ahead = Instant.parse("2999-01-01T00:00:00Z");
        ConversationThread thread =
                memory().createThread(newThread(id("resource")).updatedAt(ahead).build());
        memory().saveMessage(message(thread, at(3)).build());
        eventuallySaid(thread, at(3));
        assertThat(stored(thread).updatedAt()).isEqualTo(ahead);
    }

    /** Copied and moved messages count in their new thread. If this fails, look at what is written in addition to the messages. */
    @Rule(id = "MEM-114", requires = Feature.MEMORY)
    void copiedAndMovedMessagesCount() {
        ConversationThread source = thread();
        List<Message> messages = messages(source, 5);
        ConversationThread copy =
                memory().cloneThread(CloneRequest.builder(source.id()).build()).thread();
        assertThat(copy.lastMessageAt()).contains(messages.get(4).createdAt());
        assertThat(stored(copy)).isEqualTo(copy);
        assertThat(memory().cloneThread(CloneRequest.builder(thread().id()).build())
                        .thread()
                        .lastMessageAt())
                .isEmpty();
        ConversationThread target = thread();
        memory().updateMessage(MessagePatch.builder(messages.get(2).id())
                .threadId(target.id())
                .build());
        eventuallySaid(target, messages.get(2).createdAt());
        memory().saveMessage(messages.get(3).toNew().toBuilder()
                .threadId(target.id())
                .build());
        eventuallySaid(target, messages.get(3).createdAt());
        eventuallySaid(source, messages.get(4).createdAt());
    }

    /** A message that was removed or moved away still counts. If this fails, look at the bump of deletions. */
    @Rule(id = "MEM-114", requires = Feature.MEMORY)
    void removedMessagesWereSaid() {
        ConversationThread thread = thread();
        List<Message> messages = messages(thread, 4);
        Instant last = messages.get(3).createdAt();
        eventuallySaid(thread, last);
        memory().updateMessage(MessagePatch.builder(messages.get(3).id())
                .threadId(thread().id())
                .build());
        memory().deleteMessages(List.of(messages.get(2).id()));
        memory().deleteMessages(MessageQuery.ofThread(thread.id()));
        assertThat(stored(thread).lastMessageAt()).contains(last);
    }

    /** After concurrent appends the value is correct. If this fails, look at lost bumps and at the refresh. */
    @Rule(id = "MEM-114", requires = Feature.MEMORY)
    void concurrentAppendsLeaveTheLatest() {
        ConversationThread thread = thread();
        concurrently(
                8,
                5,
                (worker, round) -> memory().saveMessage(message(thread, at(1 + worker + 8L * ((round + worker) % 5)))
                        .build()));
        memory().refreshThreads(thread.resourceId());
        eventuallySaid(thread, at(40));
    }

    /** A patch does not change it, and the version does not depend on it. If this fails, look at the columns of the update. */
    @Rule(id = "MEM-115", requires = Feature.MEMORY)
    void patchesLeaveIt() {
        ConversationThread thread = thread();
        messages(thread, 2);
        eventuallySaid(thread, at(2));
        memory().updateThread(thread.id(), ThreadPatch.ofTitle("other"), thread.version());
        memory().updateThread(
                        thread.id(),
                        ThreadPatch.builder()
                                .metadata(object("a", 1))
                                .archivedAt(at(9))
                                .build());
        memory().moveThread(thread.id(), id("resource"));
        assertThat(stored(thread).lastMessageAt()).contains(at(2));
        assertThat(stored(thread).version())
                .isEqualTo(
                        stored(thread).toBuilder().lastMessageAt(null).build().version());
    }

    /** Saving keeps the later time. If this fails, look at the upsert of a thread. */
    @Rule(id = "MEM-115", requires = Feature.MEMORY)
    void savingNeverMovesItBackwards() {
        ConversationThread created = memory().createThread(
                        newThread(id("resource")).lastMessageAt(at(5)).build());
        assertThat(stored(created)).isEqualTo(created);
        assertThat(created.lastMessageAt()).contains(at(5));
        for (@Nullable Instant earlier : new Instant[] {at(4), null}) {
            ConversationThread older =
                    created.toBuilder().title("old").lastMessageAt(earlier).build();
            ConversationThread saved = memory().saveThread(older);
            assertThat(saved).isEqualTo(older.toBuilder().lastMessageAt(at(5)).build());
            assertThat(stored(created)).isEqualTo(saved);
            assertThat(memory().saveThread(older, saved.version())).isEqualTo(saved);
            assertThat(stored(created)).isEqualTo(saved);
        }
        ConversationThread later = memory().saveThread(
                        created.toBuilder().lastMessageAt(at(6).plusNanos(999)).build());
        assertThat(later.lastMessageAt()).contains(at(6));
        assertThat(stored(created)).isEqualTo(later);
    }

    /** Stores threads in ascending order; two have equal times and two have no message. */
    private List<ConversationThread> threads(String resource) {
        String prefix = id("thread");
        List<ConversationThread> threads = new ArrayList<>();
        @Nullable Instant[] times = {null, null, at(-3), at(1), at(1), at(8)};
        for (int i = 0; i < times.length; i++) {
            threads.add(memory().createThread(newThread(resource)
                    .id(prefix + "/" + i)
                    .createdAt(at(-i))
                    .updatedAt(at(i % 2 == 0 ? i : -i))
                    .lastMessageAt(times[i])
                    .build()));
        }
        return threads;
    }

    private Listing<ConversationThread> listing(String resource, Direction direction) {
        return memory().listThreads(ThreadQuery.builder()
                .resourceId(resource)
                .order(LAST_MESSAGE_AT)
                .direction(direction)
                .build());
    }

    /**
     * Threads are ordered by it in both directions, in one page, by pages and by slices. If this fails, look at how the order treats an absent
     * time.
     */
    @Rule(id = "MEM-116", requires = Feature.MEMORY)
    void threadsAreOrderedByTheirLastMessage() {
        String resource = id("resource");
        List<ConversationThread> ascending = threads(resource);
        List<ConversationThread> descending = new ArrayList<>(ascending);
        Collections.reverse(descending);
        for (Direction direction : Direction.values()) {
            List<ConversationThread> expected = direction == Direction.ASC ? ascending : descending;
            Listing<ConversationThread> listing = listing(resource, direction);
            assertThat(listing.toList()).isEqualTo(expected);
            for (int size = 1; size <= 6; size++) {
                assertThat(Walks.slices(listing, size)).isEqualTo(expected);
                int page = 6 / size - 1;
                assertThat(listing.page(PageRequest.of(page, size)).items())
                        .isEqualTo(expected.subList(page * size, page * size + size));
            }
        }
    }

    /** A change of a thread does not count as a message. If this fails, look at what a patch writes. */
    @Rule(id = "MEM-116", requires = Feature.MEMORY)
    void renamedThreadStaysInItsPlace() {
        String resource = id("resource");
        List<String> ids = threadIds(threads(resource));
        for (String id : ids) {
            memory().updateThread(id, ThreadPatch.ofTitle("new name"));
            memory().updateThread(id, ThreadPatch.builder().archivedAt(at(99)).build());
            assertThat(threadIds(listing(resource, Direction.ASC).toList())).isEqualTo(ids);
        }
        memory().saveMessage(message(memory().getThread(ids.get(0)).orElseThrow(), at(9))
                .build());
        eventually(() -> assertThat(threadIds(listing(resource, Direction.DESC).toList()))
                .startsWith(ids.get(0)));
    }

    /** A refresh does not change correct values. If this fails, look at its condition and at what it writes. */
    @Rule(id = "MEM-117", requires = Feature.MEMORY)
    void refreshLeavesWhatIsRight() {
        String resource = id("resource");
        List<ConversationThread> threads = threads(resource);
        ConversationThread spoken = thread(resource);
        List<Message> messages = messages(spoken, 3);
        memory().saveMessage(message(spoken, at(7)).resourceId(id("resource")).build());
        ConversationThread other = thread();
        messages(other, 1);
        memory().refreshThreads(resource);
        eventuallySaid(spoken, at(7));
        memory().deleteMessages(ids(messages));
        memory().deleteMessages(MessageQuery.ofThread(spoken.id()));
        ConversationThread quiet = stored(spoken);
        assertThat(memory().refreshThreads(resource)).isEqualTo(new BulkResult(0, true));
        assertThat(stored(spoken)).isEqualTo(quiet);
        assertThat(listing(resource, Direction.ASC).toList()).containsSubsequence(threads);
        assertThat(memory().refreshThreads(id("resource"))).isEqualTo(new BulkResult(0, true));
        assertThat(memory().forResource(resource).refreshThreads(resource)).isEqualTo(new BulkResult(0, true));
        assertThat(thrown(
                                InvalidRequestException.class,
                                () -> memory().forResource(resource).refreshThreads(other.resourceId()))
                        .code())
                .isEqualTo("outside-resource");
    }
}
