package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanIdentity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Does what the backend behind it does; a mutant overrides what it gets wrong. */
abstract class ForwardingObservabilityBackend implements ObservabilityBackend {
    final ObservabilityBackend real;

    ForwardingObservabilityBackend(ObservabilityBackend real) {
        this.real = real;
    }

    static Mutant mutant(String name, String rule, UnaryOperator<ObservabilityBackend> defect) {
        return new Mutant(name, rule, real -> new WithObservability(real, defect));
    }

    private static final class WithObservability extends ForwardingBackend {
        private final UnaryOperator<ObservabilityBackend> defect;

        WithObservability(StorageBackend real, UnaryOperator<ObservabilityBackend> defect) {
            super(real);
            this.defect = defect;
        }

        @Override
        public Optional<ObservabilityBackend> observability() {
            return super.observability().map(defect);
        }
    }

    @Override
    public Span saveSpan(Span span) {
        return real.saveSpan(span);
    }

    @Override
    public List<Span> saveSpans(List<Span> spans) {
        return real.saveSpans(spans);
    }

    @Override
    public Set<SpanIdentity> createSpans(List<Span> spans) {
        return real.createSpans(spans);
    }

    @Override
    public Optional<Span> updateSpan(SpanPatch patch, Instant now) {
        return real.updateSpan(patch, now);
    }

    @Override
    public List<Span> updateSpans(List<SpanPatch> patches, Instant now) {
        return real.updateSpans(patches, now);
    }

    @Override
    public Optional<Span> getSpan(String traceId, String spanId) {
        return real.getSpan(traceId, spanId);
    }

    @Override
    public Optional<Span> getRootSpan(String traceId) {
        return real.getRootSpan(traceId);
    }

    @Override
    public List<Span> getTrace(String traceId) {
        return real.getTrace(traceId);
    }

    @Override
    public List<Span> listTraces(TraceQuery query, Window window) {
        return real.listTraces(query, window);
    }

    @Override
    public long countTraces(TraceQuery query) {
        return real.countTraces(query);
    }

    @Override
    public List<Span> listSpans(TimeRange startedAt, Window window) {
        return real.listSpans(startedAt, window);
    }

    @Override
    public long countSpans(TimeRange startedAt) {
        return real.countSpans(startedAt);
    }

    @Override
    public BulkStep deleteTraces(Collection<String> traceIds, int limit) {
        return real.deleteTraces(traceIds, limit);
    }

    @Override
    public BulkStep pruneSpans(Instant olderThan, int limit) {
        return real.pruneSpans(olderThan, limit);
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return real.eraseResource(resourceId, limit);
    }

    @Override
    public BulkStep clear(int limit) {
        return real.clear(limit);
    }
}
