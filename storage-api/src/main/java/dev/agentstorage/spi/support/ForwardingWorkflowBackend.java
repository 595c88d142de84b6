package dev.agentstorage.spi.support;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowRunHead;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Forwards all calls for the workflow domain to another backend. A decorator extends it, overrides methods, and is returned by its {@code
 * StorageBackend.workflows()}. Thread-safe if the other backend and the code of the decorator are.
 */
public abstract class ForwardingWorkflowBackend implements WorkflowBackend {
    private final WorkflowBackend delegate;

    /**
     * Creates a decorator of this backend.
     *
     * @param delegate the backend that does the work
     */
    protected ForwardingWorkflowBackend(WorkflowBackend delegate) {
        this.delegate = Checks.notNull("delegate", delegate);
    }

    /** {@return the decorated backend} */
    protected final WorkflowBackend delegate() {
        return delegate;
    }

    @Override
    public WorkflowRun save(NewWorkflowRun run, Optional<Version> expected, Instant now) {
        return delegate.save(run, expected, now);
    }

    @Override
    public WorkflowRun create(NewWorkflowRun run, Instant now) {
        return delegate.create(run, now);
    }

    @Override
    public Optional<WorkflowRun> get(String workflowName, String runId) {
        return delegate.get(workflowName, runId);
    }

    @Override
    public Optional<WorkflowRun> get(String runId) {
        return delegate.get(runId);
    }

    @Override
    public List<WorkflowRun> list(WorkflowQuery query, Window window) {
        return delegate.list(query, window);
    }

    @Override
    public List<WorkflowRunHead> listHeads(WorkflowQuery query, Window window) {
        return delegate.listHeads(query, window);
    }

    @Override
    public Optional<WorkflowRunHead> getHead(String workflowName, String runId) {
        return delegate.getHead(workflowName, runId);
    }

    @Override
    public long count(WorkflowQuery query) {
        return delegate.count(query);
    }

    @Override
    public Optional<WorkflowRun> updateState(
            String workflowName,
            String runId,
            WorkflowStatePatch patch,
            Optional<Set<WorkflowStatus>> expected,
            Instant now,
            long maxBytes) {
        return delegate.updateState(workflowName, runId, patch, expected, now, maxBytes);
    }

    @Override
    public WorkflowRun updateStepResult(StepResultUpdate update, Instant now, long maxBytes) {
        return delegate.updateStepResult(update, now, maxBytes);
    }

    @Override
    public Optional<Json> updateLabels(String workflowName, String runId, Json patch, Instant now, long maxBytes) {
        return delegate.updateLabels(workflowName, runId, patch, now, maxBytes);
    }

    @Override
    public boolean delete(String workflowName, String runId) {
        return delegate.delete(workflowName, runId);
    }

    @Override
    public BulkStep prune(Instant olderThan, int limit) {
        return delegate.prune(olderThan, limit);
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return delegate.eraseResource(resourceId, limit);
    }

    @Override
    public BulkStep clear(int limit) {
        return delegate.clear(limit);
    }
}
