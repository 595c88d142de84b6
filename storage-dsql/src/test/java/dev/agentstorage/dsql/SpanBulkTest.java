package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanIdentity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.ObservabilityStore;
import dev.agentstorage.store.Updated;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.tck.engine.support.Outcomes;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Many spans in one call stay within the limits of the server, and writers of the same spans do not disturb each other. */
@Tag("slow")
@ParameterizedClass
@EnumSource(Server.class)
class SpanBulkTest {
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");
    private static final int TRACES = 100;
    private static final int SPANS_PER_TRACE = 100;

    private final Schema schema;
    private Storage storage;
    private ObservabilityStore spans;

    SpanBulkTest(Server server) {
        schema = Schema.in(server);
    }

    @BeforeEach
    void open() {
        storage = schema.open();
        storage.init();
        spans = storage.observability();
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    @Test
    void tenThousandSpansAreImportedAndRemovedAgain() {
        List<Long> progress = new ArrayList<>();
        BulkResult imported = spans.importSpans(
                () -> IntStream.range(0, TRACES * SPANS_PER_TRACE)
                        .mapToObj(SpanBulkTest::span)
                        .iterator(),
                progress::add);
        assertThat(imported.affected()).isEqualTo(10_000);
        // by bytes more batches than by rows
        assertThat(progress).hasSizeGreaterThan(4).isSorted();
        assertThat(spans.listSpans(TimeRange.ALL).count()).isEqualTo(10_000);
        assertThat(spans.listTraces(TraceQuery.ALL).count()).isEqualTo(TRACES);

        List<String> some = IntStream.range(0, 40).mapToObj(i -> "t" + i).toList();
        assertThat(spans.deleteTraces(some).affected()).isEqualTo(4_000);
        assertThat(spans.eraseResource("r41").affected()).isEqualTo(SPANS_PER_TRACE);
        BulkResult pruned = spans.pruneSpans(BASE.plusSeconds(80L * SPANS_PER_TRACE), 3_500);
        assertThat(pruned.affected()).isEqualTo(3_500);
        assertThat(pruned.done()).isFalse();
        assertThat(spans.listSpans(TimeRange.ALL).slice(1).items().get(0).startedAt())
                .isEqualTo(BASE.plusSeconds(76L * SPANS_PER_TRACE));
        assertThat(spans.pruneSpans(BASE.plusSeconds(80L * SPANS_PER_TRACE), 400))
                .isEqualTo(new BulkResult(400, true));
        assertThat(spans.clear().affected()).isEqualTo(2_000);
        assertThat(spans.listSpans(TimeRange.ALL).count()).isZero();
    }

    @Test
    void theLargestBatchIsChangedAsAWholeOrNotAtAll() {
        int count = storage.limits().atomicRows();
        spans.saveSpans(IntStream.range(0, count)
                .mapToObj(i -> Span.builder("t", "s" + i).startedAt(BASE).build())
                .toList());
        List<SpanPatch> patches = IntStream.range(0, count)
                .mapToObj(i -> i % 2 == 0
                        ? SpanPatch.builder("t", "s" + i).name("even").build()
                        : SpanPatch.builder("t", "s" + i)
                                .output(Json.of(Map.of("i", i)))
                                .build())
                .toList();
        List<SpanPatch> withAMissingOne = new ArrayList<>(patches.subList(1, count));
        withAMissingOne.add(SpanPatch.builder("t", "missing").name("x").build());
        Updated<Span, SpanIdentity> updated = spans.updateSpans(withAMissingOne);
        assertThat(updated.skipped()).containsExactly(new SpanIdentity("t", "missing"));
        assertThat(updated.items()).hasSize(count - 1);
        assertThat(spans.getSpan("t", "missing")).isEmpty();
        spans.updateSpans(patches);
        assertThat(spans.getTrace("t").orElseThrow().spans()).allSatisfy(span -> {
            boolean even = Integer.parseInt(span.spanId().substring(1)) % 2 == 0;
            assertThat(span.name()).isEqualTo(even ? "even" : span.spanId());
            assertThat(span.output().isPresent()).isNotEqualTo(even);
        });
    }

    @Test
    void writersOfTheSameSpansInAnyOrderLoseNothing() {
        int count = 60;
        spans.saveSpans(IntStream.range(0, count)
                .mapToObj(i -> Span.builder("t", "s" + i).startedAt(BASE).build())
                .toList());
        Outcomes<Boolean> outcomes = Concurrently.threads(6).rounds(5).run((writer, round) -> {
            List<SpanPatch> patches = new ArrayList<>(
                    IntStream.range(0, count).mapToObj(i -> patch(writer, i)).toList());
            Collections.shuffle(patches, new Random(writer * 10L + round));
            spans.updateSpans(patches);
            return true;
        });
        assertThat(outcomes.values()).hasSize(30);
        assertThat(spans.getTrace("t").orElseThrow().spans()).hasSize(count).allSatisfy(span -> {
            String id = span.spanId();
            assertThat(span.name()).isEqualTo("name of " + id);
            assertThat(span.output()).contains(Json.of("output of " + id));
            assertThat(span.input()).contains(Json.of("input of " + id));
            assertThat(span.tags()).containsExactly(id);
            assertThat(span.correlation().runId()).contains("run of " + id);
            assertThat(span.metadata()).isEqualTo(Json.of(Map.of("id", id)));
        });
    }

    private static SpanPatch patch(int field, int i) {
        String id = "s" + i;
        SpanPatch.Builder patch = SpanPatch.builder("t", id);
        return switch (field) {
            case 0 -> patch.name("name of " + id).build();
            case 1 -> patch.output(Json.of("output of " + id)).build();
            case 2 -> patch.input(Change.set(Json.of("input of " + id))).build();
            case 3 -> patch.tags(List.of(id)).build();
            case 4 ->
                patch.correlation(Correlation.builder().runId("run of " + id).build())
                        .build();
            default -> patch.metadata(Json.of(Map.of("id", id))).build();
        };
    }

    private static Span span(int number) {
        int trace = number / SPANS_PER_TRACE;
        int i = number % SPANS_PER_TRACE;
        return Span.builder("t" + trace, "s" + i)
                .parentSpanId(i == 0 ? null : "s0")
                .startedAt(BASE.plusSeconds(number))
                .input(Json.of("x".repeat(4_000)))
                .correlation(Correlation.builder()
                        .resourceId(i == 0 ? "r" + trace : null)
                        .build())
                .build();
    }
}
