package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.Listing;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.value.Utf8;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Combinations of filters, totals and orders, and of expected versions and moves, which fail more often than each alone. */
public abstract class CombinationContract extends MemoryContract {
    /** Made by the kit. */
    protected CombinationContract() {}

    private static <T> void assertGives(String what, Listing<T> listing, List<T> expected) {
        assertThat(listing.toList()).as(what).isEqualTo(expected);
        assertThat(listing.count()).as("count of %s", what).isEqualTo(expected.size());
        assertThat(listing.page(PageRequest.first(1).withTotal()).total())
                .as("total of %s", what)
                .hasValue(expected.size());
        assertThat(Walks.slices(listing, 2)).as("slices of %s", what).isEqualTo(expected);
    }

    /** Totals count the rows that match all filters. If this fails, look for a filter that the count lacks. */
    @Rule(id = "MEM-22", requires = Feature.MEMORY)
    void archivedThreadsAreCountedUnderEveryOtherFilter() {
        List<String> resources = List.of(id("resource"), id("resource"));
        String mark = "mark";
        List<ConversationThread> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            ConversationThread.Builder thread = newThread(resources.get(i % 2))
                    // pairs with equal times, so that ids break ties
                    .createdAt(at(i / 4))
                    .metadata(object(mark, i / 2 % 2));
            all.add(memory().createThread((i / 8 == 0 ? thread : thread.archivedAt(at(50))).build()));
        }
        Comparator<ConversationThread> order = Comparator.comparing(ConversationThread::createdAt)
                .thenComparing(ConversationThread::id, Utf8::compare);
        for (String resource : resources) {
            for (Optional<Boolean> archived :
                    List.of(Optional.<Boolean>empty(), Optional.of(true), Optional.of(false))) {
                for (int value = 0; value < 2; value++) {
                    for (Direction direction : Direction.values()) {
                        int wanted = value;
                        ThreadQuery.Builder query = ThreadQuery.builder()
                                .resourceId(resource)
                                .metadata(object(mark, value))
                                .order(ThreadQuery.Order.CREATED_AT)
                                .direction(direction);
                        archived.ifPresent(query::archived);
                        List<ConversationThread> expected = all.stream()
                                .filter(thread -> thread.resourceId().equals(resource))
                                .filter(thread -> all.indexOf(thread) / 2 % 2 == wanted)
                                .filter(thread -> archived.isEmpty()
                                        || archived.get() == thread.archivedAt().isPresent())
                                .sorted(direction == Direction.ASC ? order : order.reversed())
                                .toList();
                        assertGives(
                                "%s %s %s".formatted(archived, value, direction),
                                memory().listThreads(query.build()),
                                expected);
                    }
                }
            }
        }
    }

    /** Ranges, threads and resources are combined. If this fails, look for a filter that the count or the listing lacks. */
    @Rule(id = "MEM-50", requires = Feature.MEMORY)
    void messagesOfSeveralThreadsAreCountedInRanges() {
        String resource = id("resource");
        String guest = id("resource");
        List<ConversationThread> threads = List.of(thread(resource), thread(resource), thread(resource));
        List<NewMessage> batch = new ArrayList<>();
        for (int second = 0; second < 5; second++) {
            for (ConversationThread thread : threads) {
                // the same time in all threads: only ids distinguish them
                batch.add(message(thread, at(second))
                        .resourceId(second % 2 == 0 ? resource : guest)
                        .build());
            }
        }
        List<Message> all = memory().saveMessages(batch);
        Map<TimeRange, Predicate<Message>> ranges = new LinkedHashMap<>();
        ranges.put(TimeRange.ALL, message -> true);
        ranges.put(TimeRange.from(at(1)), message -> !message.createdAt().isBefore(at(1)));
        TimeRange between = TimeRange.between(at(1), millis(3500));
        ranges.put(
                between,
                message -> !message.createdAt().isBefore(at(1))
                        && message.createdAt().isBefore(millis(3500)));
        List<String> two = List.of(threads.get(0).id(), threads.get(2).id());
        ranges.forEach((range, in) -> {
            for (Optional<String> owner :
                    List.of(Optional.<String>empty(), Optional.of(resource), Optional.of(guest))) {
                for (Direction direction : Direction.values()) {
                    MessageQuery.Builder query =
                            MessageQuery.builder().threadIds(two).range(range).direction(direction);
                    owner.ifPresent(query::resourceId);
                    List<Message> expected = all.stream()
                            .filter(message -> two.contains(message.threadId()))
                            .filter(in)
                            .filter(message ->
                                    owner.isEmpty() || message.resourceId().equals(owner.get()))
                            .sorted(direction == Direction.ASC ? Message.ORDER : Message.ORDER.reversed())
                            .toList();
                    assertGives(
                            "%s %s %s".formatted(range, owner, direction),
                            memory().listMessages(query.build()),
                            expected);
                }
            }
        });
    }

    /** A move changes the version. If this fails, look at what a version is computed from, and at what a move writes. */
    @Rule(id = "MEM-14", requires = Feature.MEMORY)
    void expectedVersionsNoticeMoves() {
        ConversationThread thread = thread();
        messages(thread, 2);
        String target = id("resource");
        ConversationThread moved = memory().moveThread(thread.id(), target);
        ThreadPatch patch = ThreadPatch.ofTitle("guarded");
        ConflictException error =
                thrown(ConflictException.class, () -> memory().updateThread(thread.id(), patch, thread.version()));
        assertThat(error.stored(ConversationThread.class)).contains(moved);
        thrown(ConflictException.class, () -> memory().saveThread(thread, thread.version()));
        MemoryStore before = memory().forResource(thread.resourceId());
        thrown(NotFoundException.class, () -> before.updateThread(thread.id(), patch, moved.version()));
        assertThat(memory().getThread(thread.id())).contains(moved);
        MemoryStore view = memory().forResource(target);
        ConversationThread patched = view.updateThread(thread.id(), patch, moved.version());
        assertThat(patched.title()).isEqualTo("guarded");
        thrown(ConflictException.class, () -> view.updateThread(thread.id(), patch, moved.version()));
        ConversationThread back = memory().moveThread(thread.id(), thread.resourceId());
        thrown(ConflictException.class, () -> memory().updateThread(thread.id(), patch, patched.version()));
        assertThat(memory().updateThread(thread.id(), ThreadPatch.ofTitle("last"), back.version())
                        .title())
                .isEqualTo("last");
        assertThat(view.listThreads(ThreadQuery.ALL).count()).isZero();
        assertThat(view.listMessages(MessageQuery.ALL).count()).isZero();
    }
}
