package dev.agentstorage.tck.selftest.mutant;

import static dev.agentstorage.tck.selftest.mutant.Mutant.ofObservability;

import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.TraceHead;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.observability.TraceQuery.Order;
import dev.agentstorage.observability.TraceStatus;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.ForwardingObservabilityBackend;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What a backend may get wrong in the listing of traces. */
final class TraceMutants {
    private TraceMutants() {}

    static List<Mutant> all() {
        return List.of(
                ofObservability("ends-running-spans", "OBS-40", EndsRunning::new),
                ofObservability("knows-no-errors-of-traces", "OBS-42", KnowsNoErrors::new),
                ofObservability("orders-heads-by-their-start", "OBS-42", OrdersHeadsByStart::new),
                listed("lists-one-root-of-a-trace", "OBS-41", (query, roots) -> firstRoots(roots)),
                asked("forgets-the-status-beside-tags", "OBS-50", TraceMutants::statusUnlessTags),
                asked("takes-bounds-for-inclusive", "OBS-51", q -> q.toBuilder().startedAt(inclusive(q.startedAt()))),
                filtered(
                        "lets-running-traces-end",
                        "OBS-52",
                        q -> q.toBuilder().endedAt(TimeRange.ALL),
                        (q, root) -> root.endedAt().map(q.endedAt()::contains).orElse(true)),
                asked("ignores-sessions", "OBS-53", TraceMutants::withoutSession),
                filtered(
                        "compares-metadata-as-text",
                        "OBS-54",
                        q -> q.toBuilder(),
                        (q, root) -> q.metadata()
                                .map(Json::text)
                                .map(root.metadata().text()::equals)
                                .orElse(true)),
                filtered(
                        "wants-any-tag",
                        "OBS-55",
                        q -> q.toBuilder().tags(),
                        (q, root) -> q.tags().isEmpty() || q.tags().stream().anyMatch(root.tags()::contains)),
                filtered(
                        "takes-failing-for-running",
                        "OBS-56",
                        q -> q.toBuilder(),
                        (q, root) -> q.status().isEmpty()
                                || q.status().get() != TraceStatus.ERROR
                                || root.endedAt().isPresent()),
                filtered(
                        "looks-for-errors-in-the-root",
                        "OBS-57",
                        TraceMutants::withoutChildError,
                        (q, root) -> q.hasChildError().isEmpty()
                                || q.hasChildError().get() == root.error().isPresent()),
                asked(
                        "lists-the-oldest-first",
                        "OBS-60",
                        q -> q.toBuilder().order(q.order()).direction(Direction.ASC)),
                asked(
                        "lists-the-newest-first",
                        "OBS-61",
                        q -> q.toBuilder().order(q.order()).direction(Direction.DESC)),
                listed("puts-running-traces-first", "OBS-62", (query, roots) -> runningFirst(roots)),
                listed("orders-traces-by-utf-16", "OBS-63", TraceMutants::byUtf16),
                ofObservability("loses-ties-behind-a-cursor", "OBS-64", LosesTies::new));
    }

    /** A backend that takes a query for another one. */
    private static Mutant asked(String name, String rule, Function<TraceQuery, TraceQuery.Builder> change) {
        return filtered(name, rule, change, (query, root) -> true);
    }

    /** A backend that takes a query for another one, and keeps of the answer what passes a filter. */
    private static Mutant filtered(
            String name,
            String rule,
            Function<TraceQuery, TraceQuery.Builder> change,
            BiFunction<TraceQuery, Span, Boolean> filter) {
        return ofObservability(
                name,
                rule,
                real -> new Everything(
                        real,
                        (query, all) -> real.listTraces(change.apply(query).build(), Window.everything()).stream()
                                .filter(root -> filter.apply(query, root))
                                .toList()));
    }

    /** A backend that makes something else of the right answer. */
    private static Mutant listed(String name, String rule, BiFunction<TraceQuery, List<Span>, List<Span>> change) {
        return ofObservability(name, rule, real -> new Everything(real, change));
    }

    /** Reads all traces of a query, and then skips and limits itself. */
    private static final class Everything extends ForwardingObservabilityBackend {
        private final BiFunction<TraceQuery, List<Span>, List<Span>> change;

