package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.dsql.internal.workflow.RunColumns.Removed;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.spi.support.StepSize;
import dev.agentstorage.spi.support.WorkflowChanges;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowRunHead;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * The operations on runs. A run is removed before its chunks, so that no reader finds it without them; chunks that remain after a crash are
 * orphans. Thread-safe.
 */
@Singleton
public final class DsqlWorkflowBackend implements WorkflowBackend {
    private final Transactions transactions;
    private final RunStatements runs;
    private final RunReads reads;
    private final RunHeads heads;
    private final RunWrites writes;
    private final Chunks chunks;
    private final StepSize steps;

    @Inject
    DsqlWorkflowBackend(
            Transactions transactions,
            RunStatements runs,
            RunReads reads,
            RunHeads heads,
            RunWrites writes,
            Chunks chunks) {
        this.transactions = transactions;
        this.steps = transactions.stepSize();
        this.runs = runs;
        this.reads = reads;
        this.heads = heads;
        this.writes = writes;
        this.chunks = chunks;
    }

    @Override
    public WorkflowRun save(NewWorkflowRun run, Optional<Version> expected, Instant now) {
        if (expected.isEmpty()) {
            return writes.put(run, now);
        }
        return writes.change(
                        run.workflowName(),
                        run.runId(),
                        RunMemory.ofWrite(run.snapshot().json()),
                        stored -> Optional.of(WorkflowChanges.save(stored, run, expected, now)))
                .orElseThrow();
    }

    @Override
    public WorkflowRun create(NewWorkflowRun run, Instant now) {
        while (true) {
            try {
                return writes.create(run, now);
            } catch (AlreadyExistsException e) {
                Optional<WorkflowRun> stored;
                try {
                    stored = get(run.workflowName(), run.runId());
                } catch (CorruptDataException unreadable) {
                    throw e;
                }
                if (stored.isPresent()) {
                    throw Refusals.runExists(run.workflowName(), run.runId(), stored.get());
                }
                // the conflicting row was deleted concurrently
            }
        }
    }

    @Override
    public Optional<WorkflowRun> get(String workflowName, String runId) {
        return reads.one(runs.get(workflowName, runId));
    }

    @Override
    public Optional<WorkflowRun> get(String runId) {
        return reads.one(runs.find(runId));
    }

    @Override
    public List<WorkflowRun> list(WorkflowQuery query, Window window) {
        return reads.list(query, window);
    }

    @Override
    public List<WorkflowRunHead> listHeads(WorkflowQuery query, Window window) {
        return heads.list(query, window);
    }

    @Override
    public Optional<WorkflowRunHead> getHead(String workflowName, String runId) {
        return heads.get(workflowName, runId);
    }

    @Override
    public long count(WorkflowQuery query) {
        return query.labels().isPresent() ? heads.count(query) : reads.count(query);
    }

    @Override
    public Optional<WorkflowRun> updateState(
            String workflowName,
            String runId,
            WorkflowStatePatch patch,
            Optional<Set<WorkflowStatus>> expected,
            Instant now,
            long maxBytes) {
        return writes.change(
                workflowName,
                runId,
                patch.members().values().stream()
                        .flatMap(member -> member.value().stream())
                        .mapToLong(RunMemory::ofChange)
                        .sum(),
                stored -> stored.map(run -> WorkflowChanges.state(run, patch, expected, now, maxBytes)));
    }

    @Override
    public WorkflowRun updateStepResult(StepResultUpdate update, Instant now, long maxBytes) {
        return writes.change(
                        update.workflowName(),
                        update.runId(),
                        RunMemory.ofChange(update.result()) + RunMemory.ofChange(update.requestContext()),
                        stored -> Optional.of(WorkflowChanges.stepResult(stored, update, now, maxBytes)))
                .orElseThrow();
    }

    @Override
    public Optional<Json> updateLabels(String workflowName, String runId, Json patch, Instant now, long maxBytes) {
        return writes.relabel(workflowName, runId, patch, now, maxBytes);
    }

    @Override
    public boolean delete(String workflowName, String runId) {
        List<Removed> removed = remove(runs.delete(workflowName, runId));
        chunks.sweep(workflowName, runId);
        return !removed.isEmpty();
    }

    @Override
    public BulkStep prune(Instant olderThan, int limit) {
        return step(
                limit,
                rows -> runs.prune(olderThan, rows),
                () -> transactions
                        .read(session -> session.first(runs.anyOlder(olderThan), row -> true))
                        .isEmpty());
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return step(limit, rows -> runs.deleteOfResource(resourceId, rows));
    }

    @Override
    public BulkStep clear(int limit) {
        return step(limit, runs::deleteSome);
    }

    private BulkStep step(int limit, IntFunction<Sql> removal) {
        // after a step that reached the limit, another step follows, which may find nothing
        return step(limit, removal, () -> false);
    }

    private BulkStep step(int limit, IntFunction<Sql> removal, BooleanSupplier nothingIsLeft) {
        return steps.run(limit, rows -> {
            int removed = remove(removal.apply(rows)).size();
            if (removed == rows && !nothingIsLeft.getAsBoolean()) {
                return new BulkStep(removed, false);
            }
            chunks.sweep();
            return new BulkStep(removed, true);
        });
    }

    private List<Removed> remove(Sql removal) {
        List<Removed> removed = transactions.statement(session -> {
            session.requireNothingApplied();
            return session.query(removal, RunColumns::mapRemoved);
        });
        for (Removed run : removed) {
            run.kept().ifPresent(manifest -> chunks.discard(run.workflowName(), run.runId(), manifest));
        }
        return removed;
    }
}
