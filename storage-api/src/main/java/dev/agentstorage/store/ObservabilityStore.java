package dev.agentstorage.store;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.EntityType;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanEntity;
import dev.agentstorage.observability.SpanIdentity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.SpanType;
import dev.agentstorage.observability.Trace;
import dev.agentstorage.observability.TraceHead;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.spi.support.RowSizes;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Traces of the work of agents, workflows, models and tools. Thread-safe; calls block.
 *
 * <p>Instants have microsecond precision. Spans of a trace are ordered by {@code startedAt}, then by the UTF-8 bytes of {@code spanId}.
 * Every method may also throw {@link InvalidRequestException} ({@code null-argument}, {@code id-blank}, {@code text-unstorable}),
 * {@link TooLargeException} ({@code id-too-long}, {@code name-too-long}, {@code value-too-large}), {@code UnavailableException},
 * {@code CorruptDataException} for a stored row that cannot be read, and, for writes, {@code OutcomeUnknownException}. All writes except a batch
 * with an update can be repeated safely.
 */
public final class ObservabilityStore {
    private static final int TRACES_PER_PAGE = 10;
    private static final int SPANS_PER_PAGE = 100;
    private static final String BULK = "importSpans";

    private final StoreAccess<ObservabilityBackend> access;

    ObservabilityStore(StoreAccess<ObservabilityBackend> access) {
        this.access = access;
    }

    /**
     * Stores a span. A stored span with the same identity is replaced, except its {@code createdAt} (rules {@code OBS-01}, {@code OBS-02}).
     * {@code createdAt} and {@code updatedAt} of the argument are ignored. The parent span need not be stored.
     *
     * @param span the span
     * @return the stored span
     */
    public Span saveSpan(Span span) {
        Call<ObservabilityBackend> call = access.call();
        Instant now = call.now();
        Span checked = new SpanInputs(call).span(Checks.notNull("span", span), now, now);
        call.bytes("spans", RowSizes.of(checked), Call.VALUE_HINT);
        return call.backend().saveSpan(checked);
    }

    /**
     * Stores spans of any traces atomically, each like {@link #saveSpan} (rule {@code OBS-03}). If several have the same identity, the last
     * one is stored. An empty list is valid.
     *
     * @param spans the spans, in the order in which they are stored
     * @return the stored spans, one for each argument, in the order given; spans with the same identity are equal
     * @throws TooLargeException {@code batch-too-large} above {@code Limits.atomicRows} spans or {@code Limits.atomicBytes} bytes; use {@link
     *     #importSpans}
     */
    public List<Span> saveSpans(List<Span> spans) {
        Call<ObservabilityBackend> call = access.call();
        call.rows("spans", Checks.noNulls("spans", spans).size(), BULK);
        Instant now = call.now();
        SpanInputs inputs = new SpanInputs(call);
        Map<List<String>, Span> distinct = new LinkedHashMap<>();
        for (Span span : spans) {
            distinct.put(identity(span), inputs.span(span, now, now));
        }
        call.bytes("spans", distinct.values().stream().mapToLong(RowSizes::of).sum(), BULK);
        if (distinct.isEmpty()) {
            call.requireReady();
            return List.of();
        }
        List<Span> stored = call.backend().saveSpans(List.copyOf(distinct.values()));
        return spans.stream()
                .map(ObservabilityStore::identity)
                .map(byIdentity(stored)::get)
                .toList();
    }

    private static Map<List<String>, Span> byIdentity(List<Span> spans) {
        Map<List<String>, Span> byIdentity = new HashMap<>();
        spans.forEach(span -> byIdentity.put(identity(span), span));
        return byIdentity;
    }

