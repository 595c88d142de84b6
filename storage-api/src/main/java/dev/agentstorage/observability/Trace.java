package dev.agentstorage.observability;

import dev.agentstorage.internal.Checks;
import java.util.List;
import java.util.Optional;

/**
 * A consistent snapshot of all spans of one trace.
 *
 * @param traceId the trace
 * @param spans its spans by {@code startedAt}, then by the UTF-8 bytes of {@code spanId}; at least one; unmodifiable
 */
public record Trace(String traceId, List<Span> spans) {
    /**
     * Copies the spans.
     *
     * @param traceId the trace
     * @param spans its spans by {@code startedAt}, then by the UTF-8 bytes of {@code spanId}
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public Trace {
        Checks.notNull("traceId", traceId);
        spans = List.copyOf(Checks.noNulls("spans", spans));
    }

    /** {@return the first span without a parent; empty when it has not been recorded yet, or was pruned} */
    public Optional<Span> root() {
        return spans.stream().filter(Span::isRoot).findFirst();
    }

    /** {@return whether any span of the trace, its root included, has an error} */
    public boolean hasError() {
        return spans.stream().anyMatch(span -> span.error().isPresent());
    }
}
