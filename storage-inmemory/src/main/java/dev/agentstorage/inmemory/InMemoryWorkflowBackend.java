package dev.agentstorage.inmemory;

import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.spi.support.WorkflowChanges;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Workflow runs in memory. Each operation holds the lock of the domain; runs are immutable. Thread-safe and linearizable. */
final class InMemoryWorkflowBackend implements WorkflowBackend {
    private record Id(String workflowName, String runId) {}

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<Id, WorkflowRun> runs = new HashMap<>();
    private final OrderedRows<WorkflowRun> byCreation = new OrderedRows<>();
    private final OrderedRows<WorkflowRun> byUpdate = new OrderedRows<>();

    InMemoryWorkflowBackend() {}

    @Override
    public WorkflowRun save(NewWorkflowRun run, Optional<Version> expected, Instant now) {
        return writing(() -> put(WorkflowChanges.save(stored(run.workflowName(), run.runId()), run, expected, now)));
    }

    @Override
    public WorkflowRun create(NewWorkflowRun run, Instant now) {
        return writing(() -> {
            Optional<WorkflowRun> stored = stored(run.workflowName(), run.runId());
            if (stored.isPresent()) {
                throw Refusals.runExists(run.workflowName(), run.runId(), stored.get());
            }
            return put(WorkflowChanges.create(run, now));
        });
    }

    @Override
    public Optional<WorkflowRun> get(String workflowName, String runId) {
        return reading(() -> stored(workflowName, runId));
    }

    @Override
    public Optional<WorkflowRun> get(String runId) {
        return reading(() ->
                byCreation.list(run -> run.runId().equals(runId), Direction.DESC, Window.offset(0, 1)).stream()
                        .findFirst());
    }

    @Override
    public List<WorkflowRun> list(WorkflowQuery query, Window window) {
        return reading(() -> byCreation.list(query.matcher(), query.direction(), window));
    }

    @Override
    public long count(WorkflowQuery query) {
        return reading(() -> byCreation.ascending(query.matcher()).count());
    }

    @Override
    public Optional<WorkflowRun> updateState(
            String workflowName,
            String runId,
            WorkflowStatePatch patch,
            Optional<Set<WorkflowStatus>> expected,
            Instant now,
            long maxBytes) {
        return writing(() -> stored(workflowName, runId)
                .map(run -> put(WorkflowChanges.state(run, patch, expected, now, maxBytes))));
    }

    @Override
    public WorkflowRun updateStepResult(StepResultUpdate update, Instant now, long maxBytes) {
        return writing(() ->
                put(WorkflowChanges.stepResult(stored(update.workflowName(), update.runId()), update, now, maxBytes)));
    }

    @Override
    public Optional<Json> updateLabels(String workflowName, String runId, Json patch, Instant now, long maxBytes) {
        return writing(() -> stored(workflowName, runId)
                .map(run -> put(run.toBuilder()
                                .labels(WorkflowChanges.labels(run.labels(), patch, maxBytes))
                                .updatedAt(WorkflowChanges.changedAt(run.updatedAt(), now))
                                .build())
                        .labels()));
    }

    @Override
    public boolean delete(String workflowName, String runId) {
        return writing(() -> {
            Optional<WorkflowRun> stored = stored(workflowName, runId);
            stored.ifPresent(this::remove);
            return stored.isPresent();
        });
    }

    @Override
    public BulkStep prune(Instant olderThan, int limit) {
        return writing(() -> removeFirst(byUpdate.below(Instants.micros(olderThan)), limit));
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        Optional<String> resource = Optional.of(resourceId);
        return writing(
                () -> removeFirst(byCreation.ascending(run -> run.resourceId().equals(resource)), limit));
    }

    @Override
    public BulkStep clear(int limit) {
        return writing(() -> removeFirst(byCreation.ascending(run -> true), limit));
    }

    private Optional<WorkflowRun> stored(String workflowName, String runId) {
        return Optional.ofNullable(runs.get(new Id(workflowName, runId)));
    }

    private WorkflowRun put(WorkflowRun run) {
        stored(run.workflowName(), run.runId()).ifPresent(this::remove);
        runs.put(new Id(run.workflowName(), run.runId()), run);
        byCreation.put(Position.of(run.createdAt(), run.workflowName(), run.runId()), run);
        byUpdate.put(Position.of(run.updatedAt(), run.workflowName(), run.runId()), run);
        return run;
    }

    private void remove(WorkflowRun run) {
        runs.remove(new Id(run.workflowName(), run.runId()));
        byCreation.remove(Position.of(run.createdAt(), run.workflowName(), run.runId()));
        byUpdate.remove(Position.of(run.updatedAt(), run.workflowName(), run.runId()));
    }

    /** Removes the first rows. Reads one more row to determine whether any are left. */
    private BulkStep removeFirst(Stream<WorkflowRun> candidates, int limit) {
        List<WorkflowRun> found = candidates.limit(limit + 1L).toList();
        List<WorkflowRun> removed = found.subList(0, Math.min(limit, found.size()));
        removed.forEach(this::remove);
        return new BulkStep(removed.size(), found.size() <= limit);
    }

    private <T> T reading(Supplier<T> action) {
        return holding(lock.readLock(), action);
    }

    private <T> T writing(Supplier<T> action) {
        return holding(lock.writeLock(), action);
    }

    private static <T> T holding(Lock lock, Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
