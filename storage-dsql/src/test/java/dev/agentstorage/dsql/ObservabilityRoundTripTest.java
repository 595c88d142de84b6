package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.local.wire.WireCounters;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.store.ObservabilityStore;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds every operation on spans to its round trips, counted at the wire. */
class ObservabilityRoundTripTest {
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");

    private static Schema schema;
    private static Storage storage;
    private static ObservabilityStore spans;

    @BeforeAll
    static void start() {
        schema = Schema.in(Server.DSQL);
        // the end of a build changes the schema, and what then runs is run again
        storage = schema.openUnchecked(
                schema.config().set(DsqlOptions.POOL_MAXIMUM, 1).set(DsqlOptions.POOL_MINIMUM, 1));
        spans = storage.observability();
    }

    @AfterAll
    static void stop() {
        storage.close();
        schema.close();
    }

    @Test
    void oneSpanAndOneTraceAreReadInOneRoundTrip() {
        spans.saveSpans(batch("read", 50));
        expect(1, "get span", () -> assertThat(spans.getSpan("read", "s7")).isPresent());
        expect(1, "get root span", () -> assertThat(spans.getRootSpan("read")).isPresent());
        expect(
                1,
                "get trace",
                () -> assertThat(spans.getTrace("read").orElseThrow().spans()).hasSize(50));
    }

    @Test
    void oneSpanIsStoredOrChangedInOneRoundTrip() {
        Span span = batch("one", 1).get(0);
        expect(1, "create span", () -> spans.saveSpan(span));
        expect(1, "replace span", () -> spans.saveSpan(span));
        expect(1, "update span", () -> spans.updateSpan(end("one", 0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1000})
    void aBatchIsStoredInTwoRoundTripsAtMost(int count) {
        List<Span> batch = batch("created" + count, count);
        expect(1, "create " + count, () -> spans.saveSpans(batch));
        expect(1, "replace " + count, () -> spans.saveSpans(batch));
        assertThat(spans.getTrace("created" + count).orElseThrow().spans()).hasSize(count);
        expect(1, "insert " + count, () -> spans.createSpans(batch("new" + count, count)));
        assertThat(spans.getTrace("new" + count).orElseThrow().spans()).hasSize(count);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1000})
    void aBatchIsChangedInTwoRoundTrips(int count) {
        String trace = "changed" + count;
        spans.saveSpans(batch(trace, count));
        expect(
                2,
                "update " + count + " alike",
                () -> spans.updateSpans(
                        IntStream.range(0, count).mapToObj(i -> end(trace, i)).toList()));
        expect(
                2,
                "update " + count + " each differently",
                () -> spans.updateSpans(IntStream.range(0, count)
                        .mapToObj(i -> different(trace, i))
                        .toList()));
        assertThat(spans.getTrace(trace).orElseThrow().spans())
                .allSatisfy(span -> assertThat(span.endedAt()).contains(BASE.plusSeconds(5)));
    }

    @Test
    void theLargestBatchTakesARoundTripForEachStatementAndOneForTheCommit() {
        int count = storage.limits().atomicRows();
        List<Span> batch = batch("largest", count);
        expect(4, "create " + count, () -> spans.saveSpans(batch));
        expect(4, "insert " + count, () -> spans.createSpans(batch("largest-new", count)));
        expect(
                4,
                "update " + count,
                () -> spans.updateSpans(IntStream.range(0, count)
                        .mapToObj(i -> end("largest", i))
                        .toList()));
        expect(2, "delete trace", () -> spans.deleteTraces(List.of("largest")));
    }

    @ParameterizedTest
    @EnumSource(TraceQuery.Order.class)
    void aSliceOfTracesTakesOneRoundTripAndACountedPageTwo(TraceQuery.Order order) {
        String owner = "owner of " + order;
        List<Span> roots = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            roots.add(Span.builder(order + "-" + i, "root")
                    .startedAt(BASE.plusSeconds(i))
                    .endedAt(i % 2 == 0 ? BASE.plusSeconds(i + 1) : null)
                    .correlation(Correlation.builder().resourceId(owner).build())
                    .build());
        }
        spans.saveSpans(roots);
        for (Direction direction : Direction.values()) {
            var listing = spans.listTraces(TraceQuery.ofResource(owner).toBuilder()
                    .order(order)
                    .direction(direction)
                    .build());
            expect(2, "page with total", () -> listing.page(PageRequest.of(1, 5).withTotal()));
            var next = listing.slice(7).next();
            List<Span> walked = new ArrayList<>(listing.slice(7).items());
            while (next.isPresent()) {
                var cursor = next.get();
                expect(1, "next slice", () -> listing.slice(7, cursor));
                var slice = listing.slice(7, cursor);
                walked.addAll(slice.items());
                next = slice.next();
            }
            assertThat(walked).hasSize(40).doesNotHaveDuplicates();
        }
        expect(1, "slice of spans", () -> spans.listSpans(TimeRange.ALL).slice(10));
    }

    private static SpanPatch end(String trace, int i) {
        return SpanPatch.builder(trace, "s" + i)
                .endedAt(BASE.plusSeconds(5))
                .output(Json.of(Map.of("text", "answer " + i)))
                .build();
    }

    private static SpanPatch different(String trace, int i) {
        SpanPatch.Builder patch = SpanPatch.builder(trace, "s" + i);
        return switch (i % 4) {
            case 0 -> patch.name("other").build();
            case 1 -> patch.metadata(Json.of(Map.of("i", i))).build();
            case 2 ->
                patch.error(Json.of("failed"))
                        .correlation(Correlation.builder().runId("run").build())
                        .build();
            default -> patch.isEvent(true).tags(List.of("a", "b")).build();
        };
    }

    private static List<Span> batch(String trace, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Span.builder(trace, "s" + i)
                        .parentSpanId(i == 0 ? null : "s0")
                        .startedAt(BASE.plusMillis(i))
                        .input(Json.of(Map.of("text", "question " + i)))
                        .metadata(Json.of(Map.of("i", i)))
                        .build())
                .toList();
    }

    private static void expect(long roundTrips, String operation, Runnable work) {
        WireCounters before = Server.local().counters();
        work.run();
        WireCounters counters = Server.local().counters().minus(before);
        assertThat(counters.roundTrips()).as(operation).isEqualTo(roundTrips);
    }
}
