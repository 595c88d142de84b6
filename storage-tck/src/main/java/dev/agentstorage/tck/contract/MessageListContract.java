package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.Slice;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.value.Utf8;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Messages are listed (rules {@code MEM-50} to {@code MEM-54}). */
public abstract class MessageListContract extends MemoryContract {
    /** Made by the kit. */
    protected MessageListContract() {}

    private List<Message> list(MessageQuery query) {
        try (Stream<Message> messages = memory().listMessages(query).stream()) {
            return messages.toList();
        }
    }

    private Message other(ConversationThread thread, String resource, long second) {
        return memory().saveMessages(List.of(NewMessage.builder(thread.id())
                        .resourceId(resource)
                        .id(id("message"))
                        .createdAt(at(second))
                        .build()))
                .get(0);
    }

    /** Thread, threads and resource. If this fails, look at the filters of the list. */
    @Rule(
            id = "MEM-50",
            requires = Feature.MEMORY,
            cases = {"L04", "L14", "L27", "L35", "L38", "L39", "L40", "P24", "P25", "G23"})
    void messagesPassThreadAndResource() {
        String resource = id("resource");
        ConversationThread one = thread(resource);
        ConversationThread two = thread(resource);
        List<Message> first = messages(one, 5);
        List<Message> second = messages(two, 2);
        Message foreign = other(one, id("other"), 9);
        assertThat(list(MessageQuery.ofThread(one.id()))).hasSize(6).contains(foreign);
        assertThat(list(MessageQuery.builder()
                        .threadId(one.id())
                        .resourceId(resource)
                        .build()))
                .isEqualTo(first);
        Page<Message> page = memory().listMessages(MessageQuery.builder()
                        .threadId(one.id())
                        .resourceId(resource)
                        .build())
                .page(PageRequest.first(3).withTotal());
        assertThat(page.items()).isEqualTo(first.subList(0, 3));
        assertThat(page.total()).hasValue(5);
        assertThat(list(MessageQuery.builder()
                        .threadIds(List.of(one.id(), two.id()))
                        .resourceId(resource)
                        .build()))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(first.stream(), second.stream()).toList());
        assertThat(list(MessageQuery.ofResource(resource))).hasSize(7);
        Page<Message> byResource = memory().listMessages(MessageQuery.ofResource(resource))
                .page(PageRequest.first(2).withTotal());
        assertThat(byResource.total()).hasValue(7);
        assertThat(byResource.hasMore()).isTrue();
        Page<Message> nothing = memory().listMessages(MessageQuery.ofResource(id("unknown")))
                .page(PageRequest.first().withTotal());
        assertThat(nothing.items()).isEmpty();
        assertThat(nothing.total()).hasValue(0);
        assertThat(nothing.hasMore()).isFalse();
        assertThat(list(MessageQuery.ofThread(thread().id()))).isEmpty();
    }

    /** Ranges are exact. If this fails, look at rounding and at the comparison operators. */
    @Rule(
            id = "MEM-50",
            requires = Feature.MEMORY,
            cases = {"L05", "L20", "L26", "L36", "L37", "P02", "P13", "P14", "P15", "P16", "P17", "P18", "P19"})
    void rangesAreExact() {
        ConversationThread thread = thread();
        List<NewMessage> batch = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            batch.add(message(thread, base().plusNanos(i * 1000L)).build());
        }
        List<Message> all = memory().saveMessages(batch);
        Instant start = all.get(1).createdAt();
        Instant end = all.get(4).createdAt();
        MessageQuery query = MessageQuery.ofThread(thread.id());
        assertThat(list(query.toBuilder().range(TimeRange.between(start, end)).build()))
                .isEqualTo(all.subList(1, 5));
        assertThat(list(query.toBuilder()
                        .range(TimeRange.between(start, end).withoutStart())
                        .build()))
                .isEqualTo(all.subList(2, 5));
        assertThat(list(query.toBuilder()
                        .range(TimeRange.between(start, end).withoutEnd())
                        .build()))
                .isEqualTo(all.subList(1, 4));
        assertThat(list(query.toBuilder()
                        .range(TimeRange.between(start, end).withoutStart().withoutEnd())
                        .build()))
                .isEqualTo(all.subList(2, 4));
        assertThat(list(query.toBuilder().range(TimeRange.from(end)).build())).isEqualTo(all.subList(4, 6));
        assertThat(list(query.toBuilder().range(TimeRange.until(start)).build()))
                .isEqualTo(all.subList(0, 2));
        assertThat(list(query.toBuilder()
                        .range(TimeRange.between(at(10), at(20)))
                        .build()))
                .isEmpty();
        Page<Message> page = memory().listMessages(
                        query.toBuilder().range(TimeRange.from(start)).build())
                .page(PageRequest.of(1, 2).withTotal());
        assertThat(page.items()).isEqualTo(all.subList(3, 5));
        assertThat(page.total()).hasValue(5);
        assertThat(page.hasMore()).isTrue();
        assertThat(list(MessageQuery.builder()
                        .resourceId(thread.resourceId())
                        .range(TimeRange.from(end))
                        .build()))
                .hasSize(2);
        assertThatThrownBy(() -> TimeRange.between(end, start)).isInstanceOf(InvalidRequestException.class);

        // reading back from the oldest message seen returns the next ones, even if newer ones arrive
        MessageQuery newest = query.toBuilder().direction(Direction.DESC).build();
        List<Message> seen =
                memory().listMessages(newest).page(PageRequest.first(2)).items();
        messages(thread, 2);
        assertThat(memory().listMessages(newest.toBuilder()
                                .range(TimeRange.until(seen.get(1).createdAt()).withoutEnd())
                                .build())
                        .page(PageRequest.first(2))
                        .items())
                .containsExactly(all.get(3), all.get(2));
    }

    /** The metadata in the content can be searched. If this fails, look at how content is read for the filter. */
    @Rule(id = "MEM-50", requires = Feature.MEMORY, cases = "G14")
    void messagesPassAMetadataFilter() {
        ConversationThread thread = thread();
        List<NewMessage> batch = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            batch.add(message(thread, at(i))
                    .content(Json.parse("{\"parts\":[],\"bad\":\"\\u0000\",\"metadata\":{\"b\":{\"y\":2,\"x\":" + i % 3
                            + ".0},\"a\":1}}"))
                    .build());
        }
        batch.add(message(thread, at(40))
                .content(Json.parse("{\"a\":1,\"b\":{\"x\":0}}"))
                .build());
        batch.add(message(thread, at(41))
                .content(Json.parse("{\"metadata\":[\"b\"]}"))
                .build());
        List<Message> all = memory().saveMessages(batch);
        MessageQuery query = MessageQuery.builder()
                .threadId(thread.id())
                .metadata(Json.parse("{\"b\":{\"x\":0}}"))
                .build();
        List<Message> expected =
                IntStream.range(0, 10).mapToObj(i -> all.get(3 * i)).toList();
        assertThat(list(query)).isEqualTo(expected);
        Page<Message> page =
                memory().listMessages(query).page(PageRequest.of(1, 4).withTotal());
        assertThat(page.items()).isEqualTo(expected.subList(4, 8));
        assertThat(page.total()).hasValue(10);
        assertThat(page.hasMore()).isTrue();
        assertThat(Walks.slices(memory().listMessages(query), 3)).isEqualTo(expected);
        assertThat(list(MessageQuery.builder()
                        .threadId(thread.id())
                        .metadata(object("none", 1))
                        .build()))
                .isEmpty();
    }

    /** Invalid queries are rejected. If this fails, the query did not go through the store. */
    @Rule(
            id = "MEM-50",
            requires = Feature.MEMORY,
            cases = {"L16", "P12", "G20"})
    void badQueriesAreRefused() {
        for (String blank : List.of("", "   ")) {
            assertThatThrownBy(() ->
                            memory().listMessages(MessageQuery.ofThread(blank)).page())
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("non-empty string");
            assertThatThrownBy(() -> memory().listMessages(MessageQuery.ofResource(blank))
                            .page())
                    .isInstanceOf(InvalidRequestException.class);
        }
        assertThatThrownBy(() -> memory().listMessages(MessageQuery.ofThreads(List.of("a", " ")))
                        .page())
                .isInstanceOf(InvalidRequestException.class);
    }

    /** Time, then the bytes of the id. If this fails, look at the order by clause and the collation. */
    @Rule(
            id = "MEM-51",
            requires = Feature.MEMORY,
            cases = {"L11", "L12", "L13", "G01"})
    void messagesAreTotallyOrdered() {
        ConversationThread thread = thread();
        String prefix = id("m");
        List<NewMessage> batch = new ArrayList<>();
        for (String tail : List.of("Z", "a", "é", "\uffee", "😀", "-", "_")) {
            for (int second : new int[] {2, 1}) {
                batch.add(message(thread, at(second)).id(prefix + tail + second).build());
            }
        }
        // stored one by one they have equal times, which saving them together does not change
        batch.forEach(message -> memory().saveMessages(List.of(message)));
        List<Message> saved = memory().saveMessages(batch);
        List<String> expected = batch.stream()
                .sorted((a, b) -> {
                    int time =
                            a.createdAt().orElseThrow().compareTo(b.createdAt().orElseThrow());
                    return time != 0 ? time : Utf8.compare(a.id(), b.id());
                })
                .map(NewMessage::id)
                .toList();
        assertThat(ids(saved)).isEqualTo(expected);
        MessageQuery query = MessageQuery.ofThread(thread.id());
        assertThat(ids(list(query))).isEqualTo(expected);
        assertThat(ids(Walks.slices(memory().listMessages(query), 3))).isEqualTo(expected);
        List<String> reversed = new ArrayList<>(expected);
        Collections.reverse(reversed);
        assertThat(ids(list(query.toBuilder().direction(Direction.DESC).build())))
                .isEqualTo(reversed);
        assertThat(ids(Walks.slices(
                        memory().listMessages(query.toBuilder()
                                .direction(Direction.DESC)
                                .build()),
                        4)))
                .isEqualTo(reversed);
    }

    /** The pages together are the listing. If this fails, look at offset, limit and hasMore. */
    @Rule(
            id = "MEM-52",
            requires = Feature.MEMORY,
            cases = {"L03", "L21", "L22", "L23", "L24", "P01", "P18"})
    void pagesAddUpToTheListing() {
        ConversationThread thread = thread();
        List<Message> all = messages(thread, 55);
        Listing<Message> listing = memory().listMessages(MessageQuery.ofThread(thread.id()));
        Page<Message> first = listing.page(PageRequest.first().withTotal());
        assertThat(first.items()).isEqualTo(all.subList(0, 40));
        assertThat(first.perPage()).hasValue(40);
        assertThat(first.total()).hasValue(55);
        assertThat(first.hasMore()).isTrue();
        Page<Message> last = listing.page(PageRequest.of(2, 22).withTotal());
        assertThat(last.items()).isEqualTo(all.subList(44, 55));
        assertThat(last.hasMore()).isFalse();
        Page<Message> exact = listing.page(PageRequest.of(4, 11));
        assertThat(exact.items()).isEqualTo(all.subList(44, 55));
        assertThat(exact.hasMore()).isFalse();
        assertThat(exact.total()).isEmpty();
        Page<Message> everything = listing.page(PageRequest.everything().withTotal());
        assertThat(everything.items()).isEqualTo(all);
        assertThat(everything.total()).hasValue(55);
        assertThat(everything.perPage()).isEmpty();
        assertThat(everything.hasMore()).isFalse();
    }

    /** Appends do not affect reading by slices. If this fails, look for an offset in the cursor. */
    @Rule(id = "MEM-52", requires = Feature.MEMORY)
    void slicesAreNotDisturbedByAppends() {
        ConversationThread thread = thread();
        List<Message> all = messages(thread, 6);
        Listing<Message> newest = memory().listMessages(MessageQuery.builder()
                .threadId(thread.id())
                .direction(Direction.DESC)
                .build());
        Slice<Message> first = newest.slice(3);
        memory().saveMessages(List.of(message(thread, at(100)).build()));
        memory().deleteMessages(List.of(first.items().get(0).id()));
        Slice<Message> second = newest.slice(3, first.next().orElseThrow());
        assertThat(second.items()).containsExactly(all.get(2), all.get(1), all.get(0));
        assertThat(second.next()).isEmpty();
    }

    /** A stream ends even if the listing grows as fast. If this fails, the bound is not a condition of every slice. */
    @Rule(id = "PAGE-11", requires = Feature.MEMORY)
    void streamEndsAtTheBoundWhileMessagesAreAppended() {
        ConversationThread thread = thread();
        int count = 510;
        memory().importMessages(IntStream.range(0, count)
                .mapToObj(i -> message(thread, base().plusNanos(i * 1_000L)).build())
                .toList());
        Listing<Message> listing = memory().listMessages(MessageQuery.ofThread(thread.id()));
        Listing<Message> bounded = listing.until(listing.end().orElseThrow());
        long read = 0;
        try (Stream<Message> messages = bounded.stream().limit(4L * count)) {
            for (Message message : (Iterable<Message>) messages::iterator) {
                if (read++ % 30 == 0) {
                    Instant after = at(1 + read);
                    memory().saveMessages(IntStream.range(0, 40)
                            .mapToObj(i -> message(thread, after).build())
                            .toList());
                }
                assertThat(message.createdAt()).isBefore(at(1));
            }
        }
        assertThat(read).isEqualTo(count);
        assertThat(listing.count()).isGreaterThan(count);
    }

    /** The newest of a thread, oldest first. If this fails, look at the reversal. */
    @Rule(id = "MEM-53", requires = Feature.MEMORY)
    void lastMessagesAreTheNewest() {
        ConversationThread thread = thread();
        List<Message> all = messages(thread, 7);
        assertThat(memory().lastMessages(thread.id(), 3)).isEqualTo(all.subList(4, 7));
        assertThat(memory().lastMessages(thread.id(), 100)).isEqualTo(all);
        assertThat(memory().lastMessages(id("thread"), 5)).isEmpty();
        assertThatThrownBy(() -> memory().lastMessages(thread.id(), 0)).isInstanceOf(InvalidRequestException.class);
    }

    /** By id, in the order of messages. If this fails, look at how ids are bound. */
    @Rule(
            id = "MEM-54",
            requires = Feature.MEMORY,
            cases = {"P20", "P21", "P22", "P24", "P25"})
    void messagesAreReadById() {
        ConversationThread one = thread();
        ConversationThread two = thread();
        List<Message> first = messages(one, 3);
        Message later =
                memory().saveMessages(List.of(message(two, at(9)).build())).get(0);
        assertThat(memory().getMessages(List.of(
                        later.id(),
                        first.get(2).id(),
                        id("unknown"),
                        first.get(0).id(),
                        later.id())))
                .containsExactly(first.get(0), first.get(2), later);
        assertThat(memory().getMessages(List.of())).isEmpty();
        assertThat(memory().getMessage(id("unknown"))).isEmpty();
        assertThatThrownBy(() -> memory().getMessage("")).isInstanceOf(InvalidRequestException.class);
    }

    /** A query names at most 1,000 threads, in every use of it. If this fails, the query was not checked before it was used. */
    @Rule(id = "MEM-50", requires = Feature.MEMORY)
    void tooManyThreadsAreRefused() {
        List<String> threads =
                IntStream.range(0, 1000).mapToObj(i -> id("thread")).toList();
        MessageQuery most = MessageQuery.ofThreads(threads);
        assertThat(memory().listMessages(most).toList()).isEmpty();
        assertThat(memory().listMessages(most).count()).isZero();
        assertThat(memory().deleteMessages(most).affected()).isZero();
        List<String> last = new ArrayList<>(threads.subList(0, 999));
        ConversationThread thread = thread();
        last.add(thread.id());
        List<Message> stored = messages(thread, 2);
        MessageQuery found = MessageQuery.ofThreads(last);
        assertThat(memory().listMessages(found).toList()).isEqualTo(stored);
        assertThat(memory().listMessages(found).count()).isEqualTo(2);
        assertThat(memory().deleteMessages(found).affected()).isEqualTo(2);

        List<String> more = new ArrayList<>(threads);
        more.add(id("thread"));
        MessageQuery tooMany = MessageQuery.ofThreads(more);
        for (ThrowingCallable use : List.<ThrowingCallable>of(
                () -> memory().listMessages(tooMany),
                () -> memory().listMessages(tooMany, List.of(), PageRequest.first()),
                () -> memory().deleteMessages(tooMany))) {
            assertThatThrownBy(use).isInstanceOfSatisfying(TooLargeException.class, e -> {
                assertThat(e.code()).isEqualTo("batch-too-large");
                assertThat(e.details()).containsEntry("field", "threadIds").containsEntry("limit", 1000L);
            });
        }
    }
}
