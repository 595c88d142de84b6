package dev.agentstorage.store;

import static dev.agentstorage.store.Conversations.ids;
import static dev.agentstorage.store.Conversations.messages;
import static dev.agentstorage.store.Conversations.micros;
import static dev.agentstorage.store.Conversations.resource;
import static dev.agentstorage.store.Conversations.saved;
import static dev.agentstorage.store.Conversations.stored;
import static dev.agentstorage.store.Conversations.thread;
import static dev.agentstorage.store.RecordedStores.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.TimeRange;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MemoryListingsTest {
    private static final MessageQuery THREAD = MessageQuery.ofThread("t");
    private static final Json LOOSE = Json.parse("{ \"b\" : 1 }");

    private final RecordedBackend<MemoryBackend> backend = new RecordedBackend<>(MemoryBackend.class);
    private final MemoryStore store = RecordedStores.factory().memory(backend);

    private static ConversationThread numbered(int number) {
        return thread("t" + number, "own").toBuilder()
                .createdAt(micros(number))
                .updatedAt(micros(-number))
                .lastMessageAt(number % 2 == 0 ? micros(number * 10L) : null)
                .build();
    }

    /** Returns the messages of these numbers; each number is a time. */
    private static List<Message> rows(int... numbers) {
        return IntStream.of(numbers)
                .mapToObj(number -> stored("m" + number, micros(number)))
                .toList();
    }

    /** Returns such messages of another thread. */
    private static List<Message> others(int... numbers) {
        return IntStream.of(numbers)
                .mapToObj(number -> stored("n" + number, micros(number)).toBuilder()
                        .threadId("u")
                        .build())
                .toList();
    }

    private static List<MessageInclude> includes() {
        return List.of(MessageInclude.builder("m1").threadId("t").after(2).build());
    }

    /** Reads a page while the backend gives these includes, and these rows of the query for its window. */
    private Page<Message> read(MessageQuery query, List<Message> included, List<Message> rows, PageRequest request) {
        backend.answer("messages.listIncluded", included).answer("messages.list", rows);
        return store.listMessages(query, includes(), request);
    }

    @Test
    void threadsAreAskedForByAQueryInItsCanonicalForm() {
        backend.answer("threads.list", List.of(numbered(3), numbered(2), numbered(1)))
                .answer("threads.count", 9L);

        Page<ConversationThread> page = store.listThreads(ThreadQuery.builder()
                        .resourceId("own")
                        .metadata(LOOSE)
                        .archived(true)
                        .build())
                .page(PageRequest.withTotal(2, 2));

        assertThat(page.items()).containsExactly(numbered(3), numbered(2));
        assertThat(page.hasMore()).isTrue();
        assertThat(page.total()).hasValue(9);
        ThreadQuery sent = backend.calls().get(0).argument(0, ThreadQuery.class);
        assertThat(sent.metadata().orElseThrow().text()).isEqualTo("{\"b\":1}");
        assertThat(sent.resourceId()).contains("own");
        assertThat(sent.archived()).contains(true);
        assertThat(backend.calls())
                .containsExactly(
                        new RecordedBackend.Call("threads.list", List.of(sent, Window.offset(4, 3))),
                        new RecordedBackend.Call("threads.count", List.of(sent)));
    }

    @Test
    void aListingThatIsMadeAsksNothingAndOneThatIsReadAsksForItsOwnPage() {
        Listing<ConversationThread> threads = store.listThreads();
        Listing<Message> messages = store.listMessages();
        Listing<Resource> resources = store.listResources();
        assertThat(backend.calls()).isEmpty();

        threads.page();
        messages.page();
        resources.page();

        assertThat(backend.calls())
                .containsExactly(
                        new RecordedBackend.Call("threads.list", List.of(ThreadQuery.ALL, Window.offset(0, 101))),
                        new RecordedBackend.Call("messages.list", List.of(MessageQuery.ALL, Window.offset(0, 41))),
                        new RecordedBackend.Call("resources.list", List.of(ResourceQuery.ALL, Window.offset(0, 101))));
    }

    @Test
    void aCursorIsThePlaceOfTheLastThreadInTheOrderOfTheQuery() {
        for (ThreadQuery.Order order : ThreadQuery.Order.values()) {
            backend.answer("threads.list", List.of(numbered(1), numbered(2)));
            Listing<ConversationThread> listing =
                    store.listThreads(ThreadQuery.builder().order(order).build());
            listing.slice(1, listing.slice(1).next().orElseThrow());
        }
        backend.answer("threads.list", List.of(numbered(2), numbered(1)));
        Listing<ConversationThread> spoken = store.listThreads(
                ThreadQuery.builder().order(ThreadQuery.Order.LAST_MESSAGE_AT).build());
        spoken.slice(1, spoken.slice(1).next().orElseThrow());

        assertThat(backend.arguments("threads.list", 1, Window.class))
                .containsExactly(
                        Window.after(Optional.empty(), 2),
                        Window.after(Optional.of(Position.of(micros(1), "t1")), 2),
                        Window.after(Optional.empty(), 2),
                        Window.after(Optional.of(Position.of(micros(-1), "t1")), 2),
                        Window.after(Optional.empty(), 2),
                        Window.after(Optional.of(new Position(Position.NONE, List.of("t1"))), 2),
                        Window.after(Optional.empty(), 2),
                        Window.after(Optional.of(Position.of(micros(20), "t2")), 2));
    }

    @Test
    void aCursorIsThePlaceOfTheLastMessageOrResource() {
        backend.answer("messages.list", rows(1, 2))
                .answer("resources.list", List.of(resource("a"), resource("b")))
                .answer("resources.count", 2L);

        store.listMessages(THREAD)
                .slice(1, store.listMessages(THREAD).slice(1).next().orElseThrow());
        Cursor ofResource = store.listResources().slice(1).next().orElseThrow();
        store.listResources().slice(1, ofResource);
        assertThat(store.listResources().count()).isEqualTo(2);

        assertThat(backend.arguments("messages.list", 1, Window.class))
                .containsExactly(
                        Window.after(Optional.empty(), 2), Window.after(Optional.of(Position.of(micros(1), "m1")), 2));
        assertThat(backend.arguments("resources.list", 1, Window.class))
                .containsExactly(
                        Window.after(Optional.empty(), 2), Window.after(Optional.of(Position.of(NOW, "a")), 2));
    }

    @Test
    void aCursorBelongsToItsQuery() {
        backend.answer("messages.list", rows(1, 2));
        Cursor cursor = store.listMessages(THREAD).slice(1).next().orElseThrow();

        Stream.of(
                        MessageQuery.ofThread("u"),
                        MessageQuery.ALL,
                        THREAD.toBuilder().resourceId("own").build(),
                        THREAD.toBuilder().range(TimeRange.from(NOW)).build(),
                        THREAD.toBuilder().metadata(LOOSE).build(),
                        THREAD.toBuilder().direction(Direction.DESC).build())
                .forEach(query -> backend.refuses(
                        "cursor-of-another-query",
                        () -> store.listMessages(query).slice(1, cursor)));
        backend.refuses(
                "cursor-of-another-query",
                () -> store.forResource("own").listMessages(THREAD).slice(1, cursor));
        backend.refuses("cursor-of-another-query", () -> store.listThreads().slice(1, cursor));
    }

    @Test
    void aRepeatedThreadIsAskedForOnce() {
        store.listMessages(MessageQuery.ofThreads(List.of("u", "t", "u"))).toList();

        assertThat(backend.call().arguments())
                .containsExactly(MessageQuery.ofThreads(List.of("u", "t")), Window.everything());
    }

    @Test
    void whatIsInvalidOrTooLargeIsRefusedWhenTheListingIsMade() {
        List<String> threads = IntStream.range(0, 1_001).mapToObj(i -> "t" + i).toList();
        backend.refuses("null-argument", () -> store.listThreads(null));
        backend.refuses("id-blank", () -> store.listThreads(ThreadQuery.ofResource("")));
        backend.refuses("id-too-long", () -> store.listMessages(MessageQuery.ofThread("t".repeat(41))));
        backend.refuses("batch-too-large", () -> store.listMessages(MessageQuery.ofThreads(threads)));
        backend.refuses(
                "metadata-key-invalid",
                () -> store.listMessages(MessageQuery.builder()
                        .metadata(Json.of(Map.of("a.b", 1)))
                        .build()));
        backend.refuses(
                "filter-too-large",
                () -> store.listThreads(ThreadQuery.builder()
                        .metadata(Json.of(Map.of("a", "x".repeat(1 << 16))))
                        .build()));
        backend.refuses(
                "json-not-object",
                () -> store.listResources(
                        ResourceQuery.builder().metadata(Json.of(1)).build()));
    }

    @Test
    void aListingEndsWhenTheStorageIsClosedAndThrowsTheErrorsOfTheBackend() {
        UnavailableException away = new UnavailableException("unavailable", "away", Map.of());
        backend.answer("threads.list", away).answer("messages.count", away);
        Listing<ConversationThread> threads = store.listThreads();
        Listing<Message> messages = store.listMessages();

        assertThat(catchThrowable(threads::toList)).isSameAs(away);
        assertThat(catchThrowable(messages::count)).isSameAs(away);

        backend.close();
        backend.refuses("storage-closed", threads::toList);
        backend.refuses("storage-closed", messages::count);
        backend.refuses("storage-closed", () -> store.listResources().page(PageRequest.first(0)));
    }

    @Test
    void includesAreReadBeforeThePageWhichIsReadByAsManyRowsMoreAsTheyCouldCover() {
        Page<Message> page = read(
                THREAD,
                Stream.concat(rows(3, 4).stream(), others(5).stream()).toList(),
                rows(1, 2, 3),
                PageRequest.of(1, 2));

        assertThat(ids(page.items())).containsExactly("m1", "m2", "m3", "m4", "n5");
        assertThat(backend.calls())
                .containsExactly(
                        new RecordedBackend.Call("messages.listIncluded", List.of(includes(), Optional.empty())),
                        new RecordedBackend.Call("messages.list", List.of(THREAD, Window.offset(2, 5))));
    }

    @Test
    void pageAndIncludesAreOneListInTheOrderOfTheQuery() {
        MessageQuery newest = THREAD.toBuilder().direction(Direction.DESC).build();

        Page<Message> page = read(
                newest,
                Stream.concat(others(3, 4).stream(), rows(4).stream()).toList(),
                rows(5, 4, 3),
                PageRequest.first(2));

        assertThat(ids(page.items())).containsExactly("m5", "n4", "m4", "n3");
        assertThat(page.hasMore()).isTrue();
    }

    @Test
    void aMessageOfBothIsShownAsThePageHasIt() {
        Message before = stored("m1", micros(1)).toBuilder().content(LOOSE).build();

        assertThat(read(THREAD, List.of(before), rows(1), PageRequest.first(2)).items())
                .isEqualTo(rows(1));
    }

    @Test
    void nothingMoreIsThereWhenTheIncludesCoverTheRest() {
        Page<Message> page = read(
                THREAD,
                rows(1, 2, 3, 4, 5),
                rows(1, 2, 3, 4, 5),
                PageRequest.first(3).withTotal());

        assertThat(ids(page.items())).containsExactly("m1", "m2", "m3", "m4", "m5");
        assertThat(page.hasMore()).isFalse();
        assertThat(page.total()).hasValue(5);
        assertThat(backend.calls()).hasSize(2);
    }

    @Test
    void moreIsThereWhenTheIncludesCoverOnlyThePageOrAPartOfTheRestOrAnotherThread() {
        PageRequest three = PageRequest.first(3);

        assertThat(read(THREAD, rows(1, 2, 3), rows(1, 2, 3, 4, 5), three).hasMore())
                .isTrue();
        assertThat(read(THREAD, rows(5), rows(1, 2, 3, 4, 5), three).hasMore()).isTrue();
        assertThat(read(THREAD, others(1, 2, 3), rows(1, 2, 3, 4), three).hasMore())
                .isTrue();
    }

    @Test
    void onALaterPageTheMessagesBeforeItMustBeCoveredToo() {
        PageRequest second = PageRequest.of(1, 2);

        assertThat(read(THREAD, rows(5), rows(3, 4, 5), second).hasMore()).isTrue();
        assertThat(read(THREAD, rows(1, 2, 3, 4, 5), rows(3, 4, 5), second).hasMore())
                .isFalse();
        assertThat(read(THREAD, rows(5), rows(5), PageRequest.of(2, 2)).hasMore())
                .isFalse();
    }

    @Test
    void theTotalIsOfTheQueryAloneAndCountedOnlyWhenItMust() {
        PageRequest request = PageRequest.first(2).withTotal();
        MessageQuery late = THREAD.toBuilder().range(TimeRange.from(micros(3))).build();

        Page<Message> whole =
                read(late, Stream.concat(rows(1).stream(), others(3).stream()).toList(), rows(3), request);
        assertThat(ids(whole.items())).containsExactly("m1", "m3", "n3");
        assertThat(whole.total()).hasValue(1);

        backend.answer("messages.count", 9L);
        assertThat(read(late, others(3), rows(3, 4, 5), request).total()).hasValue(9);
        backend.answer("messages.count", 3L);
        assertThat(read(late, rows(1), List.of(), PageRequest.withTotal(7, 2)).total())
                .hasValue(3);
        assertThat(backend.arguments("messages.count", 0, MessageQuery.class)).containsExactly(late, late);
    }

    @Test
    void aPageOfNoMessagesHasOnlyTheIncludesAndATotalOfZero() {
        backend.answer("messages.listIncluded", rows(2, 3));

        Page<Message> page =
                store.listMessages(THREAD, includes(), PageRequest.first(0).withTotal());

        assertThat(page.items()).isEqualTo(rows(2, 3));
        assertThat(page.total()).hasValue(0);
        assertThat(page.perPage()).hasValue(0);
        assertThat(page.hasMore()).isFalse();
        assertThat(backend.calls()).hasSize(1);
    }

    @Test
    void everythingHasTheIncludesOfOtherThreadsToo() {
        Page<Message> page =
                read(THREAD, others(4), rows(1, 5), PageRequest.everything().withTotal());

        assertThat(ids(page.items())).containsExactly("m1", "n4", "m5");
        assertThat(page.total()).hasValue(2);
        assertThat(page.perPage()).isEmpty();
        assertThat(backend.arguments("messages.list", 1, Window.class)).containsExactly(Window.everything());
    }

    @Test
    void withoutIncludesAPageIsThatOfTheListing() {
        backend.answer("messages.list", rows(1, 2));

        Page<Message> page = store.listMessages(THREAD, List.of(), PageRequest.first(1));

        assertThat(page.items()).isEqualTo(rows(1));
        assertThat(page.hasMore()).isTrue();
        assertThat(backend.call().arguments()).containsExactly(THREAD, Window.offset(0, 2));
    }

    @Test
    void aMessageFollowsThoseThatWereIncluded() {
        read(THREAD, rows(7), rows(1), PageRequest.first(1));
        store.saveMessages(messages(1));

        assertThat(saved(backend.calls().get(2)).get(0).createdAt()).contains(micros(8));
    }

    @Test
    void includesThatAreInvalidOrTooManyReachNoBackend() {
        PageRequest first = PageRequest.first();
        backend.refuses("null-argument", () -> store.listMessages(THREAD, null, first));
        backend.refuses("null-argument", () -> store.listMessages(THREAD, includes(), null));
        backend.refuses(
                "id-blank",
                () -> store.listMessages(
                        THREAD, List.of(MessageInclude.builder(" ").build()), first));
        backend.refuses(
                "id-too-long",
                () -> store.listMessages(
                        THREAD,
                        List.of(MessageInclude.builder("m")
                                .threadId("t".repeat(41))
                                .build()),
                        first));
        backend.refuses(
                "batch-too-large",
                () -> store.listMessages(
                        THREAD,
                        Collections.nCopies(1_001, MessageInclude.builder("m").build()),
                        first));
    }
}
