package dev.agentstorage.observability;

import dev.agentstorage.internal.Checks;

/**
 * The identity of a span: the same {@code spanId} in another trace is another span (rule {@code OBS-02}). Immutable and thread-safe.
 *
 * @param traceId the trace
 * @param spanId the span within its trace
 */
public record SpanIdentity(String traceId, String spanId) {
    /**
     * Rejects null values.
     *
     * @param traceId the trace
     * @param spanId the span within its trace
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public SpanIdentity {
        Checks.notNull("traceId", traceId);
        Checks.notNull("spanId", spanId);
    }
}
