package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.tooLarge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Bulk operations on conversations at the limits of their steps (rule {@code CORE-28}). */
public abstract class MemoryStepsContract extends StepsContract {
    /** Made by the kit. */
    protected MemoryStepsContract() {}

    /** A conversation in which the messages of an operation are between unrelated ones. */
    private record Conversation(ConversationThread thread, List<Message> wanted, List<Message> others) {}

    private MemoryStore store() {
        return smallStorage().memory();
    }

    private ConversationThread thread(String resourceId) {
        return store().createThread(ConversationThread.builder(resourceId)
                .id(id("thread"))
                .createdAt(base())
                .build());
    }

    private NewMessage message(ConversationThread thread, String resourceId, Instant createdAt) {
        return NewMessage.builder(thread.id())
                .resourceId(resourceId)
                .id(id("message"))
                .createdAt(createdAt)
                .text("hello")
                .build();
    }

    private List<NewMessage> batch(ConversationThread thread, int count) {
        return batchAfter(0, thread, count);
    }

    private List<NewMessage> batchAfter(long seconds, ConversationThread thread, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> message(thread, thread.resourceId(), at(seconds + 2L * i + 1)))
                .toList();
    }

    private List<Message> stored(List<NewMessage> messages) {
        return inParts(messages, store()::saveMessages);
    }

    /** Stores a conversation with this number of messages of a resource, and one more of another resource: before, between and after them. */
    private Conversation conversation(String resourceId, int count) {
        ConversationThread thread = thread(id("resource"));
        List<Message> others = stored(IntStream.rangeClosed(0, count)
                .mapToObj(i -> message(thread, thread.resourceId(), at(2L * i)))
                .toList());
        List<Message> wanted = stored(IntStream.range(0, count)
                .mapToObj(i -> message(thread, resourceId, at(2L * i + 1)))
                .toList());
        return new Conversation(thread, wanted, others);
    }

    private List<Message> messagesOf(ConversationThread thread) {
        return store().listMessages(MessageQuery.ofThread(thread.id())).toList();
    }

    private static List<String> ids(List<Message> messages) {
        return messages.stream().map(Message::id).toList();
    }

    /** If this fails, look at the check of the batch size, and at statements with one row for each message. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void atomicBatchesTakeAsManyMessagesAsTheyMay() {
        Conversation other = conversation(id("resource"), 2);
        ConversationThread thread = thread(id("resource"));
        atomic(
                count -> store().saveMessages(batch(thread, count)),
                () -> List.of(messagesOf(thread), messagesOf(other.thread())));
        assertThat(messagesOf(thread)).hasSize(rows());
        atomic(
                count -> store().createMessages(batch(thread, count)),
                () -> List.of(messagesOf(thread), messagesOf(other.thread())));
        assertThat(messagesOf(thread)).hasSize(2 * rows());
        ConversationThread appended = thread(id("resource"));
        atomic(
                count -> store().appendAfter(
                                appended.id(),
                                messagesOf(appended).stream()
                                        .map(Message::position)
                                        .reduce((a, b) -> b),
                                batchAfter(100L * count, appended, count)),
                () -> List.of(messagesOf(appended), messagesOf(other.thread())));
        assertThat(messagesOf(appended)).hasSize(rows());
        assertThat(messagesOf(other.thread())).hasSize(5);
    }

    /** If this fails, look at the condition on the ids, and at the check of the batch size. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void updatesTakeAsManyPatchesAsTheyMay() {
        edges(count -> {
            Conversation conversation = conversation(id("resource"), count);
            List<MessagePatch> patches = conversation.wanted().stream()
                    .map(message ->
                            MessagePatch.builder(message.id()).role(Role.SYSTEM).build())
                    .toList();
            List<Message> before = messagesOf(conversation.thread());
            if (count <= rows()) {
                assertThat(store().updateMessages(patches).items())
                        .extracting(Message::id)
                        .containsExactlyElementsOf(ids(conversation.wanted()));
                assertThat(messagesOf(conversation.thread()))
                        .filteredOn(message -> message.role().equals(Role.SYSTEM))
                        .extracting(Message::id)
                        .containsExactlyElementsOf(ids(conversation.wanted()));
                assertThat(messagesOf(conversation.thread())).containsAll(conversation.others());
            } else {
                tooLarge("batch-too-large", () -> store().updateMessages(patches));
                assertThat(messagesOf(conversation.thread())).isEqualTo(before);
            }
        });
    }

    /** If this fails, look at what an import buffers when it stores a part. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void importsStoreEveryMessage() {
        edges(count -> {
            ConversationThread thread = thread(id("resource"));
            Conversation other = conversation(thread.resourceId(), 2);
            List<NewMessage> batch = batch(thread, count);
            affects(count, listener -> store().importMessages(batch, listener));
            List<Message> imported = messagesOf(thread);
            assertThat(ids(imported))
                    .containsExactlyElementsOf(
                            batch.stream().map(NewMessage::id).toList());
            assertThat(messagesOf(other.thread())).hasSize(5);
            store().deleteThread(thread.id());
            store().saveThread(thread);
            affects(count, listener -> store().importStoredMessages(imported, listener));
            assertThat(messagesOf(thread)).isEqualTo(imported);
        });
    }

    /** If this fails, look at where an import begins a new part: few rows may be many bytes. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void importsGoInPartsOfFewBytes() {
        long value = smallStorage().limits().valueBytes();
        int most = Math.toIntExact(smallStorage().limits().atomicBytes() / value);
        ConversationThread thread = thread(id("resource"));
        List<NewMessage> large = IntStream.range(0, most)
                .mapToObj(i -> NewMessage.builder(thread.id())
                        .id(id("message"))
                        .createdAt(at(i))
                        .content(Sizes.object(value))
                        .build())
                .toList();
        tooLarge("batch-too-large", () -> store().saveMessages(large));
        assertThat(messagesOf(thread)).isEmpty();
        affects(large.size(), listener -> store().importMessages(large, listener));
        assertThat(ids(messagesOf(thread)))
                .containsExactlyElementsOf(large.stream().map(NewMessage::id).toList());
    }

    /** If this fails, look for ids that are omitted where one step ends. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void messagesGoByTheirIds() {
        edges(count -> {
            Conversation conversation = conversation(id("resource"), count);
            String missing = id("message");
            List<String> named = new ArrayList<>(ids(conversation.wanted()));
            assertThat(ids(store().getMessages(named))).containsExactlyInAnyOrderElementsOf(named);
            named.add(count / 2, missing);
            assertThat(store().deleteMessages(named)).isEqualTo(new BulkResult(count, true, List.of(missing)));
            assertThat(messagesOf(conversation.thread())).isEqualTo(conversation.others());
        });
    }

    /** If this fails, look at the limit of the step, and at what it reports when exactly its maximum number of rows existed. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void messagesGoByAQuery() {
        edges(count -> {
            String guest = id("resource");
            Conversation conversation = conversation(guest, count);
            MessageQuery wanted = MessageQuery.builder()
                    .threadId(conversation.thread().id())
                    .resourceId(guest)
                    .build();
            affects(count, listener -> store().deleteMessages(wanted, listener));
            assertThat(messagesOf(conversation.thread())).isEqualTo(conversation.others());
            affects(0, listener -> store().deleteMessages(wanted, listener));

            Conversation ranged = conversation(id("resource"), count);
            MessageQuery between = MessageQuery.builder()
                    .threadId(ranged.thread().id())
                    .range(TimeRange.between(at(1), at(count)))
                    .build();
            affects(count, listener -> store().deleteMessages(between, listener));
            assertThat(messagesOf(ranged.thread()))
                    .hasSize(count + 1)
                    .allSatisfy(message -> assertThat(between.range().contains(message.createdAt()))
                            .isFalse());
        });
    }

    /** If this fails, look at the position, which is kept in one case and removed in the other, and at the order of the steps. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void rewindsGoBackToTheirPlace() {
        edges(count -> {
            ConversationThread thread = thread(id("resource"));
            Conversation other = conversation(thread.resourceId(), count);
            List<Message> all = stored(batch(thread, count + 3));
            affects(count, listener -> store().rewindTo(thread.id(), all.get(2).position(), listener));
            assertThat(messagesOf(thread)).isEqualTo(all.subList(0, 3));
            assertThat(messagesOf(other.thread())).hasSize(2 * count + 1);
            affects(
                    count,
                    listener -> store().rewindBefore(
                                    other.thread().id(),
                                    messagesOf(other.thread()).get(count + 1).position(),
                                    listener));
            assertThat(messagesOf(other.thread())).hasSize(count + 1);
        });
    }

    /** If this fails, look at whether a step that has removed its maximum reports that rows may be left. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void pruningSaysWhetherAnyIsLeft() {
        edges(count -> {
            ConversationThread thread = thread(id("resource"));
            Conversation other = conversation(id("resource"), count);
            List<Message> all = stored(batch(thread, count + 2));
            MemoryStore view = store().forResource(thread.resourceId());
            Instant end = all.get(count).createdAt();
            assertThat(view.pruneMessages(end, count - 1)).isEqualTo(new BulkResult(count - 1L, false));
            assertThat(messagesOf(thread)).isEqualTo(all.subList(count - 1, count + 2));
            assertThat(view.pruneMessages(end, count)).isEqualTo(new BulkResult(1, true));
            ConversationThread exact = thread(thread.resourceId());
            stored(batch(exact, count));
            assertThat(view.pruneMessages(end, count)).isEqualTo(new BulkResult(count, true));
            assertThat(messagesOf(thread)).isEqualTo(all.subList(count, count + 2));
            assertThat(messagesOf(other.thread())).hasSize(2 * count + 1);
        });
    }

    /** If this fails, look at the step that removes the last message: either this step or the next one removes the thread. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void threadsGoWithAllTheirMessages() {
        edges(count -> {
            ConversationThread before = thread(id("resource"));
            ConversationThread thread = thread(before.resourceId());
            ConversationThread after = thread(before.resourceId());
            List<List<Message>> kept = List.of(stored(batch(before, 2)), stored(batch(after, 2)));
            stored(batch(thread, count));
            List<Long> heard = new ArrayList<>();
            assertThat(store().deleteThread(thread.id(), heard::add)).isTrue();
            assertSteps(count + 1L, heard);
            assertThat(messagesOf(thread)).isEmpty();
            assertThat(store().getThread(thread.id())).isEmpty();
            assertThat(List.of(messagesOf(before), messagesOf(after))).isEqualTo(kept);
        });
    }

    /** If this fails, look at the step that moves the last message: either this step or the next one moves the thread. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void threadsMoveWithAllTheirMessages() {
        edges(count -> {
            Conversation moved = conversation(id("resource"), count);
            Conversation other = conversation(moved.thread().resourceId(), 2);
            String target = id("resource");
            assertThat(store().moveThread(moved.thread().id(), target).resourceId())
                    .isEqualTo(target);
            assertThat(messagesOf(moved.thread()))
                    .hasSize(2 * count + 1)
                    .allSatisfy(message -> assertThat(message.resourceId()).contains(target));
            assertThat(messagesOf(other.thread()))
                    .containsAll(other.wanted())
                    .containsAll(other.others())
                    .hasSize(5);
        });
    }

    /** A copy is stored in one change, with its thread. If this fails, look at the check of the number of messages. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void clonesTakeAsManyMessagesAsTheyMay() {
        edges(count -> {
            ConversationThread source = thread(id("resource"));
            List<Message> originals = stored(batch(source, count));
            CloneRequest request =
                    CloneRequest.builder(source.id()).newThreadId(id("thread")).build();
            String copy = request.newThreadId().orElseThrow();
            if (count < rows()) {
                assertThat(store().cloneThread(request).messages())
                        .extracting(Message::createdAt)
                        .containsExactlyElementsOf(
                                originals.stream().map(Message::createdAt).toList());
            } else {
                tooLarge("batch-too-large", () -> store().cloneThread(request));
                assertThat(store().getThread(copy)).isEmpty();
            }
            assertThat(store().listMessages(MessageQuery.ofThread(copy)).count())
                    .isEqualTo(count < rows() ? count : 0);
            assertThat(messagesOf(source)).isEqualTo(originals);
        });
    }

    /** If this fails, look at the part in which a step ends: the next step must continue where it ended. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void everythingOfAResourceGoes() {
        edges(count -> {
            String resource = id("resource");
            ConversationThread own = thread(resource);
            stored(batch(own, count));
            ConversationThread shared = thread(resource);
            String guest = id("resource");
            stored(IntStream.range(0, count)
                    .mapToObj(i -> message(shared, guest, at(i)))
                    .toList());
            Conversation foreign = conversation(resource, count);
            IntStream.range(0, count).forEach(i -> thread(resource));
            store().saveResource(Resource.of(resource));
            Resource other = store().saveResource(Resource.of(foreign.thread().resourceId()));
            affects(4L * count + 3, listener -> store().eraseResource(resource, listener));
            assertThat(store().getResource(resource)).isEmpty();
            assertThat(store().listThreads(ThreadQuery.ofResource(resource)).count())
                    .isZero();
            assertThat(messagesOf(own)).isEmpty();
            assertThat(messagesOf(shared)).isEmpty();
            assertThat(messagesOf(foreign.thread())).isEqualTo(foreign.others());
            assertThat(store().getResource(other.id())).contains(other);
        });
    }

    /** If this fails, look at the order of the tables, and at the step in which one of them becomes empty. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void clearCountsWhatItRemoves() {
        edges(count -> {
            store().clear();
            ConversationThread thread = thread(id("resource"));
            stored(batch(thread, count));
            IntStream.range(1, count).forEach(i -> thread(id("resource")));
            IntStream.range(0, count).forEach(i -> store().saveResource(Resource.of(id("resource"))));
            assertThat(store().clear()).isEqualTo(new BulkResult(3L * count, true));
            assertThat(store().listMessages().count()).isZero();
            assertThat(store().listThreads().count()).isZero();
            assertThat(store().listResources().count()).isZero();
        });
    }

    /** If this fails, look for ids that are omitted where one step ends. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void messagesAreMarkedAsIndexed() {
        edges(count -> {
            Conversation conversation = conversation(id("resource"), count);
            String index = id("index");
            MemoryStore view = store().forResource(conversation.thread().resourceId());
            Map<String, Version> seen = new LinkedHashMap<>();
            conversation.wanted().forEach(message -> seen.put(message.id(), message.version()));
            assertThat(store().markIndexed(index, seen)).isEqualTo(new BulkResult(count, true));
            assertThat(ids(view.pendingMessages(index, rows())))
                    .hasSize(Math.min(rows(), count + 1))
                    .isSubsetOf(ids(conversation.others()));
            tooLarge("batch-too-large", () -> view.pendingMessages(index, rows() + 1));
        });
    }

    /** If this fails, look at the result of a step that finds nothing to change. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void refreshLeavesThreadsThatAreRight() {
        edges(count -> {
            String resource = id("resource");
            List<ConversationThread> threads =
                    IntStream.range(0, count).mapToObj(i -> thread(resource)).toList();
            threads.forEach(thread -> stored(batch(thread, 1)));
            assertThat(store().refreshThreads(resource).done()).isTrue();
            assertThat(store().refreshThreads(resource)).isEqualTo(new BulkResult(0, true));
        });
    }
}
