package dev.agentstorage.inmemory;

import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanIdentity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.RowSizes;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Spans in memory: one table guarded by one lock, so every operation is atomic. Thread-safe. */
final class InMemoryObservabilityBackend implements ObservabilityBackend {
    private final SpanTable table = new SpanTable();
    private final Limits limits;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    InMemoryObservabilityBackend(Limits limits) {
        this.limits = limits;
    }

    @Override
    public List<Span> saveSpans(List<Span> spans) {
        return writing(() -> spans.stream().map(this::save).toList());
    }

    @Override
    public Set<SpanIdentity> createSpans(List<Span> spans) {
        return writing(() -> {
            Set<SpanIdentity> stored = spans.stream()
                    .filter(span -> table.get(span.traceId(), span.spanId()) != null)
                    .map(span -> new SpanIdentity(span.traceId(), span.spanId()))
                    .collect(Collectors.toSet());
            if (stored.isEmpty()) {
                spans.forEach(table::put);
            }
            return stored;
        });
    }

    private Span save(Span span) {
        Span saved = span.over(Optional.ofNullable(table.get(span.traceId(), span.spanId())));
        table.put(saved);
        return saved;
    }

    @Override
    public List<Span> updateSpans(List<SpanPatch> patches, Instant now) {
        return writing(() -> update(patches, now));
    }

    private List<Span> update(List<SpanPatch> patches, Instant now) {
        // all patches are computed before any is stored, so that nothing changes if a span becomes too large
        List<Span> updated = new ArrayList<>(patches.size());
        for (SpanPatch patch : patches) {
            Span stored = table.get(patch.traceId(), patch.spanId());
            if (stored == null) {
                continue;
            }
            Span changed = patch.apply(stored, now);
            limits.requireRow("span", RowSizes.of(changed));
            updated.add(changed);
        }
        updated.forEach(table::put);
        return List.copyOf(updated);
    }

    @Override
    public Optional<Span> getSpan(String traceId, String spanId) {
        return reading(() -> Optional.ofNullable(table.get(traceId, spanId)));
    }

    @Override
    public Optional<Span> getRootSpan(String traceId) {
        return reading(
                () -> table.unordered(traceId).stream().filter(Span::isRoot).min(SpanTable.IN_TRACE));
    }

    @Override
    public List<Span> getTrace(String traceId) {
        return reading(() -> table.trace(traceId));
    }

    @Override
    public List<Span> listTraces(TraceQuery query, Window window) {
        return reading(() ->
                roots(query, window).skip(window.offset()).limit(window.limit()).toList());
    }

    @Override
    public long countTraces(TraceQuery query) {
        return reading(() -> roots(query, Window.everything()).count());
    }

    private Stream<Span> roots(TraceQuery query, Window window) {
        NavigableMap<SpanKey, Span> roots = table.roots(query.order());
        return within(roots, query.direction(), window)
                .filter(query.matcher())
                .filter(root ->
                        query.hasChildError().isEmpty() || query.hasChildError().get() == hasError(root.traceId()));
    }

    private boolean hasError(String traceId) {
        return table.unordered(traceId).stream().anyMatch(span -> span.error().isPresent());
    }

    @Override
    public List<Span> listSpans(TimeRange startedAt, Window window) {
        return reading(() -> spans(startedAt, window)
                .skip(window.offset())
                .limit(window.limit())
                .toList());
    }

    @Override
    public long countSpans(TimeRange startedAt) {
        return reading(() -> spans(startedAt, Window.everything()).count());
    }

    private Stream<Span> spans(TimeRange startedAt, Window window) {
        NavigableMap<SpanKey, Span> spans = table.spans();
        if (startedAt.start().isPresent()) {
            long first = Instants.micros(startedAt.start().get());
            spans = spans.tailMap(SpanKey.before(first), true);
        }
        if (startedAt.end().isPresent()) {
            long last = Instants.micros(startedAt.end().get());
            spans = spans.headMap(SpanKey.before(last + 1), false);
        }
        return within(spans, Direction.ASC, window).filter(span -> startedAt.contains(span.startedAt()));
    }

    /** The spans in the range of the window, in its order, before offset and limit are applied. */
    private static Stream<Span> within(NavigableMap<SpanKey, Span> spans, Direction ofQuery, Window window) {
        boolean ascending = window.direction(ofQuery) == Direction.ASC;
        NavigableMap<SpanKey, Span> ordered = ascending ? spans : spans.descendingMap();
        if (window.after().isPresent()) {
            // like tailMap, but a key outside of a submap is not an error
            SpanKey first = ordered.higherKey(SpanKey.of(window.after().get()));
            ordered = first == null ? Collections.emptyNavigableMap() : ordered.tailMap(first, true);
        }
        if (window.until().isPresent()) {
            SpanKey last = ordered.floorKey(SpanKey.of(window.until().get()));
            ordered = last == null ? Collections.emptyNavigableMap() : ordered.headMap(last, true);
        }
        return ordered.values().stream();
    }

    @Override
    public BulkStep deleteTraces(Collection<String> traceIds, int limit) {
        return writing(() -> {
            Set<String> stored = traceIds.stream()
                    .filter(id -> !table.unordered(id).isEmpty())
                    .collect(Collectors.toSet());
            BulkStep step = removeSome(stored.stream().flatMap(id -> table.unordered(id).stream()), limit);
            return new BulkStep(step.affected(), step.done(), stored);
        });
    }

    @Override
    public BulkStep pruneSpans(Instant olderThan, int limit) {
        SpanKey end = SpanKey.before(Instants.micros(olderThan));
        return writing(() -> removeSome(table.spans().headMap(end, false).values().stream(), limit));
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return writing(() -> {
            Set<String> traces = table.roots(TraceQuery.Order.STARTED_AT).values().stream()
                    .filter(root -> belongsTo(root, resourceId))
                    .map(Span::traceId)
                    .collect(Collectors.toSet());
            // the resource's root spans last, because only they show that the rest of a trace belongs to it
            Stream<Span> erased = table.spans().values().stream()
                    .filter(span -> belongsTo(span, resourceId) || traces.contains(span.traceId()))
                    .sorted(Comparator.comparing(span -> span.isRoot() && belongsTo(span, resourceId)));
            return removeSome(erased, limit);
        });
    }

    private static boolean belongsTo(Span span, String resourceId) {
        return span.correlation().resourceId().filter(resourceId::equals).isPresent();
    }

    @Override
    public BulkStep clear(int limit) {
        return writing(() -> removeSome(table.spans().values().stream(), limit));
    }

    private BulkStep removeSome(Stream<Span> spans, int limit) {
        // one more than the limit, to know whether anything is left
        List<Span> found = spans.limit(limit + 1L).toList();
        List<Span> removed = found.subList(0, Math.min(limit, found.size()));
        removed.forEach(table::remove);
        return new BulkStep(removed.size(), found.size() <= limit);
    }

    private <T> T reading(Supplier<T> work) {
        return locked(lock.readLock(), work);
    }

    private <T> T writing(Supplier<T> work) {
        return locked(lock.writeLock(), work);
    }

    private static <T> T locked(Lock lock, Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
