package dev.agentstorage.spi;

import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanIdentity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceHead;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Spans in a backend, one for each pair of trace and span id. Thread-safe. Every method is one atomic change; a {@link BulkStep} is one
 * bounded part of a larger one.
 *
 * <p>All methods throw {@code UnavailableException} when the backend is unreachable; writes throw {@code OutcomeUnknownException} when it is
 * unknown whether they were applied; every write is idempotent when repeated with the same arguments, but for {@code updatedAt} of an update.
 */
public interface ObservabilityBackend {
    /**
     * Stores one span, as {@link #saveSpans}.
     *
     * @param span the span
     * @return the stored span
     */
    default Span saveSpan(Span span) {
        return saveSpans(List.of(span)).get(0);
    }

    /**
     * Upserts spans; a replaced span keeps its {@code createdAt}, and its {@code updatedAt} never decreases (rule {@code OBS-02}).
     *
     * @param spans spans with distinct identities, at least one, at most {@code Limits.atomicRows}
     * @return the stored spans, in the order given
     */
    List<Span> saveSpans(List<Span> spans);

    /**
     * Stores new spans atomically; stores none when any of them exists (rule {@code OBS-81}).
     *
     * @param spans of distinct identities, at least one, at most {@code Limits.atomicRows}
     * @return the identities of the existing spans; if not empty, nothing was changed
     */
    Set<SpanIdentity> createSpans(List<Span> spans);

    /**
     * Changes one span as defined by {@link SpanPatch#apply}.
     *
     * @param patch the changes
     * @param now the time of the call
     * @return the stored span; empty when it is missing
     */
    default Optional<Span> updateSpan(SpanPatch patch, Instant now) {
        return updateSpans(List.of(patch), now).stream().findFirst();
    }

    /**
     * Changes those of the spans that exist, atomically, as defined by {@link SpanPatch#apply}.
     *
     * @param patches patches with distinct identities, at least one, at most {@code Limits.atomicRows}
     * @param now the time of the call
     * @return the changed spans, in the order of their patches
     */
    List<Span> updateSpans(List<SpanPatch> patches, Instant now);

    /**
     * {@return the span with this identity; empty when it is missing}
     *
     * @param traceId the id of the trace
     * @param spanId the id of the span
     */
    Optional<Span> getSpan(String traceId, String spanId);

    /**
     * {@return the span of the trace without a parent; if there are several, the first by {@code startedAt} and id}
     *
     * @param traceId the id of the trace
     */
    Optional<Span> getRootSpan(String traceId);

    /**
     * {@return all spans of the trace, sorted by {@code startedAt} and id; empty when there are none}
     *
     * @param traceId the id of the trace
     */
    List<Span> getTrace(String traceId);

    /**
     * {@return the matching root spans in the window} The key of a position is {@code startedAt} or {@code endedAt} ({@link Position#OPEN}
     * while the span runs); its ids are {@code traceId} and {@code spanId}.
     *
     * @param query the filters and the order
     * @param window the rows to return
     */
    List<Span> listTraces(TraceQuery query, Window window);

    /**
     * {@return the heads of the matching traces in the window (rule {@code OBS-42})} The default implementation reads the whole root spans;
     * override it to leave the other columns in the database.
     *
     * @param query the filters and the order
     * @param window the rows to return
     */
    default List<TraceHead> listTraceHeads(TraceQuery query, Window window) {
        return listTraces(query, window).stream().map(TraceHead::of).toList();
    }

    /**
     * Counts the matching root spans.
     *
     * @param query the filters and the order
     * @return the number of matching root spans
     */
    long countTraces(TraceQuery query);

    /**
     * {@return all spans, roots or not, that started in the range, by {@code startedAt}, {@code traceId} and {@code spanId}, ascending}
     *
     * @param startedAt the range of start times
     * @param window the rows to return
     */
    List<Span> listSpans(TimeRange startedAt, Window window);

    /**
     * Counts the spans that started in the range.
     *
     * @param startedAt the start time
     * @return the number of spans that started in the range
     */
    long countSpans(TimeRange startedAt);

    /**
     * Removes all spans of these traces, at most {@code limit} in this step. Unknown ids are skipped.
     *
     * @param traceIds distinct ids, at least one, at most {@code Limits.atomicRows}
     * @param limit the maximum number of rows of this step
     * @return the result of this step, with the ids of the traces of which spans were removed
     */
    BulkStep deleteTraces(Collection<String> traceIds, int limit);

    /**
     * Removes spans with {@code startedAt} before the instant, at most {@code limit} in this step, oldest first.
     *
     * @param olderThan spans with an earlier {@code startedAt} are removed
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep pruneSpans(Instant olderThan, int limit);

    /**
     * Removes the spans of a resource and all spans of the traces that have a root span of the resource, at most {@code limit} in this
     * step. The root spans of the resource are removed last, so that an interrupted operation can be repeated.
     *
     * @param resourceId the id of the resource
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep eraseResource(String resourceId, int limit);

    /**
     * Removes spans, at most {@code limit} in this step.
     *
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep clear(int limit);
}
