package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.Listing;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.value.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Views with rows of another resource before, between and after their own. */
public abstract class NeighbourContract extends MemoryContract {
    private static final int OWN = 3;

    /** Made by the kit. */
    protected NeighbourContract() {}

    /** Stores a thread of the view's resource, with messages at 0 to 6 s: those at 1, 3 and 5 s belong to the resource. */
    private final class Shared {
        private final String resource = id("resource");
        private final String stranger = id("resource");
        private final MemoryStore view = memory().forResource(resource);
        private final ConversationThread thread = thread(resource);
        private final List<Message> all = memory().saveMessages(IntStream.rangeClosed(0, 2 * OWN)
                .mapToObj(i -> message(thread, at(i))
                        .resourceId(i % 2 == 0 ? stranger : resource)
                        .build())
                .toList());
        private final List<Message> own = of(resource);
        private final List<Message> foreign = of(stranger);

        private List<Message> of(String wanted) {
            return all.stream()
                    .filter(message -> message.resourceId().equals(wanted))
                    .toList();
        }

        private List<Message> stored() {
            return memory().listMessages(MessageQuery.ofThread(thread.id())).toList();
        }

        /** Asserts that these of the own messages are left, and all messages of the other resource. */
        private void assertLeft(Message... left) {
            List<Message> expected = new ArrayList<>(foreign);
            expected.addAll(List.of(left));
            expected.sort(Message.ORDER);
            assertThat(stored()).isEqualTo(expected);
        }
    }

    /** Reads the listing in every possible way. */
    private static <T> void assertGives(Listing<T> listing, List<T> expected) {
        assertThat(listing.toList()).isEqualTo(expected);
        assertThat(listing.count()).isEqualTo(expected.size());
        for (int size : List.of(1, 2, expected.size() + 1)) {
            assertThat(Walks.slices(listing, size)).as("slices of %s", size).isEqualTo(expected);
            assertThat(Walks.pages(listing, size)).as("pages of %s", size).isEqualTo(expected);
            assertThat(listing.page(PageRequest.first(size).withTotal()).total())
                    .hasValue(expected.size());
        }
    }

    private static <T> List<T> reversed(List<T> list) {
        List<T> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }

    /** If this fails, look at limits, offsets and cursors that count rows before the scope is applied. */
    @Rule(id = "MEM-62", requires = Feature.MEMORY)
    void listingsStepOverForeignMessages() {
        Shared shared = new Shared();
        MessageQuery query = MessageQuery.ofThread(shared.thread.id());
        assertGives(shared.view.listMessages(query), shared.own);
        assertGives(shared.view.listMessages(MessageQuery.ALL), shared.own);
        assertGives(
                shared.view.listMessages(
                        query.toBuilder().direction(Direction.DESC).build()),
                reversed(shared.own));
        assertGives(
                shared.view.listMessages(
                        query.toBuilder().range(TimeRange.between(at(2), at(4))).build()),
                shared.own.subList(1, 2));
        assertThat(shared.view.getMessages(ids(shared.all))).containsExactlyInAnyOrderElementsOf(shared.own);
        for (int count = 1; count <= OWN + 1; count++) {
            assertThat(shared.view.lastMessages(shared.thread.id(), count))
                    .isEqualTo(shared.own.subList(Math.max(0, OWN - count), OWN));
        }
        assertThat(shared.view.lastMessages(List.of(shared.thread.id())))
                .isEqualTo(Map.of(shared.thread.id(), shared.own.get(OWN - 1)));
        assertThat(shared.view.unreadCounts(
                        Map.of(
                                shared.thread.id(),
                                Optional.of(shared.foreign.get(1).position())),
                        10))
                .isEqualTo(Map.of(shared.thread.id(), 2));
        for (int neighbours = 0; neighbours <= OWN; neighbours++) {
            MessageInclude middle = MessageInclude.builder(shared.own.get(1).id())
                    .before(neighbours)
                    .after(neighbours)
                    .build();
            assertThat(shared.view
                            .listMessages(query, List.of(middle), PageRequest.first(0))
                            .items())
                    .as("%s neighbours", neighbours)
                    .isEqualTo(neighbours == 0 ? shared.own.subList(1, 2) : shared.own);
        }
    }

