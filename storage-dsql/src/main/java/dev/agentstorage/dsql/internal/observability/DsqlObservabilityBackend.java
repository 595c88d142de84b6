package dev.agentstorage.dsql.internal.observability;

import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanIdentity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceHead;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.FilterBound;
import dev.agentstorage.spi.support.FilteredScan;
import dev.agentstorage.spi.support.StepSize;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.TimeRange;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The operations on spans. Reads are implemented here; writes and erasure are delegated. Thread-safe. */
@Singleton
public final class DsqlObservabilityBackend implements ObservabilityBackend {
    private final Transactions transactions;
    private final SpanStatements spans;
    private final TraceStatements traces;
    private final FilterBound bound;
    private final SpanWrites writes;
    private final SpanErasure erasure;
    private final StepSize steps;

    @Inject
    DsqlObservabilityBackend(
            Transactions transactions,
            SpanStatements spans,
            TraceStatements traces,
            FilterBound bound,
            SpanWrites writes,
            SpanErasure erasure) {
        this.transactions = transactions;
        this.steps = transactions.stepSize();
        this.spans = spans;
        this.traces = traces;
        this.bound = bound;
        this.writes = writes;
        this.erasure = erasure;
    }

    @Override
    public List<Span> saveSpans(List<Span> batch) {
        return writes.save(batch);
    }

    @Override
    public Set<SpanIdentity> createSpans(List<Span> batch) {
        return writes.create(batch);
    }

    @Override
    public Optional<Span> updateSpan(SpanPatch patch, Instant now) {
        return writes.update(patch, now);
    }

    @Override
    public List<Span> updateSpans(List<SpanPatch> patches, Instant now) {
        return writes.update(patches, now);
    }

    @Override
    public Optional<Span> getSpan(String traceId, String spanId) {
        return first(spans.get(traceId, spanId));
    }

    @Override
    public Optional<Span> getRootSpan(String traceId) {
        return first(spans.root(traceId));
    }

    @Override
    public List<Span> getTrace(String traceId) {
        return all(spans.trace(traceId));
    }

    @Override
    public List<Span> listTraces(TraceQuery query, Window window) {
        return query.hasJsonFilters() ? scan(query).read(window) : all(traces.traces(query, window));
    }

    @Override
    public List<TraceHead> listTraceHeads(TraceQuery query, Window window) {
        return query.hasJsonFilters()
                ? new FilteredScan<>(
                                part -> heads(query, part),
                                head -> position(
                                        head.traceId(), head.spanId(), query.order(), head.startedAt(), head.endedAt()),
                                query.jsonMatcherOfHeads(),
                                bound)
                        .read(window)
                : heads(query, window);
    }

    private List<TraceHead> heads(TraceQuery query, Window window) {
        return transactions.read(session -> session.query(traces.heads(query, window), SpanColumns::mapHead));
    }

    @Override
    public long countTraces(TraceQuery query) {
        return query.hasJsonFilters() ? scan(query).count() : count(traces.countTraces(query));
    }

    @Override
    public List<Span> listSpans(TimeRange startedAt, Window window) {
        return all(traces.spans(startedAt, window));
    }

    @Override
    public long countSpans(TimeRange startedAt) {
        return count(traces.countSpans(startedAt));
    }

    @Override
    public BulkStep deleteTraces(Collection<String> traceIds, int limit) {
        return steps.run(limit, rows -> erasure.traces(traceIds, rows));
    }

    @Override
    public BulkStep pruneSpans(Instant olderThan, int limit) {
        return steps.run(limit, rows -> erasure.prune(olderThan, rows));
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return steps.run(limit, rows -> erasure.resource(resourceId, rows));
    }

    @Override
    public BulkStep clear(int limit) {
        return steps.run(limit, rows -> erasure.clear(rows));
    }

    private Optional<Span> first(Sql sql) {
        return transactions.read(session -> session.first(sql, SpanColumns::map));
    }

    private List<Span> all(Sql sql) {
        return transactions.read(session -> session.query(sql, SpanColumns::map));
    }

    private long count(Sql sql) {
        return transactions.read(session -> session.count(sql));
    }

    private FilteredScan<Span> scan(TraceQuery query) {
        return new FilteredScan<>(
                window -> all(traces.traces(query, window)),
                root -> position(root.traceId(), root.spanId(), query.order(), root.startedAt(), root.endedAt()),
                query.jsonMatcher(),
                bound);
    }

    private static Position position(
            String traceId, String spanId, TraceQuery.Order order, Instant startedAt, Optional<Instant> endedAt) {
        Optional<Instant> key = order == TraceQuery.Order.STARTED_AT ? Optional.of(startedAt) : endedAt;
        return new Position(key.map(Instants::micros).orElse(Position.OPEN), List.of(traceId, spanId));
    }
}
