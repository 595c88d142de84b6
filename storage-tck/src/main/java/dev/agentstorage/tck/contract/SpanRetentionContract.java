package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.SpanSamples.START;
import static dev.agentstorage.tck.contract.SpanSamples.assertRefused;
import static dev.agentstorage.tck.contract.SpanSamples.assertStored;
import static dev.agentstorage.tck.contract.SpanSamples.child;
import static dev.agentstorage.tck.contract.SpanSamples.full;
import static dev.agentstorage.tck.contract.SpanSamples.listed;
import static dev.agentstorage.tck.contract.SpanSamples.root;
import static dev.agentstorage.tck.contract.SpanSamples.spanIds;
import static dev.agentstorage.value.Feature.OBSERVABILITY;
import static dev.agentstorage.value.Feature.PERSISTENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.Trace;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Many spans in one call, and the ways to remove spans. */
public abstract class SpanRetentionContract extends Contract {
    /** For subclasses. */
    protected SpanRetentionContract() {}

    private List<Span> stored(String trace) {
        return observability().getTrace(trace).map(Trace::spans).orElse(List.of());
    }

    private static List<Span> children(String trace, int count) {
        return IntStream.range(0, count).mapToObj(i -> child(trace, "s" + i)).toList();
    }

    /** A batch of the maximum size is one change, a larger one is rejected. If this fails, look at the limits that the provider reports. */
    @Rule(id = "OBS-03", requires = OBSERVABILITY)
    void batchOverTheLimitIsRefusedAndNamesTheImport() {
        String trace = id("trace");
        List<Span> largest = children(trace, rows(limits().atomicRows()));
        observability().saveSpans(largest);
        assertThat(stored(trace)).hasSize(limits().atomicRows());
        String other = id("trace");
        assertTooLarge(children(other, limits().atomicRows() + 1));
        long value = limits().valueBytes();
        int values = Math.toIntExact(limits().atomicBytes() / value + 1);
        if (values <= limits().atomicRows()) {
            Json json = Json.of("x".repeat((int) value - 2));
            assertTooLarge(children(other, values).stream()
                    .map(span -> span.toBuilder().input(json).build())
                    .toList());
        }
        assertThat(stored(other)).isEmpty();
        observability().deleteTraces(List.of(trace));
    }

