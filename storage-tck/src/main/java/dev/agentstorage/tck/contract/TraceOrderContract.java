package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.SpanSamples.START;
import static dev.agentstorage.tck.contract.SpanSamples.assertRefused;
import static dev.agentstorage.tck.contract.SpanSamples.listed;
import static dev.agentstorage.tck.contract.SpanSamples.traceIds;
import static dev.agentstorage.value.Feature.OBSERVABILITY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.observability.TraceQuery.Order;
import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Slice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Traces have one total order for each sort field, on pages and by cursor. */
public abstract class TraceOrderContract extends Contract {
    /** More traces than any test reads, so that a faulty backend does not keep the kit running forever. */
    private static final int ENDLESS = 50;

    /** For subclasses. */
    protected TraceOrderContract() {}

    private Listing<Span> traces(String resource, Order order, Direction direction) {
        return observability()
                .listTraces(TraceQuery.ofResource(resource).toBuilder()
                        .order(order)
                        .direction(direction)
                        .build());
    }

    private String stored(Span.Builder span) {
        return observability().saveSpan(span.build()).traceId();
    }

    /** Newest first. If this fails, look at the order of the statement without one in the query. */
    @Rule(id = "OBS-60", requires = OBSERVABILITY, cases = "O55")
    void newestTracesComeFirstByDefault() {
        String resource = id("resource");
        String middle = stored(listed(resource, id("1")).startedAt(START.plusSeconds(1)));
        String last = stored(listed(resource, id("2")).startedAt(START.plusSeconds(2)));
        String first = stored(listed(resource, id("3")).startedAt(START));
        assertThat(traceIds(observability()
                        .listTraces(TraceQuery.ofResource(resource))
                        .page()
                        .items()))
                .containsExactly(last, middle, first);
    }

    /** Order by the start. If this fails, look at the precision of the sort column: microseconds count. */
    @Rule(
            id = "OBS-61",
            requires = OBSERVABILITY,
            cases = {"O56", "O57"})
    void startedAtOrdersBothWays() {
        String resource = id("resource");
        Instant old = Instant.parse("1923-04-01T00:00:00Z");
        String second = stored(listed(resource, id("1")).startedAt(START.plusNanos(1_000)));
        String first = stored(listed(resource, id("2")).startedAt(START));
        String third = stored(listed(resource, id("3")).startedAt(START.plusNanos(2_000)));
        String zeroth = stored(listed(resource, id("4")).startedAt(old));
        assertThat(traceIds(traces(resource, Order.STARTED_AT, Direction.ASC).toList()))
                .containsExactly(zeroth, first, second, third);
        assertThat(traceIds(traces(resource, Order.STARTED_AT, Direction.DESC).toList()))
                .containsExactly(third, second, first, zeroth);
    }

    /** Order by the end. If this fails, look at where empty ends are sorted, and at a column's default for an empty end. */
    @Rule(
            id = "OBS-62",
            requires = OBSERVABILITY,
            cases = {"O58", "O59"})
    void runningTracesComeAfterAllThatEnded() {
        String resource = id("resource");
        String late = stored(listed(resource, id("1")).endedAt(START.plusSeconds(9)));
        String running = stored(listed(resource, id("2")).endedAt(null));
        String early = stored(listed(resource, id("3")).endedAt(START.plusSeconds(1)));
        assertThat(traceIds(traces(resource, Order.ENDED_AT, Direction.DESC).toList()))
                .containsExactly(running, late, early);
        assertThat(traceIds(traces(resource, Order.ENDED_AT, Direction.ASC).toList()))
                .containsExactly(early, late, running);
    }

    /** A resource with traces that start in the same microsecond, ended and running, with the ids in ascending order of the end. */
    private List<String> ties(String resource) {
        String prefix = id("trace");
        // in the order of UTF-8 bytes; by UTF-16 the surrogate pair would sort before U+FFFD
        List<String> ended = List.of("A", "B-root", "a", "é", "\uFFFD", "\uD834\uDD1E");
        List<String> running = List.of("C", "b", "ü");
        List<Span> spans = new ArrayList<>();
        ended.forEach(id -> spans.add(listed(resource, prefix + id).build()));
        running.forEach(
                id -> spans.add(listed(resource, prefix + id).endedAt(null).build()));
        Collections.reverse(spans);
        spans.forEach(span -> observability().saveSpan(span));
        List<String> order = new ArrayList<>();
        ended.forEach(id -> order.add(prefix + id));
        running.forEach(id -> order.add(prefix + id));
        return order;
    }

    /** Ties have a fixed order. If this fails, look at the ids in the order, at their direction and their collation. */
    @Rule(id = "OBS-63", requires = OBSERVABILITY, cases = "G01")
    void tracesOfOneMicrosecondHaveOneOrderOnPages() {
        String resource = id("resource");
        List<String> byEnd = ties(resource);
        List<String> byStart =
                traceIds(traces(resource, Order.STARTED_AT, Direction.ASC).toList());
        String prefix = byEnd.get(0).substring(0, byEnd.get(0).length() - 1);
        assertThat(byStart.stream().map(id -> id.substring(prefix.length())))
                .containsExactly("A", "B-root", "C", "a", "b", "é", "ü", "\uFFFD", "\uD834\uDD1E");
        Map<Order, List<String>> ascending = Map.of(Order.STARTED_AT, byStart, Order.ENDED_AT, byEnd);
        ascending.forEach((order, ids) -> {
            for (Direction direction : Direction.values()) {
                List<String> expected = directed(ids, direction);
                assertThat(traceIds(Walks.pages(traces(resource, order, direction), 2)))
                        .as("%s %s", order, direction)
                        .isEqualTo(expected);
            }
        });
    }

