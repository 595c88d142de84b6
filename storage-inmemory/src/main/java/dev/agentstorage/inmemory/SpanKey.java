package dev.agentstorage.inmemory;

import dev.agentstorage.observability.Span;
import dev.agentstorage.spi.Position;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Utf8;

/** The position of a span in an order of spans; empty ids come before all others. */
record SpanKey(long key, String traceId, String spanId) implements Comparable<SpanKey> {
    static SpanKey byStart(Span span) {
        return new SpanKey(Instants.micros(span.startedAt()), span.traceId(), span.spanId());
    }

    static SpanKey byEnd(Span span) {
        long key = span.endedAt().map(Instants::micros).orElse(Position.OPEN);
        return new SpanKey(key, span.traceId(), span.spanId());
    }

    static SpanKey of(Position position) {
        return new SpanKey(position.key(), position.ids().get(0), position.ids().get(1));
    }

    /** The position before all spans with this key. */
    static SpanKey before(long key) {
        return new SpanKey(key, "", "");
    }

    @Override
    public int compareTo(SpanKey other) {
        int order = Long.compare(key, other.key);
        if (order == 0) {
            order = Utf8.compare(traceId, other.traceId);
        }
        return order == 0 ? Utf8.compare(spanId, other.spanId) : order;
    }
}
