package dev.agentstorage.store;

import static dev.agentstorage.store.RecordedStores.CLOCK;
import static dev.agentstorage.store.RecordedStores.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanIdentity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceHead;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.observability.TraceStatus;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ObservabilityStoreTest {
    private final RecordedBackend<ObservabilityBackend> backend = new RecordedBackend<>(ObservabilityBackend.class);
    private final ObservabilityStore store = RecordedStores.factory().observability(backend);

    private static Span.Builder span(String id) {
        return Span.builder("trace", id).name("name").startedAt(NOW);
    }

    private static SpanIdentity identity(String id) {
        return new SpanIdentity("trace", id);
    }

    private static String codeOf(Runnable call) {
        return catchThrowableOfType(StorageException.class, call::run).code();
    }

    private List<List<Span>> batches(String method) {
        return backend.calls().stream()
                .filter(call -> call.method().equals(method))
                .map(call -> ((List<?>) call.arguments().get(0))
                        .stream().map(Span.class::cast).toList())
                .toList();
    }

    @Test
    void headsOfTracesAreListedWithSeparateCursors() {
        TraceHead first = TraceHead.of(span("1").endedAt(NOW.plusSeconds(1)).build());
        TraceHead second = TraceHead.of(span("2").error(Json.of("failed")).build());
        backend.answer("listTraceHeads", List.of(first, second)).answer("listTraceHeads", List.of(second));
        TraceQuery query = TraceQuery.builder().order(TraceQuery.Order.ENDED_AT).build();

        Cursor cursor = store.listTraceHeads(query).slice(1).next().orElseThrow();
        assertThat(store.listTraceHeads(query).slice(1, cursor).items()).containsExactly(second);

        assertThat(backend.arguments("listTraceHeads", 1, Window.class).get(1).after())
                .contains(Position.of(NOW.plusSeconds(1), "trace", "1"));
        assertThat(codeOf(() -> store.listTraces(query).slice(1, cursor))).isEqualTo("cursor-of-another-query");
        assertThat(first.status()).isEqualTo(TraceStatus.SUCCESS);
        assertThat(second.status()).isEqualTo(TraceStatus.ERROR);
        assertThat(second.toBuilder().hasError(false).build().status()).isEqualTo(TraceStatus.RUNNING);
    }

    @Test
    void theStoreStampsWhatIsCreated() {
        Span sent = span("1").createdAt(Instant.EPOCH).updatedAt(Instant.EPOCH).build();

        List<Span> created = store.createSpans(List.of(sent));

        assertThat(created).isEqualTo(batches("createSpans").get(0));
        assertThat(created.get(0).createdAt()).isEqualTo(NOW);
        assertThat(created.get(0).updatedAt()).isEqualTo(NOW);
    }

    @Test
    void spansThatExistAreNamedInTheOrderGiven() {
        backend.answer("createSpans", Set.of(identity("3"), identity("1")));

        AlreadyExistsException error = catchThrowableOfType(
                AlreadyExistsException.class,
                () -> store.createSpans(
                        List.of(span("1").build(), span("2").build(), span("3").build())));

        assertThat(error.code()).isEqualTo("span-exists");
        assertThat(error.details()).containsEntry("spans", List.of(identity("1"), identity("3")));
        assertThat(error.details()).containsEntry("spanId", "1");
    }

    @Test
    void aRepeatedSpanIsSentOnceAsItsLastOccurrenceSays() {
        backend.answerWith("saveSpans", arguments -> arguments.get(0));

        List<Span> saved = store.saveSpans(List.of(
                span("1").name("old").build(),
                span("2").build(),
                span("1").name("new").build()));

        assertThat(batches("saveSpans").get(0)).extracting(Span::spanId).containsExactly("1", "2");
        assertThat(saved).extracting(Span::name).containsExactly("new", "name", "new");
    }

    @Test
    void patchesOfOneSpanAreSentAsOneAndWhatIsMissingIsNamed() {
        Span stored = span("1").createdAt(NOW).updatedAt(NOW).build();
        backend.answer("updateSpans", List.of(stored));

        Updated<Span, SpanIdentity> updated = store.updateSpans(List.of(
                SpanPatch.builder("trace", "1").name("a").build(),
                SpanPatch.builder("trace", "2").name("b").build(),
                SpanPatch.builder("trace", "1").endedAt(CLOCK).build()));

        List<?> sent = backend.call().argument(0, List.class);
        assertThat(sent).hasSize(2);
        SpanPatch first = (SpanPatch) sent.get(0);
        assertThat(first.name()).contains("a");
        assertThat(first.endedAt().value()).contains(NOW);
        assertThat(backend.call().argument(1, Instant.class)).isEqualTo(NOW);
        assertThat(updated).isEqualTo(new Updated<>(List.of(stored, stored), List.of(identity("2"))));
    }

    @Test
    void aMissingSpanIsAnErrorOfItsUpdate() {
        NotFoundException error = catchThrowableOfType(
                NotFoundException.class,
                () -> store.updateSpan(SpanPatch.builder("trace", "1").name("a").build()));

        assertThat(error.code()).isEqualTo("span-not-found");
        assertThat(error.details()).hasToString("{traceId=trace, spanId=1}");
    }

    @Test
    void batchesOverTheLimitReachNoBackend() {
        List<Span> four =
                IntStream.range(0, 4).mapToObj(i -> span("s" + i).build()).toList();

        assertThat(codeOf(() -> store.saveSpans(four))).isEqualTo("batch-too-large");
        assertThat(codeOf(() -> store.createSpans(four))).isEqualTo("batch-too-large");
        assertThat(codeOf(() ->
                        store.createSpans(List.of(span("1").build(), span("1").build()))))
                .isEqualTo("span-repeated");
        assertThat(store.saveSpans(List.of())).isEmpty();
        assertThat(backend.calls()).isEmpty();
    }

    @Test
    void anImportIsStoredInPartsThatShrinkWhenTheBackendTakesLess() {
        backend.answer("saveSpans", new TooLargeException("change-too-large", "too large", "rows", 1, 3, "less"));
        List<Long> progress = new ArrayList<>();

        BulkResult result = store.importSpans(
                IntStream.range(0, 5)
                        .mapToObj(i -> span("s" + i)
                                .createdAt(Instant.EPOCH)
                                .updatedAt(Instant.EPOCH)
                                .build())
                        .toList(),
                progress::add);

        assertThat(result.affected()).isEqualTo(5);
        assertThat(batches("saveSpans")).extracting(List::size).containsExactly(3, 1, 1, 1, 1, 1);
        assertThat(progress).containsExactly(3L, 5L);
        assertThat(batches("saveSpans").get(1).get(0).createdAt()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void tracesAreRemovedInPartsAndThoseWithoutASpanAreNamed() {
        backend.answer("deleteTraces", new BulkStep(3, false, Set.of("a")))
                .answer("deleteTraces", new BulkStep(1, true, Set.of("c")));

        BulkResult result = store.deleteTraces(List.of("a", "b", "a", "c", "d"));

        assertThat(result).isEqualTo(new BulkResult(4, true, List.of("b", "d")));
        assertThat(backend.calls())
                .extracting(call -> call.arguments().get(0))
                .containsExactly(List.of("a", "b", "c"), List.of("a", "b", "c"), List.of("d"));
    }

    @Test
    void aTraceThatRunsHasAPlaceAfterAllThatHaveEnded() {
        Span open = span("1").createdAt(NOW).updatedAt(NOW).build();
        Span ended = span("2").createdAt(NOW).updatedAt(NOW).endedAt(NOW).build();
        backend.answer("listTraces", List.of(ended, open, ended)).answer("listTraces", List.of(open, ended));
        TraceQuery query = TraceQuery.builder().order(TraceQuery.Order.ENDED_AT).build();

        store.listTraces(query).slice(1, store.listTraces(query).slice(2).next().orElseThrow());

        assertThat(backend.arguments("listTraces", 1, Window.class))
                .containsExactly(
                        Window.after(Optional.empty(), 3),
                        Window.after(Optional.of(new Position(Position.OPEN, List.of("trace", "1"))), 2));
    }

    @Test
    void stepsEndWhenTheStorageIsClosed() {
        Map<String, Consumer<ObservabilityStore>> operations = Map.of(
                "eraseResource",
                spans -> spans.eraseResource("res"),
                "deleteTraces",
                spans -> spans.deleteTraces(List.of("a", "b", "c", "d")),
                "saveSpans",
                spans -> spans.importSpans(IntStream.range(0, 4)
                        .mapToObj(i -> span("s" + i).build())
                        .toList()));

        operations.forEach((step, operation) -> {
            RecordedBackend<ObservabilityBackend> closing = new RecordedBackend<>(ObservabilityBackend.class);
            closing.answerWith(step, arguments -> {
                closing.close();
                return step.equals("saveSpans") ? List.of() : new BulkStep(3, false);
            });
            ObservabilityStore spans = RecordedStores.factory().observability(closing);

            assertThat(catchThrowableOfType(NotInitializedException.class, () -> operation.accept(spans)))
                    .as(step)
                    .isNotNull();
            assertThat(closing.calls()).as(step).hasSize(1);
        });
    }
}