    /**
     * Stores new spans of any traces atomically (rule {@code OBS-81}). {@code createdAt} and {@code updatedAt} of the arguments are
     * ignored. An empty list is valid.
     *
     * @param spans the spans, in the order in which they are stored
     * @return the stored spans, in the order given
     * @throws AlreadyExistsException {@code span-exists} when any of them exists; the detail {@code spans} lists the {@link SpanIdentity
     *     identities} of all existing ones in the order given, {@code traceId} and {@code spanId} the first of them
     * @throws InvalidRequestException {@code span-repeated} when two of them have the same identity
     * @throws TooLargeException {@code batch-too-large} above {@code Limits.atomicRows} spans or {@code Limits.atomicBytes} bytes
     */
    public List<Span> createSpans(List<Span> spans) {
        Call<ObservabilityBackend> call = access.call();
        String hint = "several calls of createSpans";
        call.rows("spans", Checks.noNulls("spans", spans).size(), hint);
        Instant now = call.now();
        SpanInputs inputs = new SpanInputs(call);
        Map<List<String>, Span> distinct = new LinkedHashMap<>();
        for (Span span : spans) {
            if (distinct.put(identity(span), inputs.span(span, now, now)) != null) {
                throw Refusals.spanRepeated(span.traceId(), span.spanId());
            }
        }
        call.bytes("spans", distinct.values().stream().mapToLong(RowSizes::of).sum(), hint);
        if (distinct.isEmpty()) {
            call.requireReady();
            return List.of();
        }
        List<Span> batch = List.copyOf(distinct.values());
        Set<SpanIdentity> stored = call.backend().createSpans(batch);
        if (stored.isEmpty()) {
            return batch;
        }
        List<SpanIdentity> taken = batch.stream()
                .map(span -> new SpanIdentity(span.traceId(), span.spanId()))
                .filter(stored::contains)
                .toList();
        throw Refusals.spanExists(taken);
    }

    /**
     * Stores any number of spans, see {@link #importSpans(Iterable, BulkListener)}.
     *
     * @param spans the spans, in the order in which they are stored
     * @return the number of rows affected, and whether no matching rows are left
     */
    public BulkResult importSpans(Iterable<Span> spans) {
        return importSpans(spans, BulkListener.NONE);
    }

    /**
     * Stores any number of spans in atomic batches, in the order given (rule {@code OBS-06}); spans with the same identity are applied in
     * order. {@code createdAt} and {@code updatedAt} are stored as given; a stored span keeps its {@code createdAt}. After an error the
     * earlier batches are stored, and the import can be repeated.
     *
     * @param spans the spans, in the order in which they are stored
     * @param listener receives the progress after each step
     * @return the number of spans stored, including those that replaced a span of the same import
     */
    public BulkResult importSpans(Iterable<Span> spans, BulkListener listener) {
        Call<ObservabilityBackend> call = access.call();
        Checks.notNull("spans", spans);
        Checks.notNull("listener", listener);
        call.requireReady();
        SpanInputs inputs = new SpanInputs(call);
        ImportParts<Span> parts = new ImportParts<>(
                call.limits().atomicRows(), part -> call.backend().saveSpans(part));
        Map<List<String>, Span> batch = new LinkedHashMap<>();
        long bytes = 0;
        long affected = 0;
        long pending = 0;
        for (Span span : spans) {
            Span checked = inputs.span(Checks.notNull("span", span), span.createdAt(), span.updatedAt());
            long size = RowSizes.of(checked);
            call.bytes("spans", size, Call.VALUE_HINT);
            call.require();
            boolean full = batch.size() == call.limits().atomicRows()
                    || bytes + size > call.limits().atomicBytes() / 2;
            if (full && !batch.isEmpty()) {
                parts.store(batch.values());
                affected += pending;
                listener.progress(affected);
                batch.clear();
                bytes = 0;
                pending = 0;
            }
            batch.merge(identity(checked), checked, ObservabilityStore::replaced);
            bytes += size;
            pending++;
        }
        if (!batch.isEmpty()) {
            parts.store(batch.values());
            affected += pending;
            listener.progress(affected);
        }
        return new BulkResult(affected, true);
    }

    /**
     * Changes a span (rule {@code OBS-20}). {@code updatedAt} increases.
     *
     * @param patch the changes
     * @return the stored span
     * @throws NotFoundException {@code span-not-found} with {@code traceId} and {@code spanId}
     */
    public Span updateSpan(SpanPatch patch) {
        Call<ObservabilityBackend> call = access.call();
        SpanPatch checked = new SpanInputs(call).patch(Checks.notNull("patch", patch));
        call.bytes("spans", SpanInputs.bytes(checked), Call.VALUE_HINT);
        return call.backend()
                .updateSpan(checked, call.now())
                .orElseThrow(() -> Refusals.spanNotFound(checked.traceId(), checked.spanId()));
    }

