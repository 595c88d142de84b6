package dev.agentstorage.dsql.internal.observability;

import dev.agentstorage.dsql.internal.observability.SpanColumns.Stored;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Proof;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.SqlStates;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.dsql.internal.tx.Work;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanIdentity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.spi.support.RowSizes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The operations that store and change spans. Thread-safe. */
@Singleton
final class SpanWrites {
    private final Transactions transactions;
    private final SpanStatements spans;

    @Inject
    SpanWrites(Transactions transactions, SpanStatements spans) {
        this.transactions = transactions;
        this.spans = spans;
    }

    /** Stores spans and returns the stored ones, in the order given. */
    List<Span> save(List<Span> batch) {
        batch.forEach(SpanStatements::requireRow);
        List<List<Span>> parts = parts(batch, Span::traceId, Span::spanId);
        Work<List<Stored>> work = session -> {
            List<Stored> all = new ArrayList<>(batch.size());
            for (List<Span> part : parts) {
                all.addAll(session.query(spans.save(part), SpanColumns::mapStored));
            }
            return all;
        };
        Proof<List<Stored>> proof = session -> saved(session, batch);
        List<Stored> written =
                parts.size() == 1 ? transactions.statement(work, proof) : transactions.transaction(work, proof);
        Map<List<String>, Stored> times = new HashMap<>();
        written.forEach(stored -> times.put(List.of(stored.traceId(), stored.spanId()), stored));
        return batch.stream().map(span -> with(span, times.get(identity(span)))).toList();
    }

    /**
     * Stores new spans atomically. If an identity exists, the server aborts the transaction, and another one reads which
     * identities exist.
     *
     * @return the identities that already exist
     */
    Set<SpanIdentity> create(List<Span> batch) {
        batch.forEach(SpanStatements::requireRow);
        List<List<Span>> parts = parts(batch, Span::traceId, Span::spanId);
        List<SpanIdentity> identities = batch.stream()
                .map(span -> new SpanIdentity(span.traceId(), span.spanId()))
                .toList();
        Work<Set<SpanIdentity>> work = session -> {
            try {
                for (List<Span> part : parts) {
                    session.update(spans.create(part));
                }
                return Set.of();
            } catch (SQLException e) {
                if (SqlStates.isUnique(e)) {
                    // ends the transaction; the existing identities are read afterwards
                    throw Refusals.spanExists(identities);
                }
                throw e;
            }
        };
        Proof<Set<SpanIdentity>> proof =
                session -> saved(session, batch).isPresent() ? Optional.of(Set.of()) : Optional.empty();
        try {
            return parts.size() == 1 ? transactions.statement(work, proof) : transactions.transaction(work, proof);
        } catch (AlreadyExistsException e) {
            Set<SpanIdentity> stored = transactions.read(session -> new HashSet<>(session.query(
                    spans.present(batch.stream().map(SpanWrites::identity).toList()),
                    row -> new SpanIdentity(row.text("traceId"), row.text("spanId")))));
            // the conflicting row may have been deleted concurrently
            return stored.isEmpty() ? create(batch) : stored;
        }
    }

    /** Returns the stored times if all spans are stored as this call wrote them. */
    private Optional<List<Stored>> saved(Session session, List<Span> batch) throws SQLException {
        Map<List<String>, Span> found =
                byIdentity(session, batch.stream().map(SpanWrites::identity).toList());
        List<Stored> times = new ArrayList<>(batch.size());
        for (Span span : batch) {
            Span stored = found.get(identity(span));
            if (stored == null || stored.updatedAt().isBefore(span.updatedAt())) {
                return Optional.empty();
            }
            Stored own = new Stored(span.traceId(), span.spanId(), stored.createdAt(), stored.updatedAt());
            if (!stored.equals(with(span, own))) {
                return Optional.empty();
            }
            times.add(own);
        }
        return Optional.of(times);
    }

    private Map<List<String>, Span> byIdentity(Session session, List<List<String>> identities) throws SQLException {
        Map<List<String>, Span> found = new HashMap<>();
        session.query(spans.get(identities), SpanColumns::map).forEach(span -> found.put(identity(span), span));
        return found;
    }

    private static List<String> identity(Span span) {
        return List.of(span.traceId(), span.spanId());
    }

    private static List<String> identity(SpanPatch patch) {
        return List.of(patch.traceId(), patch.spanId());
    }

