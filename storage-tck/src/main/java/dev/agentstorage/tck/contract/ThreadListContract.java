package dev.agentstorage.tck.contract;

import static dev.agentstorage.memory.ThreadQuery.Order.CREATED_AT;
import static dev.agentstorage.memory.ThreadQuery.Order.UPDATED_AT;
import static dev.agentstorage.value.Direction.ASC;
import static dev.agentstorage.value.Direction.DESC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.Utf8;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Threads are listed (rules {@code MEM-20} to {@code MEM-29}). */
public abstract class ThreadListContract extends MemoryContract {
    /** Made by the kit. */
    protected ThreadListContract() {}

    private ConversationThread stored(String resource, String metadata) {
        return memory().createThread(
                        newThread(resource).metadata(Json.parse(metadata)).build());
    }

    /** Stores five threads of a resource: created at 1 to 5 s, last changed in the order 3, 1, 5, 2, 4. */
    private List<ConversationThread> five(String resource) {
        List<ConversationThread> threads = new ArrayList<>();
        int[] updated = {12, 14, 11, 15, 13};
        for (int i = 0; i < 5; i++) {
            threads.add(memory().createThread(newThread(resource)
                    .createdAt(at(i + 1L))
                    .updatedAt(at(updated[i]))
                    .build()));
        }
        return threads;
    }

    private static List<String> pick(List<ConversationThread> threads, int... numbers) {
        return java.util.Arrays.stream(numbers)
                .mapToObj(number -> threads.get(number - 1).id())
                .toList();
    }

    /** All filters must hold. If this fails, look at how filters are joined. */
    @Rule(
            id = "MEM-20",
            requires = Feature.MEMORY,
            cases = {"T04", "T32", "T33", "T34", "T35", "T36", "T37", "T38", "T39"})
    void threadsPassAllFilters() {
        String resource = id("resource");
        String mark = id("mark");
        ConversationThread one = stored(resource, "{\"mark\":\"" + mark + "\",\"a\":1,\"b\":1}");
        ConversationThread two = stored(resource, "{\"mark\":\"" + mark + "\",\"a\":1,\"b\":2}");
        ConversationThread other = stored(id("resource"), "{\"mark\":\"" + mark + "\",\"a\":1,\"b\":1}");
        ConversationThread plain = thread(resource);
        assertThat(listed(ThreadQuery.ofResource(resource))).containsExactlyInAnyOrder(one.id(), two.id(), plain.id());
        assertThat(listed(ThreadQuery.builder().metadata(object("mark", mark)).build()))
                .containsExactlyInAnyOrder(one.id(), two.id(), other.id());
        assertThat(listed(ThreadQuery.builder()
                        .resourceId(resource)
                        .metadata(object("mark", mark))
                        .build()))
                .containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(listed(ThreadQuery.builder()
                        .resourceId(resource)
                        .metadata(Json.parse("{\"a\":1,\"b\":2}"))
                        .build()))
                .containsExactly(two.id());
        assertThat(listed(ThreadQuery.builder()
                        .resourceId(resource)
                        .metadata(Json.parse("{\"a\":1,\"b\":2,\"c\":3}"))
                        .build()))
                .isEmpty();
        assertThat(listed(ThreadQuery.builder()
                        .metadata(object("mark", "unknown " + mark))
                        .build()))
                .isEmpty();
        assertThat(listed(ThreadQuery.ofResource(id("unknown")))).isEmpty();
        assertThat(listed(ThreadQuery.ALL)).contains(one.id(), two.id(), other.id(), plain.id());
    }

    private List<String> listed(ThreadQuery query) {
        try (Stream<ConversationThread> threads = memory().listThreads(query).stream()) {
            return threads.map(ConversationThread::id).toList();
        }
    }

    /** Metadata filters are containment by structure. If this fails, look for a comparison of texts. */
    @Rule(
            id = "MEM-21",
            requires = Feature.MEMORY,
            cases = {"T42", "G14"})
    void metadataFilterIsContainment() {
        String resource = id("resource");
        ConversationThread thread =
                stored(resource, "{\"n\":1.0,\"o\":{\"x\":1,\"y\":[1,2,{\"z\":null}]},\"s\":\"a\\u0000\\ud83d%_'\"}");
        stored(resource, "{\"other\":1,\"text\":\"\\\"n\\\":1\"}");
        thread(resource);
        ThreadQuery query = ThreadQuery.ofResource(resource);
        for (String filter : List.of(
                "{\"n\":1}",
                "{\"o\":{\"y\":[2]}}",
                "{\"o\":{\"y\":[{\"z\":null}],\"x\":1.00}}",
                "{\"s\":\"a\\u0000\\ud83d%_'\",\"n\":1}")) {
            assertThat(listed(query.toBuilder().metadata(Json.parse(filter)).build()))
                    .as(filter)
                    .containsExactly(thread.id());
        }
        for (String filter : List.of("{\"n\":\"1\"}", "{\"o\":{\"y\":[3]}}", "{\"missing\":null}", "{\"x\":1}")) {
            assertThat(listed(query.toBuilder().metadata(Json.parse(filter)).build()))
                    .as(filter)
                    .isEmpty();
        }
        assertThat(listed(query.toBuilder().metadata(Json.EMPTY_OBJECT).build()))
                .hasSize(3);
    }

