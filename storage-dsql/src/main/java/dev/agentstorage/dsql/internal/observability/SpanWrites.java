package dev.agentstorage.dsql.internal.observability;

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
import java.util.List;
import java.util.function.Function;

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
        SpanTable.requireRow(span);
        return transactions.statement(session -> session.first(spans.saveOne(span), SpanTable::mapStored)
                .map(stored -> span.toBuilder()
                        .createdAt(stored.createdAt())
                        .updatedAt(stored.updatedAt())
                        .build())
                .orElse(span));
    }

    void save(List<Span> batch) {
        batch.forEach(SpanTable::requireRow);
        List<List<Span>> parts = parts(batch, Span::traceId, Span::spanId);
        if (parts.size() == 1) {
            transactions.statement(session -> session.update(spans.save(parts.get(0))));
            return;
        }
        transactions.transaction(session -> {
            int saved = 0;
            for (List<Span> part : parts) {
                saved += session.update(spans.save(part));
            }
            return saved;
        });
    }

    Span update(SpanPatch patch, Instant now) {
        SpanTable.requireRow(patch);
        return transactions
                .statement(session -> session.first(spans.updateOne(patch, now), SpanColumns::map))
                .orElseThrow(() -> Refusals.spanNotFound(patch.traceId(), patch.spanId()));
    }

    void update(List<SpanPatch> patches, Instant now) {
        patches.forEach(SpanTable::requireRow);
        List<List<SpanPatch>> parts = parts(patches, SpanPatch::traceId, SpanPatch::spanId);
        transactions.transaction(session -> {
            int updated = 0;
            for (List<SpanPatch> part : parts) {
                updated += update(session, part, now);
            }
            return updated;
        });
    }

    private int update(Session session, List<SpanPatch> part, Instant now) throws SQLException {
        int updated = session.update(spans.update(part, now));
        if (updated < part.size()) {
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