    /**
     * Changes spans of any traces atomically; spans that do not exist are skipped (rule {@code OBS-23}). Several patches of one span are
     * applied in order. An empty list is valid.
     *
     * @param patches the changes, in the order in which they are applied
     * @return the changed spans with all fields, one for each patch of a stored span, in the order of the patches; and the identities that
     *     were skipped
     * @throws TooLargeException {@code batch-too-large} above {@code Limits.atomicRows} patches or {@code Limits.atomicBytes} bytes
     */
    public Updated<Span, SpanIdentity> updateSpans(List<SpanPatch> patches) {
        Call<ObservabilityBackend> call = access.call();
        String hint = "several calls of updateSpans";
        call.rows("patches", Checks.noNulls("patches", patches).size(), hint);
        SpanInputs inputs = new SpanInputs(call);
        Map<List<String>, SpanPatch> distinct = new LinkedHashMap<>();
        for (SpanPatch patch : patches) {
            distinct.merge(identity(patch), inputs.patch(patch), SpanPatch::then);
        }
        call.bytes(
                "spans", distinct.values().stream().mapToLong(SpanInputs::bytes).sum(), hint);
        if (distinct.isEmpty()) {
            call.requireReady();
            return new Updated<>(List.of(), List.of());
        }
        Map<List<String>, Span> changed =
                byIdentity(call.backend().updateSpans(List.copyOf(distinct.values()), call.now()));
        return new Updated<>(
                patches.stream()
                        .map(ObservabilityStore::identity)
                        .filter(changed::containsKey)
                        .map(changed::get)
                        .toList(),
                distinct.keySet().stream()
                        .filter(identity -> !changed.containsKey(identity))
                        .map(identity -> new SpanIdentity(identity.get(0), identity.get(1)))
                        .toList());
    }

    /**
     * {@return the span with this identity (rule {@code OBS-10}); empty when it is missing}
     *
     * @param traceId the id of the trace
     * @param spanId the id of the span
     */
    public Optional<Span> getSpan(String traceId, String spanId) {
        Call<ObservabilityBackend> call = access.call();
        call.id("traceId", traceId);
        call.id("spanId", spanId);
        return call.backend().getSpan(traceId, spanId);
    }

    /**
     * {@return the root span of a trace; if there are several, the first in the order of the trace (rule {@code OBS-11})}
     *
     * @param traceId the id of the trace
     */
    public Optional<Span> getRootSpan(String traceId) {
        Call<ObservabilityBackend> call = access.call();
        call.id("traceId", traceId);
        return call.backend().getRootSpan(traceId);
    }

    /**
     * {@return all spans of a trace in order, as one consistent snapshot; empty when there are none (rule {@code OBS-12})}
     *
     * @param traceId the id of the trace
     */
    public Optional<Trace> getTrace(String traceId) {
        Call<ObservabilityBackend> call = access.call();
        call.id("traceId", traceId);
        List<Span> spans = call.backend().getTrace(traceId);
        return spans.isEmpty() ? Optional.empty() : Optional.of(new Trace(traceId, spans));
    }

    /**
     * Lists all traces by their root spans, newest first.
     *
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<Span> listTraces() {
        return listTraces(TraceQuery.ALL);
    }

    /**
     * Lists traces by their root spans, 10 per page by default (rules {@code OBS-41} to {@code OBS-64}); {@link Span#status()} is the
     * status of the trace. A trace without a root span is not listed; one with several is listed once for each.
     *
     * @param query the filters and the order
     * @return a lazy listing: it reads nothing until it is used
     * @throws InvalidRequestException {@code json-not-object}, {@code metadata-key-invalid}
     */
    public Listing<Span> listTraces(TraceQuery query) {
        TraceQuery checked = checked(query);
        return new Listing<>(
                cursors("traces", checked),
                TRACES_PER_PAGE,
                access::backend,
                window -> access.backend().listTraces(checked, window),
                () -> access.backend().countTraces(checked),
                root -> position(root.traceId(), root.spanId(), key(checked, root.startedAt(), root.endedAt())));
    }