    private static Span with(Span span, @Nullable Stored times) {
        return times == null
                ? span
                : span.toBuilder()
                        .createdAt(times.createdAt())
                        .updatedAt(times.updatedAt())
                        .build();
    }

    Optional<Span> update(SpanPatch patch, Instant now) {
        SpanStatements.requireRow(patch);
        Optional<Span> updated = transactions.statement(
                session -> session.first(spans.updateSmall(List.of(patch), now), SpanColumns::map),
                Proof.ofSome(session -> changed(session, List.of(patch), now)
                        .flatMap(all -> all.values().stream().findFirst())));
        // the span is missing, or so large that its size must be checked first
        return updated.isPresent()
                ? updated
                : update(List.of(patch), now).stream().findFirst();
    }

    /** Updates the spans that exist and returns them, in the order of their patches. */
    List<Span> update(List<SpanPatch> patches, Instant now) {
        patches.forEach(SpanStatements::requireRow);
        List<List<SpanPatch>> parts = parts(patches, SpanPatch::traceId, SpanPatch::spanId);
        Map<List<String>, Span> attempt = new HashMap<>();
        Map<List<String>, Span> changed = transactions.transaction(
                session -> {
                    Map<List<String>, Span> found = new HashMap<>();
                    for (List<SpanPatch> part : parts) {
                        session.query(spans.updateSmall(part, now), SpanColumns::map)
                                .forEach(span -> found.put(identity(span), span));
                        updateLarge(session, part, now, found);
                    }
                    // an attempt that fails before its commit must not hide an earlier one that may have been
                    // applied
                    attempt.clear();
                    attempt.putAll(found);
                    return Map.copyOf(found);
                },
                session -> changed(
                        session,
                        patches.stream()
                                .filter(patch -> attempt.containsKey(identity(patch)))
                                .toList(),
                        now));
        return patches.stream()
                .map(SpanWrites::identity)
                .filter(changed::containsKey)
                .map(changed::get)
                .toList();
    }

    /** Updates the existing spans that are not updated yet, after a check that each fits into a row. */
    private void updateLarge(Session session, List<SpanPatch> part, Instant now, Map<List<String>, Span> changed)
            throws SQLException {
        List<SpanPatch> left = part.stream()
                .filter(patch -> !changed.containsKey(identity(patch)))
                .toList();
        if (left.isEmpty()) {
            return;
        }
        Map<List<String>, Span> stored =
                byIdentity(session, left.stream().map(SpanWrites::identity).toList());
        List<SpanPatch> large = left.stream()
                .filter(patch -> stored.containsKey(identity(patch)))
                .toList();
        for (SpanPatch patch : large) {
            Span span = Objects.requireNonNull(stored.get(identity(patch)));
            DsqlSettings.LIMITS.requireRow("span", RowSizes.of(patch.apply(span, now)));
        }
        if (!large.isEmpty()) {
            session.query(spans.update(large, now), SpanColumns::map)
                    .forEach(span -> changed.put(identity(span), span));
        }
    }

    /** Returns the spans if the patches are already applied to all of them, at the time of this call or later. */
    private Optional<Map<List<String>, Span>> changed(Session session, List<SpanPatch> patches, Instant now)
            throws SQLException {
        if (patches.isEmpty()) {
            return Optional.of(Map.of());
        }
        Map<List<String>, Span> found =
                byIdentity(session, patches.stream().map(SpanWrites::identity).toList());
        boolean all = patches.stream().allMatch(patch -> {
            Span stored = found.get(identity(patch));
            return stored != null
                    && !stored.updatedAt().isBefore(now)
                    && stored.equals(patch.apply(stored, now).toBuilder()
                            .updatedAt(stored.updatedAt())
                            .build());
        });
        return all ? Optional.of(found) : Optional.empty();
    }

    /** Splits a batch into parts of about the same size, sorted so that concurrent writers lock rows in the same order. */
    private static <T> List<List<T>> parts(List<T> batch, Function<T, String> traceId, Function<T, String> spanId) {
        List<T> sorted = new ArrayList<>(batch);
        sorted.sort(Comparator.comparing(traceId).thenComparing(spanId));
        int count = (sorted.size() + SpanStatements.ROWS_PER_STATEMENT - 1) / SpanStatements.ROWS_PER_STATEMENT;
        int size = (sorted.size() + count - 1) / count;
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += size) {
            parts.add(sorted.subList(from, Math.min(sorted.size(), from + size)));
        }
        return parts;
    }
}
