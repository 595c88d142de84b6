package dev.agentstorage.tck.selftest.mutant;

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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Does what the backend behind it does; a mutant overrides what it gets wrong. */
abstract class ForwardingWorkflowBackend implements WorkflowBackend {
    final WorkflowBackend real;

    ForwardingWorkflowBackend(WorkflowBackend real) {
        this.real = real;
    }

    @Override
    public WorkflowRun save(NewWorkflowRun run, Optional<Version> expected, Instant now) {
        return real.save(run, expected, now);
    }

    @Override
    public Optional<WorkflowRun> get(String workflowName, String runId) {
        return real.get(workflowName, runId);
    }

    @Override
    public Optional<WorkflowRun> get(String runId) {
        return real.get(runId);
    }

    @Override
    public List<WorkflowRun> list(WorkflowQuery query, Window window) {
        return real.list(query, window);
    }

    @Override
    public long count(WorkflowQuery query) {
        return real.count(query);
    }

    @Override
    public Optional<WorkflowRun> updateState(
            String workflowName,
            String runId,
            WorkflowStatePatch patch,
            Optional<Set<WorkflowStatus>> expected,
            Instant now,
            long maxBytes) {
        return real.updateState(workflowName, runId, patch, expected, now, maxBytes);
    }

    @Override
    public WorkflowRun updateStepResult(StepResultUpdate update, Instant now, long maxBytes) {
        return real.updateStepResult(update, now, maxBytes);
    }

    @Override
    public boolean delete(String workflowName, String runId) {
        return real.delete(workflowName, runId);
    }

    @Override
    public BulkStep prune(Instant olderThan, int limit) {
        return real.prune(olderThan, limit);
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return real.eraseResource(resourceId, limit);
    }

    @Override
    public BulkStep clear(int limit) {
        return real.clear(limit);
    }
}
