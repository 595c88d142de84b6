package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.dsql.internal.workflow.RunTable.Removed;
import dev.agentstorage.spi.BulkStep;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/**
 * The operations that remove runs. The run goes first, so that no reader finds it without its pieces; pieces that a crash leaves behind are
 * orphans. Thread-safe.
 */
@Singleton
final class RunRemoval {
    private final Transactions transactions;
    private final RunTable runs;
    private final Chunks chunks;

    @Inject
    RunRemoval(Transactions transactions, RunTable runs, Chunks chunks) {
        this.transactions = transactions;
        this.runs = runs;
        this.chunks = chunks;
    }

    boolean delete(String workflowName, String runId) {
        List<Removed> removed = remove(runs.delete(workflowName, runId));
        chunks.sweep(workflowName, runId);
        return !removed.isEmpty();
    }

    BulkStep prune(Instant olderThan, int limit) {
        return step(runs.prune(olderThan, limit), limit);
    }

    BulkStep eraseResource(String resourceId, int limit) {
        return step(runs.deleteOfResource(resourceId, limit), limit);
    }

    BulkStep clear(int limit) {
        return step(runs.deleteSome(limit), limit);
    }

    private BulkStep step(Sql removal, int limit) {
        int removed = remove(removal).size();
        if (removed == limit) {
            return new BulkStep(removed, false);
        }
        chunks.sweep();
        return new BulkStep(removed, true);
    }

    private List<Removed> remove(Sql removal) {
        List<Removed> removed = transactions.statement(session -> {
            session.requireNothingApplied();
            return session.query(removal, RunTable::mapRemoved);
        });
        for (Removed run : removed) {
            run.kept().ifPresent(manifest -> chunks.discard(run.workflowName(), run.runId(), manifest));
        }
        return removed;
    }
}
