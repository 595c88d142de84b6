package dev.agentstorage.dsql.internal.observability;

import dev.agentstorage.dsql.internal.tx.StepSize;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanIdentity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.TimeRange;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The observability domain. Thread-safe. */
@Singleton
public final class DsqlObservabilityBackend implements ObservabilityBackend {
    private final SpanReads reads;
    private final SpanWrites writes;
    private final SpanErasure erasure;
    private final StepSize steps;

    @Inject
    DsqlObservabilityBackend(Transactions transactions, SpanReads reads, SpanWrites writes, SpanErasure erasure) {
        this.steps = transactions.stepSize();
        this.reads = reads;
        this.writes = writes;
        this.erasure = erasure;
    }

    @Override
    public Span saveSpan(Span span) {
        return writes.save(span);
    }

    @Override
    public List<Span> saveSpans(List<Span> spans) {
        return writes.save(spans);
    }

    @Override
    public Set<SpanIdentity> createSpans(List<Span> spans) {
        return writes.create(spans);
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
        return reads.get(traceId, spanId);
    }

    @Override
    public Optional<Span> getRootSpan(String traceId) {
        return reads.root(traceId);
    }

    @Override
    public List<Span> getTrace(String traceId) {
        return reads.trace(traceId);
    }

    @Override
    public List<Span> listTraces(TraceQuery query, Window window) {
        return reads.traces(query, window);
    }

    @Override
    public long countTraces(TraceQuery query) {
        return reads.countTraces(query);
    }

    @Override
    public List<Span> listSpans(TimeRange startedAt, Window window) {
        return reads.spans(startedAt, window);
    }

    @Override
    public long countSpans(TimeRange startedAt) {
        return reads.countSpans(startedAt);
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
}
