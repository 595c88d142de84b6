package dev.agentstorage.dsql.internal.observability;

import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.spi.BulkStep;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/** The operations that remove spans, step by step. Thread-safe. */
@Singleton
final class SpanErasure {
    /** The number of root spans of a resource that one statement reads: each step finds its traces among the first ones. */
    private static final int ROOTS = 500;

    private final Transactions transactions;
    private final SpanRemovalStatements removals;

    @Inject
    SpanErasure(Transactions transactions, SpanRemovalStatements removals) {
        this.transactions = transactions;
        this.removals = removals;
    }

    BulkStep traces(Collection<String> traceIds, int limit) {
        List<String> removed = transactions.statement(session -> {
            session.requireNothingApplied();
            return session.query(removals.ofTraces(traceIds, limit), row -> row.text("traceId"));
        });
        return new BulkStep(removed.size(), removed.size() < limit, new HashSet<>(removed));
    }

    BulkStep clear(int limit) {
        return step(removals.some(limit), limit);
    }

    BulkStep prune(Instant olderThan, int limit) {
        int removed = remove(removals.startedBefore(olderThan, limit));
        boolean done = removed < limit
                || transactions
                        .read(session -> session.first(removals.anyStartedBefore(olderThan), row -> true))
                        .isEmpty();
        return new BulkStep(removed, done);
    }

    /** Removes the root spans of the resource last, because only they show that the rest of a trace belongs to it. */
    BulkStep resource(String id, int limit) {
        return transactions.transaction(session -> {
            session.requireNothingApplied();
            int removed = session.update(removals.childrenOf(id, limit));
            while (removed < limit) {
                removed += session.update(removals.inTracesOf(id, ROOTS, limit - removed));
                if (removed >= limit) {
                    break;
                }
                int portion = Math.min(ROOTS, limit - removed);
                int roots = session.update(removals.rootsOf(id, portion));
                removed += roots;
                if (roots < portion) {
                    return new BulkStep(removed, true);
                }
            }
            return new BulkStep(removed, false);
        });
    }

    private BulkStep step(Sql removal, int limit) {
        int removed = remove(removal);
        return new BulkStep(removed, removed < limit);
    }

    private int remove(Sql removal) {
        return transactions.statement(session -> removeOnce(session, removal));
    }

    private static int removeOnce(Session session, Sql removal) throws SQLException {
        session.requireNothingApplied();
        return session.update(removal);
    }
}
