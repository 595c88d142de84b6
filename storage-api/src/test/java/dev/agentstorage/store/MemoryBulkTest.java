package dev.agentstorage.store;

import static dev.agentstorage.store.Conversations.message;
import static dev.agentstorage.store.Conversations.messages;
import static dev.agentstorage.store.Conversations.micros;
import static dev.agentstorage.store.Conversations.saved;
import static dev.agentstorage.store.Conversations.thread;
import static dev.agentstorage.store.RecordedStores.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.support.MemoryChanges;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryBulkTest {
    private static final BulkStep MORE = new BulkStep(3, false);

    /** Every operation of several steps by the method of the SPI that is one step, and a number where there are several. */
    private static final Map<String, Consumer<MemoryStore>> OPERATIONS = Map.of(
            "threads.delete", store -> store.deleteThread("t"),
            "threads.move", store -> store.moveThread("t", "other"),
            "eraseResource", store -> store.eraseResource("r"),
            "clear", MemoryStore::clear,
            "messages.delete", store -> store.deleteMessages(MessageQuery.ofThread("t")),
            "messages.delete 2", store -> store.pruneMessages(NOW, 9),
            "messages.delete 3", store -> store.deleteMessages(List.of("a", "b", "c", "d")),
            "messages.get", store -> store.getMessages(List.of("a", "b", "c", "d")),
            "messages.save", store -> store.importMessages(messages(4)));

    private final RecordedBackend<MemoryBackend> backend = new RecordedBackend<>(MemoryBackend.class);
    private final MemoryStore store = RecordedStores.factory().memory(backend);
    private final List<Long> progress = new ArrayList<>();

    private List<Integer> sizesSaved() {
        return backend.calls().stream().map(call -> saved(call).size()).toList();
    }

    private List<Instant> timesSaved() {
        return backend.calls().stream()
                .flatMap(call -> saved(call).stream())
                .map(message -> message.createdAt().orElseThrow())
                .toList();
    }

    private static RecordedBackend.Call call(String method, Object... arguments) {
        return new RecordedBackend.Call(method, List.of(arguments));
    }

    @Test
    void aThreadIsDeletedInBoundedStepsUntilNothingIsLeft() {
        backend.answer("threads.delete", MORE)
                .answer("threads.delete", MORE)
                .answer("threads.delete", new BulkStep(2, true));

        assertThat(store.deleteThread("t", progress::add)).isTrue();
        assertThat(progress).containsExactly(3L, 6L, 8L);
        assertThat(store.deleteThread("t")).isFalse();

        assertThat(backend.calls()).hasSize(4).containsOnly(call("threads.delete", Scope.ALL, "t", 3));
    }

    @Test
    void aListenerThatThrowsStopsBetweenTwoSteps() {
        backend.answer("threads.delete", MORE);
        IllegalStateException stop = new IllegalStateException("stop");

        assertThat(catchThrowable(() -> store.deleteThread("t", affected -> {
                    throw stop;
                })))
                .isSameAs(stop);
        assertThat(backend.calls()).hasSize(1);
    }

    @Test
    void aThreadMovesInStepsOfOneTimeAndIsReadThen() {
        backend.answer("threads.move", MORE)
                .answer("threads.move", new BulkStep(1, true))
                .answer("threads.get", Optional.of(thread("t", "other")));

        assertThat(store.moveThread("t", "other")).isEqualTo(thread("t", "other"));

        assertThat(backend.calls())
                .containsExactly(
                        call("threads.move", "t", "other", NOW, 3),
                        call("threads.move", "t", "other", NOW, 3),
                        call("threads.get", "t"));
    }

    @Test
    void aThreadThatIsMissingBeforeOrAfterItsMoveIsAnError() {
        NotFoundException missing = Refusals.threadNotFound("t");
        backend.answer("threads.move", missing);

        assertThat(catchThrowable(() -> store.moveThread("t", "other"))).isSameAs(missing);
        assertThat(catchThrowableOfType(NotFoundException.class, () -> store.moveThread("t", "other"))
                        .code())
                .isEqualTo("thread-not-found");
    }

    @Test
    void aResourceIsErasedAndEverythingClearedInBoundedSteps() {
        backend.answer("eraseResource", MORE)
                .answer("eraseResource", new BulkStep(1, true))
                .answer("clear", MORE);

        assertThat(store.eraseResource("r", progress::add)).isEqualTo(new BulkResult(4, true));
        assertThat(progress).containsExactly(3L, 4L);
        assertThat(store.clear()).isEqualTo(new BulkResult(3, true));

        assertThat(backend.calls())
                .containsExactly(
                        call("eraseResource", "r", 3),
                        call("eraseResource", "r", 3),
                        call("clear", 3),
                        call("clear", 3));
    }

    @Test
    void messagesAreDeletedByIdInChunksAndWhatWasMissingIsNamed() {
        backend.answer("messages.delete", List.of("c", "a")).answer("messages.delete", List.of("d"));

        assertThat(store.deleteMessages(List.of("a", "b", "c", "a", "d", "e")))
                .isEqualTo(new BulkResult(3, true, List.of("b", "e")));

        assertThat(backend.calls())
                .containsExactly(
                        call("messages.delete", Scope.ALL, List.of("a", "b", "c"), NOW),
                        call("messages.delete", Scope.ALL, List.of("d", "e"), NOW));
    }

    @Test
    void messagesOfAQueryAreDeletedOldestFirst() {
        backend.answer("messages.delete", MORE).answer("messages.delete", new BulkStep(0, true));
        MessageQuery query = MessageQuery.builder()
                .threadIds(List.of("t", "u", "t"))
                .direction(Direction.DESC)
                .build();

        assertThat(store.deleteMessages(query, progress::add)).isEqualTo(new BulkResult(3, true));

        assertThat(progress).containsExactly(3L, 3L);
        MessageQuery sent = MessageQuery.ofThreads(List.of("t", "u"));
        assertThat(backend.calls()).hasSize(2).containsOnly(call("messages.delete", sent, Optional.of(NOW), 3));
    }

    @Test
    void aDeletionIsBoundedAndHasNoMetadataFilter() {
        backend.refuses("query-unbounded", () -> store.deleteMessages(MessageQuery.ALL));
        backend.refuses("query-unbounded", () -> store.forResource("own").deleteMessages(MessageQuery.ALL));
        backend.refuses(
                "metadata-filter-refused",
                () -> store.deleteMessages(MessageQuery.builder()
                        .threadId("t")
                        .metadata(Json.of(Map.of("k", 1)))
                        .build()));
        backend.refuses("null-argument", () -> store.deleteMessages(MessageQuery.ofThread("t"), null));
        backend.refuses("null-argument", () -> store.deleteMessages(Arrays.asList("a", null)));
    }

    @Test
    void aPruneTakesNoMoreThanItsLimitAndMovesNoThread() {
        backend.answer("messages.delete", MORE).answer("messages.delete", new BulkStep(2, false));

        assertThat(store.pruneMessages(NOW.plusNanos(999), 5)).isEqualTo(new BulkResult(5, false));

        MessageQuery old =
                MessageQuery.builder().range(TimeRange.until(NOW).withoutEnd()).build();
        assertThat(backend.calls())
                .containsExactly(
                        call("messages.delete", old, Optional.empty(), 3),
                        call("messages.delete", old, Optional.empty(), 2));
    }

    @Test
    void aPruneEndsWhenNothingThatOldIsLeft() {
        backend.answer("messages.delete", new BulkStep(1, true));

        assertThat(store.pruneMessages(NOW, 5)).isEqualTo(new BulkResult(1, true));
        backend.refuses("limit-not-positive", () -> store.pruneMessages(NOW, 0));
        backend.refuses("instant-out-of-range", () -> store.pruneMessages(Instant.MAX, 1));
    }

    @Test
    void anImportIsStoredInPartsOfLimitedRows() {
        assertThat(store.importMessages(messages(8), progress::add)).isEqualTo(new BulkResult(8, true));

        assertThat(progress).containsExactly(3L, 6L, 8L);
        assertThat(sizesSaved()).containsExactly(3, 3, 2);
        assertThat(timesSaved())
                .containsExactlyElementsOf(
                        IntStream.range(0, 8).mapToObj(Conversations::micros).toList());
    }

    @ParameterizedTest
    @CsvSource({"83, 2:2:1", "84, 1:1:1:1:1"})
    void aPartTakesHalfOfTheBytesOfAnAtomicChange(int letters, String sizes) {
        // 17 bytes of ids, role, type and JSON besides the letters, of 200
        Json content = Json.of(Map.of("x", "y".repeat(letters)));
        MemoryStore narrow = RecordedStores.factory(new Limits(40, 50, 1_000, 2_000, 4_000, 100, 400))
                .memory(backend);

        narrow.importMessages(messages(5).stream()
                .map(message -> message.toBuilder().content(content).build())
                .toList());

        assertThat(sizesSaved())
                .containsExactlyElementsOf(Arrays.stream(sizes.split(":", -1))
                        .map(Integer::valueOf)
                        .toList());
    }

    @Test
    void aMessageOverHalfOfTheBytesIsASeparatePart() {
        MemoryStore narrow = RecordedStores.factory(new Limits(40, 50, 1_000, 2_000, 4_000, 100, 400))
                .memory(backend);

        narrow.importMessages(
                List.of(message("a").toBuilder().text("x".repeat(500)).build(), message("b")), progress::add);

        assertThat(progress).containsExactly(1L, 2L);
    }

    @Test
    void messagesOfOneTimeAreSpacedOverThePartsUnlessAnotherStorageGaveThem() {
        List<Message> given = messages(4).stream()
                .map(message -> MemoryChanges.stored(message, "own", NOW))
                .toList();

        store.importStoredMessages(given, progress::add);
        assertThat(timesSaved()).containsExactly(NOW, NOW, NOW, NOW);
        assertThat(saved(backend.calls().get(1))).containsExactly(given.get(3).toNew());

        store.importMessages(given.stream().map(Message::toNew).toList());
        assertThat(timesSaved().subList(4, 8)).containsExactly(NOW, micros(1), micros(2), micros(3));
        assertThat(progress).containsExactly(3L, 4L);
    }

    @Test
    void anImportIsStoredInSmallerPartsWhenTheBackendTakesLess() {
        backend.answer("messages.save", new TooLargeException("change-too-large", "too large", "rows", 1, 3, "less"));

        assertThat(store.importMessages(messages(5), progress::add).affected()).isEqualTo(5);

        assertThat(sizesSaved()).containsExactly(3, 1, 1, 1, 1, 1);
        assertThat(progress).containsExactly(3L, 5L);
    }

    @Test
    void aMessageThatTheBackendDoesNotTakeByItselfEndsTheImport() {
        TooLargeException all = new TooLargeException("change-too-large", "too large", "rows", 1, 3, "less");
        TooLargeException one = new TooLargeException("change-too-large", "too large", "rows", 0, 1, "less");
        backend.answer("messages.save", all).answer("messages.save", List.of()).answer("messages.save", one);

        assertThat(catchThrowable(() -> store.importMessages(messages(3)))).isSameAs(one);
        assertThat(sizesSaved()).containsExactly(3, 1, 1);
    }

    @Test
    void anImportHoldsOnePartAndStoresThoseBeforeAnInvalidMessage() {
        List<Integer> takenAtSave = new ArrayList<>();
        int[] taken = {0};
        List<NewMessage> all = new ArrayList<>(messages(7));
        all.set(6, message(" "));
        Iterable<NewMessage> counting = () -> {
            Iterator<NewMessage> each = all.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return each.hasNext();
                }

                @Override
                public NewMessage next() {
                    taken[0]++;
                    return each.next();
                }
            };
        };

        assertThat(catchThrowable(() -> store.importMessages(counting, affected -> takenAtSave.add(taken[0]))))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class, e -> assertThat(e.code()).isEqualTo("id-blank"));

        assertThat(takenAtSave).containsExactly(4);
        assertThat(sizesSaved()).containsExactly(3);
    }

    @Test
    void anErrorOfAStepIsThrownAsItIsAndEndsTheOperation() {
        OutcomeUnknownException lost = new OutcomeUnknownException("outcome-unknown", "lost", Map.of());
        for (Map.Entry<String, Consumer<MemoryStore>> operation : OPERATIONS.entrySet()) {
            RecordedBackend<MemoryBackend> failing = new RecordedBackend<>(MemoryBackend.class);
            String step = stepOf(operation.getKey());
            failing.answer(step, firstAnswer(operation.getKey())).answer(step, lost);
            MemoryStore failingStore = RecordedStores.factory().memory(failing);

            assertThat(catchThrowable(() -> operation.getValue().accept(failingStore)))
                    .as(operation.getKey())
                    .isSameAs(lost);
            assertThat(failing.calls()).as(operation.getKey()).hasSize(2);
        }
    }

    @Test
    void everyOperationAsksBeforeEachStepWhetherItsStorageIsOpen() {
        for (Map.Entry<String, Consumer<MemoryStore>> operation : OPERATIONS.entrySet()) {
            RecordedBackend<MemoryBackend> closing = new RecordedBackend<>(MemoryBackend.class);
            closing.answerWith(stepOf(operation.getKey()), arguments -> {
                closing.close();
                return firstAnswer(operation.getKey());
            });
            MemoryStore closingStore = RecordedStores.factory().memory(closing);

            assertThat(catchThrowable(() -> operation.getValue().accept(closingStore)))
                    .as(operation.getKey())
                    .isInstanceOfSatisfying(
                            NotInitializedException.class,
                            e -> assertThat(e.code()).isEqualTo("storage-closed"));
            assertThat(closing.calls()).as(operation.getKey()).hasSize(1);
        }
    }

    private static String stepOf(String operation) {
        return operation.split(" ", -1)[0];
    }

    private static Object firstAnswer(String operation) {
        return List.of("messages.delete 3", "messages.get", "messages.save").contains(operation) ? List.of() : MORE;
    }
}
