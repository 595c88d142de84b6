package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.dsql.internal.tx.StepSize;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The workflow domain in SQL: the one door to its operations. Thread-safe. */
@Singleton
public final class DsqlWorkflowBackend implements WorkflowBackend {
    private final RunReads reads;
    private final RunWrites writes;
    private final RunRemoval removal;
    private final StepSize steps;

    @Inject
    DsqlWorkflowBackend(Transactions transactions, RunReads reads, RunWrites writes, RunRemoval removal) {
        this.steps = transactions.stepSize();
        this.reads = reads;
        this.writes = writes;
        this.removal = removal;
    }

    @Override
    public WorkflowRun save(NewWorkflowRun run, Optional<Version> expected, Instant now) {
        return writes.save(run, expected, now);
    }

    @Override
    public Optional<WorkflowRun> get(String workflowName, String runId) {
        return reads.get(workflowName, runId);
    }

    @Override
    public Optional<WorkflowRun> get(String runId) {
        return reads.find(runId);
    }

    @Override
    public List<WorkflowRun> list(WorkflowQuery query, Window window) {
        return reads.list(query, window);
    }

    @Override
    public long count(WorkflowQuery query) {
        return reads.count(query);
    }

    @Override
    public Optional<WorkflowRun> updateState(
            String workflowName,
            String runId,
            WorkflowStatePatch patch,
            Optional<Set<WorkflowStatus>> expected,
            Instant now,
            long maxBytes) {
        return writes.updateState(workflowName, runId, patch, expected, now, maxBytes);
    }

    @Override
    public WorkflowRun updateStepResult(StepResultUpdate update, Instant now, long maxBytes) {
        return writes.updateStepResult(update, now, maxBytes);
    }

    @Override
    public boolean delete(String workflowName, String runId) {
        return removal.delete(workflowName, runId);
    }

    @Override
    public BulkStep prune(Instant olderThan, int limit) {
        return steps.run(limit, rows -> removal.prune(olderThan, rows));
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return steps.run(limit, rows -> removal.eraseResource(resourceId, rows));
    }

    @Override
    public BulkStep clear(int limit) {
        return steps.run(limit, rows -> removal.clear(rows));
    }
}
