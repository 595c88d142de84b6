package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.SqlStates;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.spi.BulkStep;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Removes rows of several tables, children before parents, so that no step leaves a row without its parent. Thread-safe.
 */
@Singleton
final class Erasure {
    private final Transactions transactions;
    private final ThreadStatements threads;
    private final MessageStatements messages;
    private final ResourceStatements resources;

    @Inject
    Erasure(
            Transactions transactions,
            ThreadStatements threads,
            MessageStatements messages,
            ResourceStatements resources) {
        this.transactions = transactions;
        this.threads = threads;
        this.messages = messages;
        this.resources = resources;
    }

    BulkStep eraseResource(String id, int limit) {
        return step(
                limit,
                List.of(
                        rows -> messages.deleteOfResource(id, rows),
                        rows -> messages.deleteInThreadsOf(id, threads.name(), rows),
                        rows -> threads.deleteOfResource(id, rows),
                        rows -> resources.delete(id)));
    }

    BulkStep clear(int limit) {
        return step(limit, List.of(messages::deleteSome, threads::deleteSome, resources::deleteSome));
    }

    /** Runs the removals in order until {@code limit} rows are removed; done if fewer rows were found. */
    private BulkStep step(int limit, List<IntFunction<Sql>> removals) {
        return transactions.transaction(session -> {
            session.requireNothingApplied();
            int removed = 0;
            for (IntFunction<Sql> removal : removals) {
                removed += remove(session, removal.apply(limit - removed));
                if (removed >= limit) {
                    return new BulkStep(removed, false);
                }
            }
            return new BulkStep(removed, true);
        });
    }

    private static int remove(Session session, Sql removal) throws SQLException {
        try {
            return session.update(removal);
        } catch (SQLException e) {
            throw SqlStates.raced(e);
        }
    }
}
