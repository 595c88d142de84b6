package dev.agentstorage.inmemory;

import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.TraceQuery;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The spans and their indexes, which are updated together. Not thread-safe: guarded by the backend's lock.
 *
 * <p>Every span is in {@code byId} and in {@code spans}; a span without a parent is also in the two orders of roots.
 */
final class SpanTable {
    /** The order of the spans of one trace. */
    static final Comparator<Span> IN_TRACE = Comparator.comparing(SpanKey::byStart);

    private final Map<String, Map<String, Span>> byId = new HashMap<>();
    private final NavigableMap<SpanKey, Span> spans = new TreeMap<>();
    private final NavigableMap<SpanKey, Span> rootsByStart = new TreeMap<>();
    private final NavigableMap<SpanKey, Span> rootsByEnd = new TreeMap<>();

    @Nullable
    Span get(String traceId, String spanId) {
        Map<String, Span> trace = byId.get(traceId);
        return trace == null ? null : trace.get(spanId);
    }

    void put(Span span) {
        Span old = byId.computeIfAbsent(span.traceId(), id -> new HashMap<>()).put(span.spanId(), span);
        if (old != null) {
            unindex(old);
        }
        spans.put(SpanKey.byStart(span), span);
        if (span.isRoot()) {
            rootsByStart.put(SpanKey.byStart(span), span);
            rootsByEnd.put(SpanKey.byEnd(span), span);
        }
    }

    void remove(Span span) {
        unindex(span);
        Map<String, Span> trace = byId.get(span.traceId());
        if (trace != null && trace.remove(span.spanId()) != null && trace.isEmpty()) {
            byId.remove(span.traceId());
        }
    }

    private void unindex(Span span) {
        spans.remove(SpanKey.byStart(span));
        rootsByStart.remove(SpanKey.byStart(span));
        rootsByEnd.remove(SpanKey.byEnd(span));
    }

    /** The spans of a trace, ordered by {@link #IN_TRACE}. */
    List<Span> trace(String traceId) {
        return unordered(traceId).stream().sorted(IN_TRACE).toList();
    }

    /** The spans of a trace, in no particular order. */
    Collection<Span> unordered(String traceId) {
        Map<String, Span> trace = byId.get(traceId);
        return trace == null ? List.of() : trace.values();
    }

    /** All spans, ordered by start time. */
    NavigableMap<SpanKey, Span> spans() {
        return spans;
    }

    /** The spans without a parent, in the given order. */
    NavigableMap<SpanKey, Span> roots(TraceQuery.Order order) {
        return order == TraceQuery.Order.STARTED_AT ? rootsByStart : rootsByEnd;
    }
}
