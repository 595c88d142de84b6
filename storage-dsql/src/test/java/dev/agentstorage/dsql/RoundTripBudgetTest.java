package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.local.wire.WireCounters;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds every operation to its round trips, counted at the wire, in a short thread and in a long one. */
class RoundTripBudgetTest {
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");

    private static Schema schema;
    private static Storage storage;
    private static MemoryStore memory;

    @BeforeAll
    static void start() {
        schema = Schema.in(Server.DSQL);
        // the end of a build changes the schema, and what then runs is run again
        storage = schema.openUnchecked(
                schema.config().set(DsqlOptions.POOL_MAXIMUM, 1).set(DsqlOptions.POOL_MINIMUM, 1));
        memory = storage.memory();
    }

    @AfterAll
    static void stop() {
        storage.close();
        schema.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2000})
    void oneThingIsReadInOneRoundTrip(int length) {
        ConversationThread thread = threadOf(length);
        memory.saveResource(Resource.of(thread.id()));
        expect(1, "get thread", length, () -> memory.getThread(thread.id()));
        expect(1, "get message", length, () -> memory.getMessage(thread.id() + "-5"));
        expect(1, "get resource", length, () -> memory.getResource(thread.id()));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2000})
    void theEndOfAThreadAndTheNextSliceAreReadInOneRoundTrip(int length) {
        ConversationThread thread = threadOf(length);
        var listing = memory.listMessages(MessageQuery.ofThread(thread.id()));
        var cursor = listing.slice(5).next().orElseThrow();
        expect(1, "last 20 messages", length, () -> memory.lastMessages(thread.id(), 20));
        expect(1, "next slice of messages", length, () -> listing.slice(5, cursor));
        expect(
                1,
                "slice of threads",
                length,
                () -> memory.listThreads(ThreadQuery.ofResource(thread.resourceId()))
                        .slice(10));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void theOverviewOfThreadsIsReadInOneRoundTrip(int count) {
        List<String> ids = threadsOfLargeMessages(count);
        Map<String, Optional<MessagePosition>> after = new LinkedHashMap<>();
        ids.forEach(id -> after.put(
                id, after.size() % 2 == 0 ? Optional.empty() : Optional.of(new MessagePosition(BASE, id + "-0"))));
        MemoryStore view = memory.forResource("owner");
        expect(
                1,
                "last messages of threads",
                count,
                () -> assertThat(memory.lastMessages(ids)).hasSize(count));
        expect(
                1,
                "last heads of threads",
                count,
                () -> assertThat(memory.lastMessageHeads(ids)).hasSize(count));
        expect(
                1,
                "unread counts of threads",
                count,
                () -> assertThat(memory.unreadCounts(after, 1000))
                        .hasSize(count)
                        .containsEntry(ids.get(0), 2));
        expect(1, "last messages in a view", count, () -> view.lastMessages(ids));
        expect(1, "unread counts in a view", count, () -> view.unreadCounts(after, 1000));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2000})
    void anIndexIsFedInFewRoundTrips(int length) {
        ConversationThread thread = threadOf(length);
        String index = "of-" + thread.id();
        Map<String, Version> versions = new LinkedHashMap<>();
        expect(
                1,
                "pending messages",
                length,
                () -> memory.pendingMessages(index, 10)
                        .forEach(message -> versions.put(message.id(), message.version())));
        assertThat(versions).hasSize(10);
        expect(
                3,
                "mark messages",
                length,
                () -> assertThat(memory.markIndexed(index, versions).affected()).isEqualTo(10));
    }

    @Test
    void headsOfLastMessagesCarryNoContent() {
        List<String> ids = threadsOfLargeMessages(100);
        assertThat(measure(() -> memory.lastMessages(ids)).bytesOut()
                        + measure(() -> memory.lastMessages(ids)).bytesIn())
                .isGreaterThan(100 * 2_000);
        WireCounters heads = measure(() -> memory.lastMessageHeads(ids));
        // the ids alone are four times 36 bytes
        assertThat(heads.bytesIn() + heads.bytesOut()).isLessThan(100 * 700);
    }

    /** Each thread has two messages, the last one of 2,000 characters. */
    private static List<String> threadsOfLargeMessages(int count) {
        List<String> ids = new ArrayList<>();
        List<NewMessage> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ConversationThread thread = memory.createThread(
                    ConversationThread.builder("owner").createdAt(BASE).build());
            ids.add(thread.id());
            batch.addAll(messages(thread, 0, 1));
            batch.add(messages(thread, 1, 1).get(0).toBuilder()
                    .text("x".repeat(2_000))
                    .build());
        }
        memory.saveMessages(batch);
        return ids;
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2000})
    void aCountedPageIsReadInTwoRoundTrips(int length) {
        ConversationThread thread = threadOf(length);
        expect(
                2,
                "page of messages with total",
                length,
                () -> memory.listMessages(MessageQuery.ofThread(thread.id()))
                        .page(PageRequest.of(1, 4).withTotal()));
        expect(
                1,
                "slice of threads by their last message",
                length,
                () -> memory.listThreads(ThreadQuery.builder()
                                .resourceId("owner")
                                .order(ThreadQuery.Order.LAST_MESSAGE_AT)
                                .build())
                        .slice(10));
        expect(1, "refresh threads", length, () -> memory.refreshThreads("owner"));
        expect(
                2,
                "page of threads with total",
                length,
                () -> memory.listThreads(ThreadQuery.ALL)
                        .page(PageRequest.of(1, 1).withTotal()));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2000})
    void aRecallWindowIsReadInTwoRoundTrips(int length) {
        ConversationThread thread = threadOf(length);
        List<MessageInclude> includes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            includes.add(MessageInclude.builder(thread.id() + "-" + i)
                    .before(2)
                    .after(2)
                    .build());
        }
        PageRequest nothing = PageRequest.of(0, 0);
        expect(
                2,
                "recall window of 10 includes",
                length,
                () -> memory.listMessages(MessageQuery.ofThread(thread.id()), includes, nothing));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1000})
    void anAppendTakesTwoRoundTrips(int count) {
        ConversationThread thread = threadOf(10);
        List<NewMessage> batch = messages(thread, 10, count);
        expect(2, "append", count, () -> memory.saveMessages(batch));
        ConversationThread bumped = memory.getThread(thread.id()).orElseThrow();
        assertThat(bumped.updatedAt()).isAfter(thread.updatedAt());
        assertThat(bumped.lastMessageAt()).contains(BASE.plusSeconds(9L + count));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1000})
    void newMessagesTakeTwoRoundTrips(int count) {
        ConversationThread thread = threadOf(10);
        List<NewMessage> batch = messages(thread, 10, count);
        expect(2, "create messages", count, () -> memory.createMessages(batch));
        Resource resource = Resource.of(thread.id() + count);
        expect(1, "create resource", count, () -> memory.createResource(resource));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2000})
    void anAppendToAnExpectedEndTakesFourRoundTrips(int length) {
        ConversationThread thread = threadOf(length);
        var end = memory.lastMessages(thread.id(), 1).stream()
                .map(Message::position)
                .findFirst();
        List<NewMessage> batch =
                List.of(NewMessage.user(thread.id(), "question"), NewMessage.assistant(thread.id(), "answer"));
        expect(4, "append after", length, () -> memory.appendAfter(thread.id(), end, batch));
        assertThat(memory.getThread(thread.id()).orElseThrow().updatedAt()).isAfter(thread.updatedAt());
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2000})
    void aConversationIsTakenBackInTwoRoundTrips(int length) {
        ConversationThread thread = threadOf(length);
        Message fifth = memory.getMessage(thread.id() + "-5").orElseThrow();
        expect(2, "rewind", length, () -> memory.rewindTo(thread.id(), fifth.position()));
        assertThat(memory.lastMessages(thread.id(), 1)).containsExactly(fifth);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2000})
    void aChatTurnTakesThreeRoundTripsOrFive(int length) {
        ConversationThread together = threadOf(length);
        expect(3, "chat turn saved together", length, () -> {
            memory.lastMessages(together.id(), 20);
            memory.saveMessages(List.of(
                    NewMessage.builder(together.id()).text("question").build(),
                    NewMessage.builder(together.id())
                            .role(Role.ASSISTANT)
                            .text("answer")
                            .build()));
        });
        ConversationThread apart = threadOf(length);
        expect(5, "chat turn saved apart", length, () -> {
            memory.lastMessages(apart.id(), 20);
            memory.saveMessages(
                    List.of(NewMessage.builder(apart.id()).text("question").build()));
            memory.saveMessages(List.of(NewMessage.builder(apart.id())
                    .role(Role.ASSISTANT)
                    .text("answer")
                    .build()));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2000})
    void aPatchTakesThreeRoundTrips(int length) {
        ConversationThread thread = threadOf(length);
        memory.saveResource(Resource.of(thread.id()));
        ThreadPatch title = ThreadPatch.ofTitle("other");
        expect(3, "patch thread", length, () -> memory.updateThread(thread.id(), title));
        expect(
                3,
                "patch thread with version",
                length,
                () -> memory.updateThread(
                        thread.id(),
                        title,
                        thread.toBuilder().title("other").build().version()));
        ResourcePatch patch = ResourcePatch.ofMetadata(Json.of(Map.of("a", 1)));
        expect(3, "patch resource", length, () -> memory.updateResource(thread.id(), patch));
        expect(1, "save thread", length, () -> memory.saveThread(thread));
        expect(
                1,
                "create thread",
                length,
                () -> memory.createThread(ConversationThread.builder("someone").build()));
        expect(
                2,
                "delete 3 messages",
                length,
                () -> memory.deleteMessages(List.of(thread.id() + "-1", thread.id() + "-2", thread.id() + "-3")));
        expect(
                4,
                "patch 2 messages",
                length,
                () -> memory.updateMessages(List.of(
                        MessagePatch.builder(thread.id() + "-4").role(Role.TOOL).build(),
                        MessagePatch.builder(thread.id() + "-5")
                                .content(MessageContent.text("other"))
                                .build())));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2000})
    void aViewOfOneResourceAppendsInFourRoundTrips(int length) {
        ConversationThread thread = threadOf(length);
        MemoryStore view = memory.forResource(thread.resourceId());
        List<NewMessage> batch = messages(thread, length, 5);
        expect(4, "append in a view", length, () -> view.saveMessages(batch));
    }

    @Test
    void aBulkDeleteTakesTwoRoundTripsForEachChunk() {
        ConversationThread thread = threadOf(2000);
        memory.saveMessages(messages(thread, 2000, 1500));
        long chunks = 3500L / storage.limits().atomicRows() + 1;
        expect(2 * chunks + 1, "delete thread", 3500, () -> memory.deleteThread(thread.id()));
        ConversationThread other = threadOf(2000);
        expect(2, "delete messages of a thread", 2000, () -> memory.deleteMessages(MessageQuery.ofThread(other.id())));
    }

    @Test
    void aSliceIsAsManyBytesAtTheEndOfALongThreadAsOfAShortOne() {
        ConversationThread small = threadOf(10);
        ConversationThread big = threadOf(2000);
        for (int i = 0; i < 10; i++) {
            // the driver prepares a statement after some executions, which changes its bytes
            memory.lastMessages(small.id(), 5);
            memory.lastMessages(big.id(), 5);
        }
        WireCounters atSmall = measure(() -> memory.lastMessages(small.id(), 5));
        WireCounters atBig = measure(() -> memory.lastMessages(big.id(), 5));
        assertThat(atBig.bytesOut()).isCloseTo(atSmall.bytesOut(), Offset.offset(64L));
        assertThat(atBig.bytesIn()).isCloseTo(atSmall.bytesIn(), Offset.offset(64L));
    }

    private static void expect(long roundTrips, String operation, int size, Runnable work) {
        WireCounters counters = measure(work);
        assertThat(counters.roundTrips()).as("%s (%d)", operation, size).isEqualTo(roundTrips);
    }

    private static WireCounters measure(Runnable work) {
        WireCounters before = Server.local().counters();
        work.run();
        return Server.local().counters().minus(before);
    }

    private static ConversationThread threadOf(int length) {
        ConversationThread thread = memory.createThread(
                ConversationThread.builder("owner").createdAt(BASE).build());
        memory.saveMessages(messages(thread, 0, length));
        return memory.getThread(thread.id()).orElseThrow();
    }

    private static List<NewMessage> messages(ConversationThread thread, int from, int count) {
        List<NewMessage> messages = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            messages.add(NewMessage.builder(thread.id())
                    .id(thread.id() + "-" + i)
                    .text("some text of the conversation")
                    .createdAt(BASE.plusSeconds(i))
                    .build());
        }
        return messages;
    }
}