    private void assertTooLarge(List<Span> spans) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> observability().saveSpans(spans))
                .isInstanceOfSatisfying(TooLargeException.class, error -> {
                    assertThat(error.code()).isEqualTo("batch-too-large");
                    assertThat(error.details()).containsEntry("hint", "importSpans");
                });
    }

    /** An import stores spans unchanged. If this fails, look at the times that it binds, and at duplicate keys in a statement. */
    @Rule(id = "OBS-06", requires = OBSERVABILITY)
    void importKeepsTimesOfStoringAndCanBeRepeated() {
        String trace = id("trace");
        Instant created = START.plusSeconds(10);
        Span span = full(trace, "s").toBuilder()
                .createdAt(created)
                .updatedAt(created.plusSeconds(1))
                .build();
        Span first = span.toBuilder().name("first").build();
        BulkResult result = observability().importSpans(List.of(first, root(trace), span));
        assertThat(result).isEqualTo(new BulkResult(3, true));
        assertThat(observability().getSpan(trace, "s")).contains(span);
        observability().importSpans(List.of(first, span));
        assertThat(observability().getSpan(trace, "s")).contains(span);
        assertThat(stored(trace)).hasSize(2);
        Span moved = span.toBuilder()
                .createdAt(START)
                .updatedAt(created.plusSeconds(2))
                .build();
        observability().importSpans(List.of(moved));
        assertThat(observability().getSpan(trace, "s"))
                .as("a stored span keeps when it was created")
                .contains(moved.toBuilder().createdAt(created).build());
        String other = id("trace");
        observability()
                .importSpans(List.of(
                        full(other, "s").toBuilder()
                                .createdAt(created)
                                .updatedAt(created.plusSeconds(9))
                                .build(),
                        full(other, "s").toBuilder()
                                .name("last")
                                .createdAt(created.plusSeconds(3))
                                .updatedAt(created.plusSeconds(4))
                                .build()));
        assertThat(observability().getSpan(other, "s"))
                .as("one import and two leave the same")
                .contains(full(other, "s").toBuilder()
                        .name("last")
                        .createdAt(created)
                        .updatedAt(created.plusSeconds(9))
                        .build());
        assertThat(observability().importSpans(List.of())).isEqualTo(new BulkResult(0, true));
    }

    /** Imports and removals are split. If this fails, look at how a step is bounded, and at what ends the loop. */
    @Rule(
            id = "OBS-71",
            requires = OBSERVABILITY,
            cases = {"G10"})
    void importAndDeletionOfManySpansGoInSteps() {
        String trace = id("trace");
        int many = rows(limits().atomicRows() + 2);
        List<Long> imported = new ArrayList<>();
        observability().importSpans(children(trace, many), imported::add);
        assertThat(imported).hasSize(2).endsWith((long) many);
        assertThat(stored(trace)).hasSize(many);
        List<Long> deleted = new ArrayList<>();
        assertThat(observability().deleteTraces(List.of(trace), deleted::add)).isEqualTo(new BulkResult(many, true));
        assertThat(deleted).hasSizeGreaterThan(1).isSorted().endsWith((long) many);
        assertThat(stored(trace)).isEmpty();
    }

    /** An import stops at invalid input. If this fails, look at what was stored before it. */
    @Rule(id = "OBS-06", requires = OBSERVABILITY)
    void importStopsAtBadInputAndKeepsWholeBatches() {
        String trace = id("trace");
        List<Span> spans = new ArrayList<>(children(trace, rows(limits().atomicRows() + 1)));
        spans.add(root(" "));
        assertRefused(
                "import",
                InvalidRequestException.class,
                "id-blank",
                () -> observability().importSpans(spans));
        assertThat(stored(trace)).hasSize(limits().atomicRows());
        observability().deleteTraces(List.of(trace));
    }

    /** Traces are removed completely, and nothing else. If this fails, look at the condition on the trace ids. */
    @Rule(
            id = "OBS-70",
            requires = OBSERVABILITY,
            cases = {"O24", "O25"})
    void deleteTracesRemovesTheirSpansOnly() {
        String one = id("trace");
        String two = id("trace");
        String three = id("trace");
        observability().saveSpans(List.of(root(one), child(one, "a"), root(two), child(three, "b")));
        String unknown = id("trace");
        String another = id("trace");
        BulkResult result = observability().deleteTraces(List.of(another, one, unknown, two, one, another));
        assertThat(result).isEqualTo(new BulkResult(3, true, List.of(another, unknown)));
        assertThat(stored(one)).isEmpty();
        assertThat(stored(two)).isEmpty();
        assertThat(observability().getRootSpan(one)).isEmpty();
        assertThat(spanIds(stored(three))).containsExactly("b");
        assertThat(observability().deleteTraces(List.of(one, unknown)))
                .isEqualTo(new BulkResult(0, true, List.of(one, unknown)));
        assertThat(observability().deleteTraces(List.of())).isEqualTo(new BulkResult(0, true));
        assertRefused(
                "blank",
                StorageException.class,
                "id-blank",
                () -> observability().deleteTraces(List.of(three, "")));
        assertThat(stored(three)).hasSize(1);
        observability().saveSpan(root(one));
        assertThat(stored(one)).hasSize(1);
    }

    /**
     * Spans are removed by their own start, oldest first, up to the limit. If this fails, look at the bound, at the order and at the limit of a
     * step. Uses years before 1500, where no other rule stores spans.
     */
    @Rule(id = "OBS-72", requires = OBSERVABILITY)
    void pruneRemovesTheOldestSpansUpToItsLimit() {
        Instant cut = Instant.parse("1200-01-01T00:00:00Z");
        observability().pruneSpans(cut, Integer.MAX_VALUE);
        String trace = id("trace");
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            // the last one begins exactly at the bound
            Instant start = cut.minusSeconds(3 - i);
            spans.add(child(trace, "s" + i).toBuilder()
                    .startedAt(start)
                    .endedAt(null)
                    .build());
        }
        spans.set(0, spans.get(0).toBuilder().parentSpanId(null).build());
        observability().saveSpans(spans);
        assertThat(observability().pruneSpans(cut, 1)).isEqualTo(new BulkResult(1, false));
        assertThat(spanIds(stored(trace))).as("the root went first").containsExactly("s1", "s2", "s3");
        assertThat(observability().pruneSpans(cut, 2)).isEqualTo(new BulkResult(2, true));
        assertThat(spanIds(stored(trace))).containsExactly("s3");
        assertThat(observability().pruneSpans(cut, 2)).isEqualTo(new BulkResult(0, true));
        int many = rows(limits().atomicRows() + 3);
        observability()
                .importSpans(children(trace, many).stream()
                        .map(span ->
                                span.toBuilder().startedAt(cut.minusSeconds(1)).build())
                        .toList());
        assertThat(observability().pruneSpans(cut, many - 1)).isEqualTo(new BulkResult(many - 1, false));
        assertThat(observability().pruneSpans(cut, many)).isEqualTo(new BulkResult(1, true));
        observability().deleteTraces(List.of(trace));
        assertRefused(
                "limit",
                InvalidRequestException.class,
                "limit-not-positive",
                () -> observability().pruneSpans(cut, 0));
        assertRefused(
                "instant",
                InvalidRequestException.class,
                "instant-out-of-range",
                () -> observability().pruneSpans(Instant.MIN, 1));
    }

    /** All data of a resource is removed, and nothing else. If this fails, look at both conditions: the span's own resource, and that of a root. */
    @Rule(id = "OBS-73", requires = OBSERVABILITY)
    void eraseRemovesSpansOfTheResourceAndItsTraces() {
        String resource = id("resource");
        String whole = id("trace");
        String partly = id("trace");
        String other = id("trace");
        Span own = child(partly, "own").toBuilder()
                .correlation(listed(resource, partly).build().correlation())
                .build();
        Span foreign = child(whole, "foreign").toBuilder()
                .correlation(listed(id("resource"), whole).build().correlation())
                .build();
        Span secondRoot = SpanSamples.span(whole, "second root").build();
        observability()
                .saveSpans(List.of(
                        listed(resource, whole).build(),
                        child(whole, "bare"),
                        foreign,
                        secondRoot,
                        listed(id("resource"), partly).build(),
                        own,
                        child(partly, "bare"),
                        root(other)));
        List<Long> progress = new ArrayList<>();
        assertThat(observability().eraseResource(resource, progress::add)).isEqualTo(new BulkResult(5, true));
        assertThat(progress).endsWith(5L);
        assertThat(stored(whole)).isEmpty();
        assertThat(spanIds(stored(partly))).containsExactlyInAnyOrder(partly + "-root", "bare");
        assertThat(stored(other)).hasSize(1);
        assertThat(observability().listTraces(TraceQuery.ofResource(resource)).count())
                .isZero();
        assertThat(observability().eraseResource(resource)).isEqualTo(new BulkResult(0, true));
        assertRefused(
                "blank",
                InvalidRequestException.class,
                "id-blank",
                () -> observability().eraseResource(" "));
    }

    /** A large resource is removed in steps. If this fails, look at the order of a step: the root of a trace comes last. */
    @Rule(id = "OBS-73", requires = OBSERVABILITY)
    void eraseOfManySpansGoesInStepsAndCanBeRepeated() {
        String resource = id("resource");
        String trace = id("trace");
        int many = rows(limits().atomicRows() + 2);
        Span root = listed(resource, trace).build();
        // the oldest, so that it would be the first by time
        observability()
                .saveSpan(root.toBuilder()
                        .startedAt(root.startedAt().minusSeconds(600))
                        .build());
        observability().importSpans(children(trace, many));
        List<Long> progress = new ArrayList<>();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> observability().eraseResource(resource, affected -> {
                    progress.add(affected);
                    throw new IllegalStateException("interrupted");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(progress).hasSize(1);
        assertThat(progress.get(0)).isBetween(1L, (long) limits().atomicRows());
        assertThat(observability().getRootSpan(trace))
                .as("the root of an interrupted erasure")
                .isPresent();
        BulkResult rest = observability().eraseResource(resource);
        assertThat(rest).isEqualTo(new BulkResult(many + 1 - progress.get(0), true));
        assertThat(stored(trace)).isEmpty();
    }

    /** The erasure of a resource from a storage includes its spans. If this fails, look at the domains that the storage erases. */
    @Rule(id = "OBS-73", requires = OBSERVABILITY)
    void eraseOfTheStorageReachesSpans() {
        String resource = id("resource");
        String trace = id("trace");
        observability().saveSpans(List.of(listed(resource, trace).build(), child(trace, "a")));
        assertThat(storage().eraseResource(resource)).isEqualTo(new BulkResult(2, true));
        assertThat(stored(trace)).isEmpty();
    }

    /**
     * Everything is removed. If this fails, look at the table that is cleared. Tested only if another storage has separate data; otherwise the
     * data of other rules would be lost.
     */
    @Rule(id = "OBS-74", requires = OBSERVABILITY, absent = PERSISTENCE)
    void clearRemovesEverySpan() {
        try (Storage storage = openAnother()) {
            int many = rows(storage.limits().atomicRows() + 1);
            storage.observability().importSpans(children(id("trace"), many));
            storage.observability().saveSpan(root(id("trace")));
            assertThat(storage.observability().clear()).isEqualTo(new BulkResult(many + 1L, true));
            assertThat(storage.observability().listSpans(TimeRange.ALL).toList())
                    .isEmpty();
            assertThat(storage.observability().listTraces(TraceQuery.ALL).count())
                    .isZero();
            Span span = root(id("trace"));
            storage.observability().saveSpan(span);
            assertStored(
                    Optional.of(
                            storage.observability().getRootSpan(span.traceId()).orElseThrow()),
                    span);
        }
    }
}