    /** Filter keys follow a rule. If this fails, the query did not go through the store. */
    @Rule(id = "CORE-07", requires = Feature.MEMORY, cases = "G21")
    void filterKeysFollowARule() {
        for (String key :
                List.of("__proto__", "prototype", "constructor", "a'b", "a\"b", "1a", "a b", "", "k".repeat(129))) {
            assertThatThrownBy(() -> memory().listThreads(ThreadQuery.builder()
                                    .metadata(object(key, 1))
                                    .build())
                            .page())
                    .as(key)
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            error -> assertThat(error.code()).isEqualTo("metadata-key-invalid"));
        }
        String longest = "k".repeat(128);
        String resource = id("resource");
        ConversationThread thread = stored(resource, "{\"" + longest + "\":1}");
        assertThat(listed(ThreadQuery.builder()
                        .resourceId(resource)
                        .metadata(object(longest, 1))
                        .build()))
                .containsExactly(thread.id());
    }

    /** Archived threads can be distinguished. If this fails, look at the filter on archivedAt. */
    @Rule(id = "MEM-22", requires = Feature.MEMORY)
    void archivedThreadsCanBeDistinguished() {
        String resource = id("resource");
        ConversationThread active = thread(resource);
        ConversationThread archived = thread(resource);
        memory().updateThread(
                        archived.id(), ThreadPatch.builder().archivedAt(at(1)).build());
        assertThat(listed(ThreadQuery.builder()
                        .resourceId(resource)
                        .archived(true)
                        .build()))
                .containsExactly(archived.id());
        assertThat(listed(ThreadQuery.builder()
                        .resourceId(resource)
                        .archived(false)
                        .build()))
                .containsExactly(active.id());
        assertThat(listed(ThreadQuery.ofResource(resource))).hasSize(2);
    }

    /** The newest is first by default. If this fails, look at the default order. */
    @Rule(
            id = "MEM-23",
            requires = Feature.MEMORY,
            cases = {"T16", "T29"})
    void threadsAreListedNewestFirst() {
        String resource = id("resource");
        List<ConversationThread> threads = five(resource);
        Page<ConversationThread> page = memory().listThreads(ThreadQuery.ofResource(resource))
                .page(PageRequest.of(0, 3).withTotal());
        assertThat(threadIds(page.items())).isEqualTo(pick(threads, 5, 4, 3));
        assertThat(page.total()).hasValue(5);
    }

    /** Both fields, both directions. If this fails, look at the order by clause. */
    @Rule(
            id = "MEM-24",
            requires = Feature.MEMORY,
            cases = {"T17", "T18", "T19", "T20", "T21", "T22", "T23", "T24", "T30", "T31"})
    void threadsAreOrderedAsAsked() {
        String resource = id("resource");
        List<ConversationThread> threads = five(resource);
        ThreadQuery query = ThreadQuery.ofResource(resource);
        assertThat(listed(query.toBuilder().order(CREATED_AT).direction(ASC).build()))
                .isEqualTo(pick(threads, 1, 2, 3, 4, 5));
        assertThat(listed(query.toBuilder().order(CREATED_AT).direction(DESC).build()))
                .isEqualTo(pick(threads, 5, 4, 3, 2, 1));
        assertThat(listed(query.toBuilder().order(UPDATED_AT).direction(ASC).build()))
                .isEqualTo(pick(threads, 3, 1, 5, 2, 4));
        assertThat(listed(query.toBuilder().order(UPDATED_AT).direction(DESC).build()))
                .isEqualTo(pick(threads, 4, 2, 5, 1, 3));
    }

    /** Ties are broken by the bytes of the id. If this fails, look at the collation of the id column. */
    @Rule(
            id = "MEM-25",
            requires = Feature.MEMORY,
            cases = {"T28", "G01"})
    void tiesAreBrokenByTheBytesOfTheId() {
        String resource = id("resource");
        String base = id("tie");
        for (String tail : List.of("b", "a", "B", "é", "\uffee", "😀", "_", "-", "10", "9")) {
            memory().createThread(newThread(resource).id(base + tail).build());
        }
        List<String> expected = new ArrayList<>();
        for (String tail : List.of("b", "a", "B", "é", "\uffee", "😀", "_", "-", "10", "9")) {
            expected.add(base + tail);
        }
        expected.sort(Utf8::compare);
        for (Direction direction : Direction.values()) {
            ThreadQuery query = ThreadQuery.builder()
                    .resourceId(resource)
                    .order(CREATED_AT)
                    .direction(direction)
                    .build();
            assertThat(listed(query)).isEqualTo(expected);
            assertThat(threadIds(Walks.pages(memory().listThreads(query), 3))).isEqualTo(expected);
            assertThat(threadIds(Walks.slices(memory().listThreads(query), 3))).isEqualTo(expected);
            Collections.reverse(expected);
        }
    }

    /** The pages together are the listing. If this fails, look at offset, limit and hasMore. */
    @Rule(
            id = "MEM-26",
            requires = Feature.MEMORY,
            cases = {"T11", "T12", "T25", "T27", "T40", "T41"})
    void pagesAddUpToTheListing() {
        String resource = id("resource");
        concurrently(
                17,
                1,
                (worker, step) -> memory().createThread(newThread(resource)
                        .metadata(object("n", worker % 2))
                        .build()));
        Listing<ConversationThread> listing = memory().listThreads(ThreadQuery.ofResource(resource));
        Page<ConversationThread> first = listing.page(PageRequest.of(0, 7).withTotal());
        assertThat(first.items()).hasSize(7);
        assertThat(first.total()).hasValue(17);
        assertThat(first.hasMore()).isTrue();
        Page<ConversationThread> last = listing.page(PageRequest.of(2, 7).withTotal());
        assertThat(last.items()).hasSize(3);
        assertThat(last.total()).hasValue(17);
        assertThat(last.hasMore()).isFalse();
        Listing<ConversationThread> byChange = memory().listThreads(ThreadQuery.builder()
                .resourceId(resource)
                .order(UPDATED_AT)
                .direction(DESC)
                .build());
        assertThat(Walks.pages(byChange, 2)).isEqualTo(byChange.toList());
        Page<ConversationThread> all = listing.page(PageRequest.everything().withTotal());
        assertThat(all.items()).hasSize(17);
        assertThat(all.perPage()).isEmpty();
        assertThat(all.hasMore()).isFalse();
        assertThat(listing.page().perPage()).hasValue(100);
        assertThat(listing.count()).isEqualTo(17);

        ThreadQuery filtered = ThreadQuery.builder()
                .resourceId(resource)
                .metadata(object("n", 1))
                .build();
        Page<ConversationThread> one =
                memory().listThreads(filtered).page(PageRequest.of(0, 5).withTotal());
        Page<ConversationThread> two =
                memory().listThreads(filtered).page(PageRequest.of(1, 5).withTotal());
        assertThat(one.total()).hasValue(8);
        assertThat(one.hasMore()).isTrue();
        assertThat(two.items()).hasSize(3).doesNotContainAnyElementsOf(one.items());
        assertThat(two.hasMore()).isFalse();
    }

    /** Reading by slices returns each thread once. If this fails, look at the comparison with the cursor's position. */
    @Rule(id = "MEM-27", requires = Feature.MEMORY, cases = "G01")
    void slicesGiveEachThreadOnce() {
        String resource = id("resource");
        for (int i = 0; i < 11; i++) {
            memory().createThread(newThread(resource)
                    .createdAt(at(i / 4))
                    .updatedAt(at(100 - i / 3))
                    .lastMessageAt(i % 4 == 0 ? null : at(50 - i / 2))
                    .metadata(object("m", i % 2))
                    .build());
        }
        for (ThreadQuery.Order order : ThreadQuery.Order.values()) {
            for (Direction direction : Direction.values()) {
                ThreadQuery query = ThreadQuery.builder()
                        .resourceId(resource)
                        .order(order)
                        .direction(direction)
                        .build();
                Comparator<ConversationThread> comparator = Comparator.comparing(
                                (ConversationThread thread) -> sortedBy(order, thread))
                        .thenComparing(ConversationThread::id, Utf8::compare);
                List<ConversationThread> walked = Walks.slices(memory().listThreads(query), 2);
                assertThat(walked)
                        .hasSize(11)
                        .doesNotHaveDuplicates()
                        .isSortedAccordingTo(direction == ASC ? comparator : comparator.reversed())
                        .isEqualTo(memory().listThreads(query).toList());
                assertThat(Walks.slices(
                                memory().listThreads(query.toBuilder()
                                        .metadata(object("m", 1))
                                        .build()),
                                2))
                        .hasSize(5);
            }
        }
    }

    private static Instant sortedBy(ThreadQuery.Order order, ConversationThread thread) {
        return switch (order) {
            case CREATED_AT -> thread.createdAt();
            case UPDATED_AT -> thread.updatedAt();
            // threads without a message sort first
            case LAST_MESSAGE_AT -> thread.lastMessageAt().orElse(Instant.MIN);
        };
    }

    /** A listing without matches is an empty page. If this fails, look at how an empty result is mapped. */
    @Rule(
            id = "MEM-28",
            requires = Feature.MEMORY,
            cases = {"T26", "T38"})
    void nothingIsAnEmptyPage() {
        Page<ConversationThread> page = memory().listThreads(ThreadQuery.builder()
                        .resourceId(id("unknown"))
                        .order(UPDATED_AT)
                        .direction(ASC)
                        .build())
                .page(PageRequest.of(3, 10).withTotal());
        assertThat(page.items()).isEmpty();
        assertThat(page.total()).hasValue(0);
        assertThat(page.page()).isEqualTo(3);
        assertThat(page.perPage()).hasValue(10);
        assertThat(page.hasMore()).isFalse();
    }
}