        Everything(ObservabilityBackend real, BiFunction<TraceQuery, List<Span>, List<Span>> change) {
            super(real);
            this.change = change;
        }

        @Override
        public List<Span> listTraces(TraceQuery query, Window window) {
            Window all = new Window(window.after(), 0, Long.MAX_VALUE);
            return change.apply(query, delegate().listTraces(query, all)).stream()
                    .skip(window.offset())
                    .limit(window.limit())
                    .toList();
        }

        @Override
        public long countTraces(TraceQuery query) {
            return listTraces(query, Window.everything()).size();
        }
    }

    private static List<Span> firstRoots(List<Span> roots) {
        Set<String> seen = new HashSet<>();
        return roots.stream().filter(root -> seen.add(root.traceId())).toList();
    }

    private static TraceQuery.Builder statusUnlessTags(TraceQuery query) {
        TraceQuery all = TraceQuery.ALL;
        return query.tags().isEmpty()
                ? query.toBuilder()
                : all.toBuilder()
                        .correlation(query.correlation())
                        .entity(query.entity())
                        .tags(query.tags().toArray(String[]::new))
                        .order(query.order())
                        .direction(query.direction());
    }

    private static TimeRange inclusive(TimeRange range) {
        return new TimeRange(range.start(), false, range.end(), false);
    }

    private static TraceQuery.Builder withoutSession(TraceQuery query) {
        Correlation correlation = query.correlation();
        return query.toBuilder()
                .correlation(correlation.toBuilder().sessionId(null).build());
    }

    private static TraceQuery.Builder withoutChildError(TraceQuery query) {
        TraceQuery.Builder same =
                TraceQuery.ofResource(query.correlation().resourceId().orElse("none")).toBuilder();
        query.status().ifPresent(same::status);
        return same;
    }

    private static List<Span> runningFirst(List<Span> roots) {
        List<Span> sorted = new ArrayList<>(roots);
        sorted.sort(Comparator.comparing(root -> root.endedAt().isPresent()));
        return sorted;
    }

    private static List<Span> byUtf16(TraceQuery query, List<Span> roots) {
        List<Span> sorted = new ArrayList<>(roots);
        sorted.sort(
                Comparator.comparing((Span root) -> key(root, query.order())).thenComparing(Span::traceId));
        if (query.direction() == Direction.DESC) {
            Collections.reverse(sorted);
        }
        return sorted;
    }

    private static Instant key(Span root, Order order) {
        return order == Order.STARTED_AT ? root.startedAt() : root.endedAt().orElse(Instant.MAX);
    }

    private static final class KnowsNoErrors extends ForwardingObservabilityBackend {
        KnowsNoErrors(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public List<TraceHead> listTraceHeads(TraceQuery query, Window window) {
            return delegate().listTraceHeads(query, window).stream()
                    .map(head -> head.toBuilder().hasError(false).build())
                    .toList();
        }
    }

    private static final class OrdersHeadsByStart extends ForwardingObservabilityBackend {
        OrdersHeadsByStart(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public List<TraceHead> listTraceHeads(TraceQuery query, Window window) {
            return delegate()
                    .listTraceHeads(query.toBuilder().order(Order.STARTED_AT).build(), window);
        }
    }

    private static final class EndsRunning extends ForwardingObservabilityBackend {
        EndsRunning(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public List<Span> listTraces(TraceQuery query, Window window) {
            return delegate().listTraces(query, window).stream()
                    .map(root -> root.endedAt().isPresent()
                            ? root
                            : root.toBuilder().endedAt(root.startedAt()).build())
                    .toList();
        }
    }

    private static final class LosesTies extends ForwardingObservabilityBackend {
        LosesTies(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public List<Span> listTraces(TraceQuery query, Window window) {
            return delegate().listTraces(query, window).stream()
                    .filter(root ->
                            window.after().isEmpty() || window.after().get().key() != key(root, query.order()))
                    .toList();
        }

        private static long key(Span root, Order order) {
            if (order == Order.STARTED_AT) {
                return Instants.micros(root.startedAt());
            }
            return root.endedAt().map(Instants::micros).orElse(Position.OPEN);
        }
    }
}