    /** If this fails, look at the condition on the resource in each statement that removes messages. */
    @Rule(id = "MEM-69", requires = Feature.MEMORY)
    void removalsStepOverForeignMessages() {
        Map<String, Function<Shared, BulkResult>> removals = new LinkedHashMap<>();
        removals.put(
                "by ids",
                shared -> shared.view.deleteMessages(
                        shared.own.stream().skip(1).map(Message::id).toList()));
        removals.put(
                "by a query",
                shared -> shared.view.deleteMessages(MessageQuery.builder()
                        .threadId(shared.thread.id())
                        .range(TimeRange.from(at(2)))
                        .build()));
        removals.put(
                "behind an own message",
                shared -> shared.view.rewindTo(
                        shared.thread.id(), shared.own.get(0).position()));
        removals.put(
                "behind a foreign message",
                shared -> shared.view.rewindTo(
                        shared.thread.id(), shared.foreign.get(1).position()));
        removals.put(
                "from a foreign message on",
                shared -> shared.view.rewindBefore(
                        shared.thread.id(), shared.foreign.get(1).position()));
        removals.forEach((how, removal) -> {
            Shared shared = new Shared();
            assertThat(removal.apply(shared)).as(how).isEqualTo(new BulkResult(2, true));
            shared.assertLeft(shared.own.get(0));
        });
        Shared pruned = new Shared();
        assertThat(pruned.view.pruneMessages(at(4), 1)).isEqualTo(new BulkResult(1, false));
        pruned.assertLeft(pruned.own.get(1), pruned.own.get(2));
        assertThat(pruned.view.pruneMessages(at(4), 1)).isEqualTo(new BulkResult(1, true));
        pruned.assertLeft(pruned.own.get(2));
        Shared named = new Shared();
        assertThat(named.view.deleteMessages(ids(named.all))).isEqualTo(new BulkResult(OWN, true, ids(named.foreign)));
        named.assertLeft();
    }

    /** If this fails, look at the condition on the resource in the statement that changes messages, and at the marks of others. */
    @Rule(id = "MEM-65", requires = Feature.MEMORY)
    void changesStepOverForeignMessages() {
        Shared shared = new Shared();
        var updated = shared.view.updateMessages(shared.all.stream()
                .map(message ->
                        MessagePatch.builder(message.id()).role(Role.TOOL).build())
                .toList());
        assertThat(ids(updated.items())).isEqualTo(ids(shared.own));
        assertThat(updated.skipped()).isEqualTo(ids(shared.foreign));
        assertThat(shared.stored()).containsAll(updated.items()).containsAll(shared.foreign);

        String index = id("index");
        Map<String, Version> versions = new LinkedHashMap<>();
        shared.stored().forEach(message -> versions.put(message.id(), message.version()));
        assertThat(shared.view.markIndexed(index, versions)).isEqualTo(new BulkResult(OWN, true, ids(shared.foreign)));
        assertThat(shared.view.pendingMessages(index, 10)).isEmpty();
        assertThat(memory().forResource(shared.stranger).pendingMessages(index, 10))
                .containsExactlyInAnyOrderElementsOf(shared.foreign);
    }

    /** If this fails, look at the scope of the copy's source. */
    @Rule(id = "MEM-66", requires = Feature.MEMORY)
    void copiesStepOverForeignMessages() {
        Shared shared = new Shared();
        assertThat(shared.view
                        .cloneThread(CloneRequest.builder(shared.thread.id()).build())
                        .messages())
                .extracting(Message::createdAt)
                .containsExactlyElementsOf(
                        shared.own.stream().map(Message::createdAt).toList());
        assertThat(shared.view
                        .cloneThread(CloneRequest.builder(shared.thread.id())
                                .messageLimit(2)
                                .build())
                        .messages())
                .extracting(Message::createdAt)
                .containsExactly(at(3), at(5));
        assertThat(shared.stored()).isEqualTo(shared.all);
    }

    /** If this fails, look at limits, offsets and cursors that count rows before the scope is applied. */
    @Rule(id = "MEM-68", requires = Feature.MEMORY)
    void listingsStepOverForeignThreads() {
        String resource = id("resource");
        String stranger = id("resource");
        MemoryStore view = memory().forResource(resource);
        List<String> own = new ArrayList<>();
        for (int i = 0; i <= 2 * OWN; i++) {
            ConversationThread thread = memory().createThread(newThread(i % 2 == 0 ? stranger : resource)
                    .createdAt(at(i))
                    .updatedAt(at(100 + i))
                    .lastMessageAt(at(200 + i))
                    .metadata(object("parity", i % 4))
                    .build());
            if (i % 2 == 1) {
                own.add(thread.id());
            }
        }
        for (ThreadQuery.Order order : ThreadQuery.Order.values()) {
            for (Direction direction : Direction.values()) {
                ThreadQuery query =
                        ThreadQuery.builder().order(order).direction(direction).build();
                List<String> expected = direction == Direction.ASC ? own : reversed(own);
                List<ConversationThread> threads = view.listThreads(query).toList();
                assertThat(threadIds(threads)).as("%s %s", order, direction).isEqualTo(expected);
                assertGives(view.listThreads(query), threads);
                assertGives(
                        view.listThreads(
                                query.toBuilder().metadata(object("parity", 1)).build()),
                        threads.stream()
                                .filter(thread -> !thread.id().equals(own.get(1)))
                                .toList());
            }
        }
    }
}
