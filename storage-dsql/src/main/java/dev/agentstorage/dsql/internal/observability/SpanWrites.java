package dev.agentstorage.dsql.internal.observability;

import dev.agentstorage.dsql.internal.observability.SpanTable.Stored;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The operations that store and change spans. Thread-safe. */
@Singleton
final class SpanWrites {
    private final Transactions transactions;
    private final SpanTable spans;

    @Inject
    SpanWrites(Transactions transactions, SpanTable spans) {
        this.transactions = transactions;
        this.spans = spans;
    }

    Span save(Span span) {
        return save(List.of(span)).get(0);
    }

    /** Stores spans and returns them as they are stored, in the order given. */
    List<Span> save(List<Span> batch) {
        batch.forEach(SpanTable::requireRow);
        List<List<Span>> parts = parts(batch, Span::traceId, Span::spanId);
        List<Stored> written = parts.size() == 1
                ? transactions.statement(session -> session.query(spans.save(parts.get(0)), SpanTable::mapStored))
                : transactions.transaction(session -> {
                    List<Stored> all = new ArrayList<>(batch.size());
                    for (List<Span> part : parts) {
                        all.addAll(session.query(spans.save(part), SpanTable::mapStored));
                    }
                    return all;
                });
        Map<List<String>, Stored> times = new HashMap<>();
        written.forEach(stored -> times.put(List.of(stored.traceId(), stored.spanId()), stored));
        return batch.stream()
                .map(span -> with(span, times.get(List.of(span.traceId(), span.spanId()))))
                .toList();
    }

    private static Span with(Span span, @Nullable Stored times) {
        return times == null
                ? span
                : span.toBuilder()
                        .createdAt(times.createdAt())
                        .updatedAt(times.updatedAt())
                        .build();
    }

    Span update(SpanPatch patch, Instant now) {
        SpanTable.requireRow(patch);
        return transactions
                .statement(session -> session.first(spans.update(List.of(patch), now), SpanColumns::map))
                .orElseThrow(() -> Refusals.spanNotFound(patch.traceId(), patch.spanId()));
    }

    /** Changes spans and returns them as they are stored, in the order of their patches. */
    List<Span> update(List<SpanPatch> patches, Instant now) {
        patches.forEach(SpanTable::requireRow);
        List<List<SpanPatch>> parts = parts(patches, SpanPatch::traceId, SpanPatch::spanId);
        Map<List<String>, Span> changed = transactions.transaction(session -> {
            Map<List<String>, Span> all = new HashMap<>();
            for (List<SpanPatch> part : parts) {
                update(session, part, now).forEach(span -> all.put(List.of(span.traceId(), span.spanId()), span));
            }
            return all;
        });
        return patches.stream()
                .map(patch -> changed.get(List.of(patch.traceId(), patch.spanId())))
                .toList();
    }

    private List<Span> update(Session session, List<SpanPatch> part, Instant now) throws SQLException {
        List<Span> updated = session.query(spans.update(part, now), SpanColumns::map);
        if (updated.size() < part.size()) {
            throw session.first(spans.missing(part), row -> Refusals.spanNotFound(row.text(1), row.text(2)))
                    .orElseThrow(() -> new SQLException("a span was stored while it was looked for", "40001"));
        }
        return updated;
    }

    /** Splits a batch for statements of about the same size; sorted, so that writers of the same spans lock them in the same order. */
    private static <T> List<List<T>> parts(List<T> batch, Function<T, String> traceId, Function<T, String> spanId) {
        List<T> sorted = new ArrayList<>(batch);
        sorted.sort(Comparator.comparing(traceId).thenComparing(spanId));
        int count = (sorted.size() + SpanTable.ROWS_PER_STATEMENT - 1) / SpanTable.ROWS_PER_STATEMENT;
        int size = (sorted.size() + count - 1) / count;
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += size) {
            parts.add(sorted.subList(from, Math.min(sorted.size(), from + size)));
        }
        return parts;
    }
}
