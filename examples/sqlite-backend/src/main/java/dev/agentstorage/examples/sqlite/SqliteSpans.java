package dev.agentstorage.examples.sqlite;

import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanIdentity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.RowSizes;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Spans. Whether a trace has an error is asked of its spans, never stored. Thread-safe. */
record SqliteSpans(Database database) implements ObservabilityBackend {
    private static final String ROOT = "parent_span_id IS NULL";

    private static final Table<Span> TABLE =
            new Table<>("spans", Span.class, 2, Map.of("ended_at_or_open", SqliteSpans::endedAtOrOpen));

    @Override
    public List<Span> saveSpans(List<Span> spans) {
        return database.write(session -> spans.stream()
                .map(span -> session.put(TABLE, span.over(session.get(TABLE, span.traceId(), span.spanId()))))
                .toList());
    }

    @Override
    public Set<SpanIdentity> createSpans(List<Span> spans) {
        return database.write(session -> {
            Set<SpanIdentity> stored = spans.stream()
                    .map(span -> new SpanIdentity(span.traceId(), span.spanId()))
                    .filter(id -> session.get(TABLE, id.traceId(), id.spanId()).isPresent())
                    .collect(Collectors.toSet());
            if (stored.isEmpty()) {
                spans.forEach(span -> session.put(TABLE, span));
            }
            return stored;
        });
    }

    @Override
    public List<Span> updateSpans(List<SpanPatch> patches, Instant now) {
        return database.write(session -> {
            List<Span> updated = new ArrayList<>();
            for (SpanPatch patch : patches) {
                session.get(TABLE, patch.traceId(), patch.spanId()).ifPresent(stored -> {
                    Span changed = patch.apply(stored, now);
                    database.limits.requireRow("span", RowSizes.of(changed));
                    session.put(TABLE, changed);
                    updated.add(changed);
                });
            }
            return List.copyOf(updated);
        });
    }

    @Override
    public Optional<Span> getSpan(String traceId, String spanId) {
        return database.read(session -> session.get(TABLE, traceId, spanId));
    }

    @Override
    public Optional<Span> getRootSpan(String traceId) {
        Where where = Where.is("trace_id", traceId).and(ROOT);
        return database.read(session -> spans(where).read(session, Window.offset(0, 1))).stream()
                .findFirst();
    }

    @Override
    public List<Span> getTrace(String traceId) {
        Where where = Where.is("trace_id", traceId);
        return database.read(session -> spans(where).read(session, Window.everything()));
    }

    @Override
    public List<Span> listSpans(TimeRange startedAt, Window window) {
        return database.read(
                session -> spans(new Where().range("started_at", startedAt)).read(session, window));
    }

    @Override
    public long countSpans(TimeRange startedAt) {
        return database.read(session -> session.count(TABLE, new Where().range("started_at", startedAt)));
    }

    private Listing<Span> spans(Where where) {
        return new Listing<>(TABLE, where, "started_at", Direction.ASC);
    }

    @Override
    public List<Span> listTraces(TraceQuery query, Window window) {
        return database.read(session -> roots(query).read(session, window));
    }

    @Override
    public long countTraces(TraceQuery query) {
        return database.read(session -> roots(query).count(session));
    }

    private Listing<Span> roots(TraceQuery query) {
        String sort = query.order() == TraceQuery.Order.STARTED_AT ? "started_at" : "ended_at_or_open";
        return new Listing<>(TABLE, where(query), sort, query.direction())
                .matching(query.hasJsonFilters() ? Optional.of(query.jsonMatcher()) : Optional.empty());
    }

    private static long endedAtOrOpen(Span span) {
        return span.endedAt().map(Instants::micros).orElse(Position.OPEN);
    }

    private static Where where(TraceQuery query) {
        Where where = new Where()
                .and(ROOT)
                .range("started_at", query.startedAt())
                .range("ended_at", query.endedAt())
                .filter("span_type", query.spanType())
                .filters(query.entity(), "entity_")
                .filters(query.correlation(), "correlation_");
        query.status()
                .map(status -> switch (status) {
                    case ERROR -> "error IS NOT NULL";
                    case RUNNING -> "error IS NULL AND ended_at IS NULL";
                    case SUCCESS -> "error IS NULL AND ended_at IS NOT NULL";
                })
                .ifPresent(where::and);
        query.hasChildError()
                .ifPresent(wanted -> where.and((wanted ? "" : "NOT ")
                        + "EXISTS (SELECT 1 FROM spans AS any_span"
                        + " WHERE any_span.trace_id = spans.trace_id AND any_span.error IS NOT NULL)"));
        return where;
    }

    @Override
    public BulkStep deleteTraces(Collection<String> traceIds, int limit) {
        Where where = new Where().in("trace_id", traceIds);
        return database.write(session -> {
            List<Span> first = spans(where).read(session, Window.offset(0, limit));
            BulkStep step = session.removeFirst(TABLE, where, "started_at, trace_id, span_id", limit);
            return new BulkStep(
                    step.affected(),
                    step.done(),
                    first.stream().map(Span::traceId).collect(Collectors.toSet()));
        });
    }

    @Override
    public BulkStep pruneSpans(Instant olderThan, int limit) {
        Where where = new Where().and("started_at < ?", olderThan);
        return database.write(session -> session.removeFirst(TABLE, where, "started_at, trace_id, span_id", limit));
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        Where where = new Where()
                .and(
                        "correlation_resource_id = ? OR trace_id IN"
                                + " (SELECT trace_id FROM spans WHERE correlation_resource_id = ? AND " + ROOT + ")",
                        resourceId,
                        resourceId);
        // the roots last: without them the rest of a trace is no longer known to belong to the resource
        return database.write(session -> session.removeFirst(TABLE, where, ROOT, limit));
    }

    @Override
    public BulkStep clear(int limit) {
        return database.write(session -> session.removeFirst(TABLE, new Where(), "rowid", limit));
    }
}
