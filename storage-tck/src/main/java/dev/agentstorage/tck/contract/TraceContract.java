package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.invalid;
import static dev.agentstorage.tck.contract.SpanSamples.START;
import static dev.agentstorage.tck.contract.SpanSamples.assertRefused;
import static dev.agentstorage.tck.contract.SpanSamples.assertStored;
import static dev.agentstorage.tck.contract.SpanSamples.child;
import static dev.agentstorage.tck.contract.SpanSamples.full;
import static dev.agentstorage.tck.contract.SpanSamples.listed;
import static dev.agentstorage.tck.contract.SpanSamples.traceIds;
import static dev.agentstorage.value.Feature.OBSERVABILITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.agentstorage.Domain;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.TraceHead;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.observability.TraceStatus;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Traces are listed by their root spans, on pages, each with its status. */
public abstract class TraceContract extends Contract {
    /** For subclasses. */
    protected TraceContract() {}

    /** Only root spans are listed, whole. If this fails, look at the condition on the parent. */
    @Rule(id = "OBS-41", requires = OBSERVABILITY, cases = "O27")
    void rootSpansOnlyAreListed() {
        String resource = id("resource");
        List<Span> roots = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Span root = full(id("trace"), "r").toBuilder()
                    .parentSpanId(null)
                    .startedAt(START.minusSeconds(i))
                    .correlation(listed(resource, "t").build().correlation())
                    .build();
            roots.add(root);
            Span child = child(root.traceId(), "c").toBuilder()
                    .correlation(root.correlation())
                    .build();
            observability().saveSpans(List.of(child, root));
        }
        Span orphan = child(id("trace"), "c").toBuilder()
                .correlation(roots.get(0).correlation())
                .build();
        observability().saveSpan(orphan);
        List<Span> stored =
                observability().listTraces(TraceQuery.ofResource(resource)).toList();
        assertThat(stored).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertStored(Optional.of(stored.get(i)), roots.get(i));
            assertThat(observability().getRootSpan(roots.get(i).traceId())).contains(stored.get(i));
        }
    }

    /** A head is the root span without its large fields. If this fails, look at what is read of a row for a head. */
    @Rule(id = "OBS-42", requires = OBSERVABILITY)
    void headsAreTheRootSpansWithoutTheirPayload() {
        String resource = id("resource");
        for (int i = 0; i < 4; i++) {
            Span root = full(id("trace"), "r").toBuilder()
                    .parentSpanId(null)
                    .startedAt(START.minusSeconds(i))
                    .endedAt(i == 0 ? null : START.plusSeconds(i))
                    .error(i == 1 ? Json.of("failed") : i == 2 ? Json.NULL : null)
                    .tags(List.of("tag" + i % 2))
                    .correlation(listed(resource, "t").build().correlation())
                    .build();
            observability().saveSpans(List.of(child(root.traceId(), "c"), root));
        }
        TraceQuery all = TraceQuery.ofResource(resource);
        for (TraceQuery query : List.of(
                all,
                all.toBuilder().order(TraceQuery.Order.ENDED_AT).build(),
                all.toBuilder().status(TraceStatus.ERROR).build(),
                all.toBuilder().tags("tag1").build())) {
            List<Span> roots = observability().listTraces(query).toList();
            var heads = observability().listTraceHeads(query);
            assertThat(roots).isNotEmpty();
            assertThat(heads.toList())
                    .isEqualTo(roots.stream().map(TraceHead::of).toList());
            assertThat(heads.toList())
                    .extracting(TraceHead::status)
                    .isEqualTo(roots.stream().map(Span::status).toList());
            assertThat(heads.count()).isEqualTo(roots.size());
        }
        assertThat(observability().listTraceHeads(all).toList())
                .extracting(TraceHead::hasError)
                .containsExactly(false, true, false, false);
        Cursor cursor = observability().listTraceHeads(all).slice(1).next().orElseThrow();
        invalid("cursor-of-another-query", () -> observability().listTraces(all).slice(1, cursor));
    }

    /** A trace with several root spans is listed once for each. If this fails, look for a distinct trace id. */
    @Rule(id = "OBS-41", requires = OBSERVABILITY)
    void everyRootSpanOfATraceIsListed() {
        String resource = id("resource");
        String trace = id("trace");
        Span one = listed(resource, trace).build();
        Span two =
                SpanSamples.span(trace, "second").correlation(one.correlation()).build();
        observability().saveSpans(List.of(one, two));
        assertThat(observability().listTraces(TraceQuery.ofResource(resource)).toList())
                .extracting(Span::spanId)
                .containsExactlyInAnyOrder(one.spanId(), "second");
    }

    /** Pages contain the correct metadata. If this fails, look at offset, limit and the count with the same filter. */
    @Rule(
            id = "OBS-41",
            requires = OBSERVABILITY,
            cases = {"O27", "O28", "O29"})
    void pagesCarryTheirNumberSizeAndTotal() {
        String resource = id("resource");
        create(resource, 5);
        var traces = observability().listTraces(TraceQuery.ofResource(resource));
        Page<Span> first = traces.page(PageRequest.of(0, 2).withTotal());
        Page<Span> second = traces.page(PageRequest.of(1, 2));
        Page<Span> last = traces.page(PageRequest.of(2, 2).withTotal());
        assertThat(first)
                .returns(OptionalLong.of(5), Page::total)
                .returns(0L, Page::page)
                .returns(OptionalInt.of(2), Page::perPage)
                .returns(true, Page::hasMore);
        assertThat(second.hasMore()).isTrue();
        assertThat(last)
                .returns(OptionalLong.of(5), Page::total)
                .returns(2L, Page::page)
                .returns(false, Page::hasMore);
        List<Span> walked = new ArrayList<>(first.items());
        walked.addAll(second.items());
        walked.addAll(last.items());
        assertThat(walked).isEqualTo(traces.toList()).hasSize(5);
        assertThat(traces.page(PageRequest.of(3, 2)).items()).isEmpty();
        assertThat(traces.page(PageRequest.everything()).items()).isEqualTo(walked);
        assertThat(traces.count()).isEqualTo(5);
    }

    /** The default page has ten traces. If this fails, look for paging that bypasses the store. */
    @Rule(id = "OBS-41", requires = OBSERVABILITY)
    void pageHasTenTracesByDefault() {
        String resource = id("resource");
        create(resource, 11);
        Page<Span> page =
                observability().listTraces(TraceQuery.ofResource(resource)).page();
        assertThat(page.items()).hasSize(10);
        assertThat(page.perPage()).hasValue(10);
        assertThat(page.hasMore()).isTrue();
        assertThat(page.total()).isEmpty();
    }

    private void create(String resource, int traces) {
        for (int i = 0; i < traces; i++) {
            Instant start = START.plusSeconds(i);
            observability()
                    .saveSpan(listed(resource, id("trace")).startedAt(start).build());
        }
    }

    /** A query without matches is an empty page. If this fails, look at how an empty result is read. */
    @Rule(
            id = "OBS-50",
            requires = OBSERVABILITY,
            cases = {"O26", "O36"})
    void queryThatMatchesNothingGivesAnEmptyPage() {
        Page<Span> page = observability()
                .listTraces(TraceQuery.ofResource(id("resource")))
                .page(PageRequest.of(0, 5).withTotal());
        assertThat(page.items()).isEmpty();
        assertThat(page.total()).hasValue(0);
        assertThat(page.hasMore()).isFalse();
    }

    /** The status follows from error and end. If this fails, look at how an empty error or end is stored. */
    @Rule(
            id = "OBS-40",
            requires = OBSERVABILITY,
            cases = {"O37", "O38", "O39", "O40", "O41", "O42", "O43"})
    void statusFollowsFromErrorAndEnd() {
        String resource = id("resource");
        Span success = listed(resource, id("1")).build();
        Span running = listed(resource, id("2")).endedAt(null).build();
        Span error = listed(resource, id("3")).error(Json.of("boom")).build();
        Span failing = listed(resource, id("4"))
                .endedAt(null)
                .error(Json.parse("false"))
                .build();
        observability().saveSpans(List.of(success, running, error, failing));
        assertThat(observability().listTraces(TraceQuery.ofResource(resource)).toList())
                .extracting(Span::traceId, Span::status, Span::endedAt, Span::error)
                .containsExactlyInAnyOrder(
                        tuple(success.traceId(), TraceStatus.SUCCESS, success.endedAt(), Optional.empty()),
                        tuple(running.traceId(), TraceStatus.RUNNING, Optional.empty(), Optional.empty()),
                        tuple(error.traceId(), TraceStatus.ERROR, error.endedAt(), error.error()),
                        tuple(failing.traceId(), TraceStatus.ERROR, Optional.empty(), failing.error()));
    }

    /** Traces can be filtered by status. If this fails, look at the conditions for each status. */
    @Rule(
            id = "OBS-56",
            requires = OBSERVABILITY,
            cases = {"O37", "O38", "O39"})
    void tracesAreFilteredByStatus() {
        String resource = id("resource");
        Span success = listed(resource, id("1")).build();
        Span running = listed(resource, id("2")).endedAt(null).build();
        Span error = listed(resource, id("3")).error(Json.of("boom")).build();
        Span failing = listed(resource, id("4"))
                .startedAt(START.minusSeconds(1))
                .endedAt(null)
                .error(Json.of(""))
                .build();
        observability().saveSpans(List.of(success, running, error, failing));
        assertThat(byStatus(resource, TraceStatus.SUCCESS)).containsExactly(success.traceId());
        assertThat(byStatus(resource, TraceStatus.RUNNING)).containsExactly(running.traceId());
        assertThat(byStatus(resource, TraceStatus.ERROR)).containsExactly(error.traceId(), failing.traceId());
    }

    private List<String> byStatus(String resource, TraceStatus status) {
        TraceQuery query =
                TraceQuery.ofResource(resource).toBuilder().status(status).build();
        var traces = observability().listTraces(query);
        assertThat(traces.count()).isEqualTo(traces.toList().size());
        return traceIds(traces.toList());
    }

    /** The statuses have the names that other tools use. If this fails, the interface itself was changed. */
    @Rule(id = "OBS-40", requires = OBSERVABILITY, cases = "O40")
    void statusesHaveTheirUsualNames() {
        assertThat(TraceStatus.values())
                .extracting(TraceStatus::value)
                .containsExactlyInAnyOrder("success", "error", "running");
    }

    /** A backend without the domain reports this. If this fails, look at the features and at what the backend returns for the domain. */
    @Rule(id = "OBS-80", absent = OBSERVABILITY)
    void absentDomainIsRefused() {
        assertRefused(
                "observability",
                UnsupportedException.class,
                "feature-unsupported",
                () -> storage().observability());
        assertThat(storage().find(Domain.OBSERVABILITY)).isEmpty();
    }

    /** A backend with the domain returns the same store each time. If this fails, look at the features that the provider reports. */
    @Rule(id = "OBS-80", requires = OBSERVABILITY)
    void presentDomainIsFound() {
        assertThat(storage().find(Domain.OBSERVABILITY)).containsSame(storage().observability());
        assertThat(storage().observability().listSpans(TimeRange.ALL).slice(1).items())
                .hasSizeLessThanOrEqualTo(1);
    }
}
