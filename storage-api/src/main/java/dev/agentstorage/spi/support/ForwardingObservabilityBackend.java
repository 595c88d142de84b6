package dev.agentstorage.spi.support;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanIdentity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceHead;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Forwards all calls for the observability domain to another backend. A decorator extends it, overrides methods, and is returned by its {@code
 * StorageBackend.observability()}. Thread-safe if the other backend and the code of the decorator are.
 */
public abstract class ForwardingObservabilityBackend implements ObservabilityBackend {
    private final ObservabilityBackend delegate;

    /**
     * Creates a decorator of this backend.
     *
     * @param delegate the backend that does the work
     */
    protected ForwardingObservabilityBackend(ObservabilityBackend delegate) {
        this.delegate = Checks.notNull("delegate", delegate);
    }

    /** {@return the decorated backend} */
    protected final ObservabilityBackend delegate() {
        return delegate;
    }

    @Override
    public Span saveSpan(Span span) {
        return delegate.saveSpan(span);
    }

    @Override
    public List<Span> saveSpans(List<Span> spans) {
        return delegate.saveSpans(spans);
    }

    @Override
    public Set<SpanIdentity> createSpans(List<Span> spans) {
        return delegate.createSpans(spans);
    }

    @Override
    public Optional<Span> updateSpan(SpanPatch patch, Instant now) {
        return delegate.updateSpan(patch, now);
    }

    @Override
    public List<Span> updateSpans(List<SpanPatch> patches, Instant now) {
        return delegate.updateSpans(patches, now);
    }

    @Override
    public Optional<Span> getSpan(String traceId, String spanId) {
        return delegate.getSpan(traceId, spanId);
    }

    @Override
    public Optional<Span> getRootSpan(String traceId) {
        return delegate.getRootSpan(traceId);
    }

    @Override
    public List<Span> getTrace(String traceId) {
        return delegate.getTrace(traceId);
    }

    @Override
    public List<Span> listTraces(TraceQuery query, Window window) {
        return delegate.listTraces(query, window);
    }

    @Override
    public List<TraceHead> listTraceHeads(TraceQuery query, Window window) {
        return delegate.listTraceHeads(query, window);
    }

    @Override
    public long countTraces(TraceQuery query) {
        return delegate.countTraces(query);
    }

    @Override
    public List<Span> listSpans(TimeRange startedAt, Window window) {
        return delegate.listSpans(startedAt, window);
    }

    @Override
    public long countSpans(TimeRange startedAt) {
        return delegate.countSpans(startedAt);
    }

    @Override
    public BulkStep deleteTraces(Collection<String> traceIds, int limit) {
        return delegate.deleteTraces(traceIds, limit);
    }

    @Override
    public BulkStep pruneSpans(Instant olderThan, int limit) {
        return delegate.pruneSpans(olderThan, limit);
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return delegate.eraseResource(resourceId, limit);
    }

    @Override
    public BulkStep clear(int limit) {
        return delegate.clear(limit);
    }
}