    private static List<String> directed(List<String> ascending, Direction direction) {
        List<String> ids = new ArrayList<>(ascending);
        if (direction == Direction.DESC) {
            Collections.reverse(ids);
        }
        return ids;
    }

    /** Several root spans of one trace are distinguished by their ids. If this fails, look at the last part of the order and of the cursor. */
    @Rule(id = "OBS-63", requires = OBSERVABILITY)
    void rootSpansOfOneTraceAreOrderedById() {
        String resource = id("resource");
        String trace = id("trace");
        for (String span : List.of("c", "a", "b")) {
            stored(SpanSamples.span(trace, span)
                    .correlation(listed(resource, trace).build().correlation()));
        }
        Listing<Span> traces = traces(resource, Order.STARTED_AT, Direction.ASC);
        assertThat(traces.toList()).extracting(Span::spanId).containsExactly("a", "b", "c");
        assertThat(Walks.slices(traces, 1)).hasSize(3);
        assertThat(traces(resource, Order.ENDED_AT, Direction.DESC).toList())
                .extracting(Span::spanId)
                .containsExactly("c", "b", "a");
    }

    /**
     * Reading by cursor returns every trace once. If this fails, look at the comparison with the cursor's position: all of its parts, in the
     * correct direction.
     */
    @Rule(id = "OBS-64", requires = OBSERVABILITY, cases = "G01")
    void walkByCursorMeetsEveryTraceOnce() {
        String resource = id("resource");
        ties(resource);
        for (Order order : Order.values()) {
            for (Direction direction : Direction.values()) {
                Listing<Span> traces = traces(resource, order, direction);
                List<String> expected = traceIds(traces.toList());
                assertThat(expected).hasSize(9);
                for (int limit = 1; limit <= 4; limit++) {
                    assertThat(traceIds(Walks.slices(traces, limit)))
                            .as("%s %s by %s", order, direction, limit)
                            .isEqualTo(expected);
                }
                assertThat(traces.stream().limit(ENDLESS).map(Span::traceId)).isEqualTo(expected);
            }
        }
    }

    /** A listing can be read while it changes. If this fails, look for an offset in the cursor, or for a cursor that needs its row. */
    @Rule(id = "OBS-64", requires = OBSERVABILITY)
    void walkNeitherRepeatsNorLosesTracesWhileOthersComeAndGo() {
        String resource = id("resource");
        List<String> ids = ties(resource);
        Listing<Span> traces = traces(resource, Order.ENDED_AT, Direction.ASC);
        Slice<Span> slice = traces.slice(3);
        assertThat(traceIds(slice.items())).isEqualTo(ids.subList(0, 3));
        String before = id("trace");
        stored(listed(resource, before).endedAt(START));
        observability().deleteTraces(List.of(ids.get(0), ids.get(2), ids.get(4)));
        observability()
                .updateSpan(SpanPatch.builder(ids.get(6), ids.get(6) + "-root")
                        .parentSpanId(Change.set("above"))
                        .build());
        assertThat(traceIds(Walks.behind(traces, slice, 2)))
                .containsExactly(ids.get(3), ids.get(5), ids.get(7), ids.get(8));
    }

    /** A cursor is valid only for its query. If this fails, look for cursors that are decoded outside of the store. */
    @Rule(id = "OBS-65", requires = OBSERVABILITY)
    void cursorOfAnotherQueryIsRefused() {
        String resource = id("resource");
        ties(resource);
        Listing<Span> traces = traces(resource, Order.STARTED_AT, Direction.ASC);
        Cursor cursor = traces.slice(1).next().orElseThrow();
        assertThat(traces(resource, Order.STARTED_AT, Direction.ASC)
                        .slice(1, cursor)
                        .items())
                .hasSize(1);
        List<Listing<Span>> others = List.of(
                traces(resource, Order.STARTED_AT, Direction.DESC),
                traces(resource, Order.ENDED_AT, Direction.ASC),
                traces(id("resource"), Order.STARTED_AT, Direction.ASC),
                observability()
                        .listTraces(TraceQuery.ofResource(resource).toBuilder()
                                .order(Order.STARTED_AT)
                                .direction(Direction.ASC)
                                .hasChildError(false)
                                .build()));
        others.forEach(other -> assertRefused(
                "another query",
                InvalidRequestException.class,
                "cursor-of-another-query",
                () -> other.slice(1, cursor)));
        for (String token : List.of("", "x", "AAAA", cursor.token() + "AA", "%%%")) {
            assertRefusedCursor(traces, new Cursor(token));
        }
    }

    private static void assertRefusedCursor(Listing<Span> traces, Cursor cursor) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> traces.slice(1, cursor))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isIn("cursor-malformed", "cursor-version"));
    }
}
