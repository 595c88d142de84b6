package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Version;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The messages that an index of the application has not indexed yet (rules {@code MEM-118} to {@code MEM-120}). */
public abstract class MessageMarkContract extends MemoryContract {
    /** Made by the kit. */
    protected MessageMarkContract() {}

    private static Map<String, Version> versions(List<Message> messages) {
        Map<String, Version> versions = new LinkedHashMap<>();
        messages.forEach(message -> versions.put(message.id(), message.version()));
        return versions;
    }

    /** Returns the pending messages of the thread's resource; the storage has other pending messages. */
    private void assertPending(ConversationThread thread, String index, List<Message> expected) {
        assertThat(memory().forResource(thread.resourceId()).pendingMessages(index, 100))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Stored messages are pending until they are marked. If this fails, look at the mark that an insert stores. */
    @Rule(id = "MEM-118", requires = Feature.MEMORY)
    void newMessagesArePendingUntilTheyAreMarked() {
        ConversationThread thread = thread();
        String index = id("index");
        assertPending(thread, index, List.of());
        List<Message> messages = messages(thread, 4);
        assertPending(thread, index, messages);
        assertThat(memory().markIndexed(index, versions(messages.subList(0, 3))))
                .isEqualTo(new BulkResult(3, true));
        assertPending(thread, index, messages.subList(3, 4));
        memory().deleteMessages(List.of(messages.get(3).id()));
        assertPending(thread, index, List.of());
    }

    /** Every change makes a message pending again. If this fails, look at the statement of the change. */
    @Rule(id = "MEM-118", requires = Feature.MEMORY)
    void changedMessagesArePendingAgain() {
        ConversationThread thread = thread();
        String index = id("index");
        List<Message> messages = messages(thread, 3);
        memory().markIndexed(index, versions(messages));
        assertPending(thread, index, List.of());
        Message saved = memory().saveMessage(
                        messages.get(0).toNew().toBuilder().text("saved").build());
        Message updated = memory().updateMessage(
                        MessagePatch.builder(messages.get(1).id())
                                .content(object("a", 1))
                                .build());
        assertPending(thread, index, List.of(saved, updated));
        memory().markIndexed(index, versions(List.of(saved, updated)));
        assertPending(thread, index, List.of());
        ConversationThread moved = memory().moveThread(thread.id(), id("resource"));
        assertPending(moved, index, memory().lastMessages(thread.id(), 5));
        assertThat(memory().lastMessages(thread.id(), 5)).hasSize(3);
    }

    /** A copy is a separate message. If this fails, look at how copies are stored. */
    @Rule(id = "MEM-118", requires = Feature.MEMORY)
    void copiesArePending() {
        ConversationThread thread = thread();
        String index = id("index");
        memory().markIndexed(index, versions(messages(thread, 2)));
        assertPending(
                thread,
                index,
                memory().cloneThread(CloneRequest.builder(thread.id()).build()).messages());
    }

    /** No more than requested are returned, and the limit is checked. If this fails, look at the limit of the statement. */
    @Rule(id = "MEM-118", requires = Feature.MEMORY)
    void noMoreThanTheLimitArePending() {
        ConversationThread thread = thread();
        String index = id("index");
        List<Message> messages = messages(thread, 5);
        MemoryStore view = memory().forResource(thread.resourceId());
        assertThat(view.pendingMessages(index, 2)).hasSize(2).isSubsetOf(messages);
        assertThat(memory().pendingMessages(index, 4)).hasSize(4);
        // some are marked for another index only
        memory().markIndexed(id("index"), versions(messages.subList(1, 3)));
        assertThat(view.pendingMessages(index, 4)).hasSize(4).isSubsetOf(messages);
        assertThat(thrown(InvalidRequestException.class, () -> memory().pendingMessages(index, 0))
                        .code())
                .isEqualTo("limit-not-positive");
        assertThat(thrown(TooLargeException.class, () -> memory().pendingMessages(index, limits().atomicRows() + 1))
                        .code())
                .isEqualTo("batch-too-large");
    }

    /** A mark does not hide a later change. If this fails, look at the comparison of versions, which is part of the atomic change. */
    @Rule(id = "MEM-119", requires = Feature.MEMORY)
    void changedMessageIsNotMarked() {
        ConversationThread thread = thread();
        String index = id("index");
        List<Message> seen = messages(thread, 3);
        Message changed = memory().updateMessage(
                        MessagePatch.builder(seen.get(1).id())
                                .content(object("later", true))
                                .build());
        Map<String, Version> versions = versions(seen);
        String missing = id("message");
        versions.put(missing, changed.version());
        assertThat(memory().markIndexed(index, versions))
                .isEqualTo(new BulkResult(2, true, List.of(changed.id(), missing)));
        assertPending(thread, index, List.of(changed));
        assertThat(memory().markIndexed(index, versions).affected()).isEqualTo(2);
        assertThat(memory().markIndexed(index, Map.of())).isEqualTo(new BulkResult(0, true));
    }

    /** Each index has its own marks. If this fails, look at how several names are kept. */
    @Rule(id = "MEM-119", requires = Feature.MEMORY)
    void indexesHaveSeparateMarks() {
        ConversationThread thread = thread();
        // one name is part of the other, and both contain possible separators
        String one = id("index") + ",\" 'x%_";
        String other = one + "2";
        List<Message> messages = messages(thread, 3);
        memory().markIndexed(other, versions(messages.subList(0, 2)));
        assertPending(thread, one, messages);
        assertPending(thread, other, messages.subList(2, 3));
        memory().markIndexed(one, versions(messages.subList(1, 3)));
        assertPending(thread, one, messages.subList(0, 1));
        assertPending(thread, other, messages.subList(2, 3));
        memory().markIndexed(one, versions(messages));
        memory().markIndexed(other, versions(messages));
        assertPending(thread, one, List.of());
        assertPending(thread, other, List.of());
    }

    /** A mark does not change the conversation. If this fails, look at what else the mark writes. */
    @Rule(id = "MEM-119", requires = Feature.MEMORY)
    void markChangesNothingElse() {
        ConversationThread thread = thread();
        List<Message> messages = messages(thread, 2);
        eventually(
                () -> assertThat(memory().getThread(thread.id()).orElseThrow().lastMessageAt())
                        .isPresent());
        ConversationThread before = memory().getThread(thread.id()).orElseThrow();
        memory().markIndexed(id("index"), versions(messages));
        assertThat(memory().getMessages(ids(messages))).isEqualTo(messages);
        assertThat(memory().getThread(thread.id())).contains(before);
    }

    /** A view returns and marks only its own messages. If this fails, look for the scope in the statements of the marks. */
    @Rule(id = "MEM-120", requires = Feature.MEMORY)
    void viewMarksItsOwnMessagesOnly() {
        ConversationThread own = thread();
        ConversationThread foreign = thread();
        String index = id("index");
        List<Message> mine = messages(own, 2);
        List<Message> theirs = messages(foreign, 2);
        MemoryStore view = memory().forResource(own.resourceId());
        Map<String, Version> all = versions(theirs);
        all.putAll(versions(mine));
        assertThat(view.markIndexed(index, all)).isEqualTo(new BulkResult(2, true, ids(theirs)));
        assertPending(own, index, List.of());
        assertPending(foreign, index, theirs);
    }
}