    private TraceQuery checked(TraceQuery query) {
        Call<ObservabilityBackend> call = access.call();
        TraceQuery checked = new SpanInputs(call).query(Checks.notNull("query", query));
        call.require();
        return checked;
    }

    /**
     * Lists the heads of all traces, newest first.
     *
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<TraceHead> listTraceHeads() {
        return listTraceHeads(TraceQuery.ALL);
    }

    /**
     * Lists traces like {@link #listTraces(TraceQuery)}, without the potentially large fields of the root spans (rule {@code OBS-42}): the
     * cost does not depend on the size of inputs, outputs and attributes. Cursors of the two listings are not interchangeable.
     *
     * @param query the filters and the order
     * @return a lazy listing: it reads nothing until it is used
     * @throws InvalidRequestException {@code json-not-object}, {@code metadata-key-invalid}
     */
    public Listing<TraceHead> listTraceHeads(TraceQuery query) {
        TraceQuery checked = checked(query);
        return new Listing<>(
                cursors("trace-heads", checked),
                TRACES_PER_PAGE,
                access::backend,
                window -> access.backend().listTraceHeads(checked, window),
                () -> access.backend().countTraces(checked),
                head -> position(head.traceId(), head.spanId(), key(checked, head.startedAt(), head.endedAt())));
    }

    /**
     * Lists all spans, oldest first.
     *
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<Span> listSpans() {
        return listSpans(TimeRange.ALL);
    }

    /**
     * Lists all spans that started in a range, roots or not, ordered by {@code startedAt}, {@code traceId} and {@code spanId}, oldest
     * first; 100 per page by default (rule {@code OBS-13}). Intended for full scans, such as exports.
     *
     * @param startedAt the range of start times
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<Span> listSpans(TimeRange startedAt) {
        Call<ObservabilityBackend> call = access.call();
        Checks.notNull("startedAt", startedAt);
        call.require();
        return new Listing<>(
                new Cursors(Cursors.Key.INSTANT, 2, "spans", range(startedAt)),
                SPANS_PER_PAGE,
                access::backend,
                window -> access.backend().listSpans(startedAt, window),
                () -> access.backend().countSpans(startedAt),
                span -> position(span.traceId(), span.spanId(), Optional.of(span.startedAt())));
    }

    /**
     * Removes traces, see {@link #deleteTraces(Collection, BulkListener)}.
     *
     * @param traceIds the ids of the traces
     * @return the number of rows affected, and whether no matching rows are left
     */
    public BulkResult deleteTraces(Collection<String> traceIds) {
        return deleteTraces(traceIds, BulkListener.NONE);
    }

    /**
     * Removes all spans of traces in steps of at most {@code Limits.atomicRows} (rule {@code OBS-70}). Unknown ids are skipped.
     *
     * @param traceIds the ids of the traces
     * @param listener receives the progress after each step
     * @return the number of spans removed, and the ids that were skipped
     */
    public BulkResult deleteTraces(Collection<String> traceIds, BulkListener listener) {
        Call<ObservabilityBackend> call = access.call();
        Checks.notNull("listener", listener);
        Checks.noNulls("traceIds", traceIds).forEach(id -> call.id("traceIds", id));
        List<String> ids = traceIds.stream().distinct().toList();
        Set<String> skipped = new LinkedHashSet<>(ids);
        call.requireReady();
        long affected = 0;
        for (int from = 0; from < ids.size(); from += call.limits().atomicRows()) {
            List<String> chunk =
                    ids.subList(from, Math.min(ids.size(), from + call.limits().atomicRows()));
            long before = affected;
            affected += Bulk.run(
                            () -> {
                                BulkStep step = call.backend()
                                        .deleteTraces(chunk, call.limits().atomicRows());
                                step.ids().forEach(skipped::remove);
                                return step;
                            },
                            removed -> listener.progress(before + removed))
                    .affected();
        }
        return new BulkResult(affected, true, List.copyOf(skipped));
    }

