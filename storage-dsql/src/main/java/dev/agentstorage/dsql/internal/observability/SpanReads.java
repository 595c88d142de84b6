package dev.agentstorage.dsql.internal.observability;

import dev.agentstorage.dsql.internal.query.FilterBound;
import dev.agentstorage.dsql.internal.query.FilteredScan;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.TimeRange;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The operations that read spans. Thread-safe. */
@Singleton
final class SpanReads {
    private final Transactions transactions;
    private final SpanTable spans;
    private final TraceListing listing;
    private final FilterBound bound;

    @Inject
    SpanReads(Transactions transactions, SpanTable spans, TraceListing listing, FilterBound bound) {
        this.transactions = transactions;
        this.spans = spans;
        this.listing = listing;
        this.bound = bound;
    }

    Optional<Span> get(String traceId, String spanId) {
        return transactions.read(session -> session.first(spans.get(traceId, spanId), SpanColumns::map));
    }

    Optional<Span> root(String traceId) {
        return transactions.read(session -> session.first(spans.root(traceId), SpanColumns::map));
    }

    List<Span> trace(String traceId) {
        return transactions.read(session -> session.query(spans.trace(traceId), SpanColumns::map));
    }

    List<Span> traces(TraceQuery query, Window window) {
        return filtersOnJson(query) ? scan(query).read(window) : rows(query, window);
    }

    long countTraces(TraceQuery query) {
        return filtersOnJson(query) ? scan(query).count() : count(listing.countTraces(query));
    }

    List<Span> spans(TimeRange startedAt, Window window) {
        return transactions.read(session -> session.query(listing.spans(startedAt, window), SpanColumns::map));
    }

    long countSpans(TimeRange startedAt) {
        return count(listing.countSpans(startedAt));
    }

    private long count(Sql sql) {
        return transactions.read(
                session -> session.first(sql, row -> row.number(1)).orElse(0L));
    }

    private List<Span> rows(TraceQuery query, Window window) {
        return transactions.read(session -> session.query(listing.traces(query, window), SpanColumns::map));
    }

    private static boolean filtersOnJson(TraceQuery query) {
        return query.scope().isPresent()
                || query.metadata().isPresent()
                || !query.tags().isEmpty();
    }

    private FilteredScan<Span> scan(TraceQuery query) {
        return new FilteredScan<>(
                window -> rows(query, window), root -> position(root, query.order()), query.jsonMatcher(), bound);
    }

    private static Position position(Span root, TraceQuery.Order order) {
        Optional<Long> key = order == TraceQuery.Order.STARTED_AT
                ? Optional.of(Position.micros(root.startedAt()))
                : root.endedAt().map(Position::micros);
        return new Position(key.orElse(Position.OPEN), List.of(root.traceId(), root.spanId()));
    }
}