    /**
     * Removes the oldest spans that started before an instant, up to a limit (rule {@code OBS-72}). Only the {@code startedAt} of each span
     * counts, whether it has ended or not: a trace that spans the instant keeps its later spans, and is no longer listed once its root is
     * removed.
     *
     * @param olderThan spans with an earlier {@code startedAt} are removed
     * @param limit maximum number of spans to remove, at least 1; removed in steps of at most {@code Limits.atomicRows}
     * @return the number removed, and whether no older span is left
     * @throws InvalidRequestException {@code limit-not-positive}
     */
    public BulkResult pruneSpans(Instant olderThan, int limit) {
        Call<ObservabilityBackend> call = access.call();
        Instant before = Checks.instant("olderThan", olderThan);
        Checks.positive("limit", limit);
        return Prune.run(
                limit, call.limits().atomicRows(), rows -> call.backend().pruneSpans(before, rows));
    }

    /**
     * Removes the spans of a resource; see {@link #eraseResource(String, BulkListener)}.
     *
     * @param resourceId the id of the resource
     * @return the number of rows affected, and whether no matching rows are left
     */
    public BulkResult eraseResource(String resourceId) {
        return eraseResource(resourceId, BulkListener.NONE);
    }

    /**
     * Removes the spans whose correlation names the resource, and all spans of traces with a root span of the resource, in steps of at most
     * {@code Limits.atomicRows} (rule {@code OBS-73}). After an interruption, repeat the call to continue.
     *
     * @param resourceId the id of the resource
     * @param listener receives the progress after each step
     * @return the number of spans removed
     */
    public BulkResult eraseResource(String resourceId, BulkListener listener) {
        Call<ObservabilityBackend> call = access.call();
        call.id("resourceId", resourceId);
        Checks.notNull("listener", listener);
        return Bulk.run(
                () -> call.backend().eraseResource(resourceId, call.limits().atomicRows()), listener);
    }

    /**
     * Removes all spans, in steps of at most {@code Limits.atomicRows} (rule {@code OBS-74}).
     *
     * @return the number of rows affected, and whether no matching rows are left
     */
    public BulkResult clear() {
        Call<ObservabilityBackend> call = access.call();
        return Bulk.run(() -> call.backend().clear(call.limits().atomicRows()), BulkListener.NONE);
    }

    /** The result of saving a span over an earlier one in the same atomic change (rule {@code OBS-02}). */
    private static Span replaced(Span earlier, Span later) {
        boolean older = later.updatedAt().isBefore(earlier.updatedAt());
        return later.toBuilder()
                .createdAt(earlier.createdAt())
                .updatedAt(older ? earlier.updatedAt() : later.updatedAt())
                .build();
    }

    private static List<String> identity(Span span) {
        return List.of(span.traceId(), span.spanId());
    }

    private static List<String> identity(SpanPatch patch) {
        return List.of(patch.traceId(), patch.spanId());
    }

    private static Optional<Instant> key(TraceQuery query, Instant startedAt, Optional<Instant> endedAt) {
        return query.order() == TraceQuery.Order.ENDED_AT ? endedAt : Optional.of(startedAt);
    }

    private static Position position(String traceId, String spanId, Optional<Instant> key) {
        return new Position(key.map(Instants::micros).orElse(Position.OPEN), List.of(traceId, spanId));
    }

    private static Cursors cursors(String name, TraceQuery query) {
        SpanEntity entity = query.entity();
        Correlation correlation = query.correlation();
        return new Cursors(
                query.order() == TraceQuery.Order.ENDED_AT ? Cursors.Key.OPTIONAL_INSTANT : Cursors.Key.INSTANT,
                2,
                name,
                range(query.startedAt()),
                range(query.endedAt()),
                query.spanType().map(SpanType::value),
                entity.type().map(EntityType::value),
                entity.id(),
                entity.name(),
                entity.versionId(),
                correlation.userId(),
                correlation.organizationId(),
                correlation.resourceId(),
                correlation.runId(),
                correlation.sessionId(),
                correlation.threadId(),
                correlation.requestId(),
                correlation.environment(),
                correlation.source(),
                correlation.serviceName(),
                correlation.experimentId(),
                query.scope(),
                query.metadata(),
                Json.of(query.tags()),
                query.status(),
                query.hasChildError(),
                query.order(),
                query.direction());
    }

    private static String range(TimeRange range) {
        return range.start()
                + (range.startExclusive() ? "<" : "<=")
                + (range.endExclusive() ? "<" : "<=")
                + range.end();
    }
}
