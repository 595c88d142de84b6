package dev.agentstorage.examples.sqlite;

import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.spi.support.WorkflowChanges;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Workflow runs. The status has a separate column for queries; what counts is the one in the snapshot. Thread-safe. */
record SqliteWorkflows(Database database) implements WorkflowBackend {
    private static final Table<WorkflowRun> TABLE =
            new Table<>("workflow_runs", WorkflowRun.class, 2, Map.of("status", WorkflowRun::status));

    @Override
    public WorkflowRun create(NewWorkflowRun run, Instant now) {
        WorkflowRun created = WorkflowChanges.create(run, now);
        return database.write(session -> {
            if (!session.insert(TABLE, created)) {
                throw Refusals.runExists(
                        run.workflowName(),
                        run.runId(),
                        session.get(TABLE, run.workflowName(), run.runId()).orElseThrow());
            }
            return created;
        });
    }

    @Override
    public Optional<Json> updateLabels(String workflowName, String runId, Json patch, Instant now, long maxBytes) {
        return database.write(session -> session.get(TABLE, workflowName, runId)
                .map(run -> session.put(
                                TABLE,
                                run.toBuilder()
                                        .labels(WorkflowChanges.labels(run.labels(), patch, maxBytes))
                                        .updatedAt(WorkflowChanges.changedAt(run.updatedAt(), now))
                                        .build())
                        .labels()));
    }

    @Override
    public WorkflowRun save(NewWorkflowRun run, Optional<Version> expected, Instant now) {
        return database.write(session -> {
            Optional<WorkflowRun> stored = session.get(TABLE, run.workflowName(), run.runId());
            return session.put(TABLE, WorkflowChanges.save(stored, run, expected, now));
        });
    }

    @Override
    public Optional<WorkflowRun> updateState(
            String workflowName,
            String runId,
            WorkflowStatePatch patch,
            Optional<Set<WorkflowStatus>> expected,
            Instant now,
            long maxBytes) {
        return database.write(session -> session.get(TABLE, workflowName, runId)
                .map(stored -> session.put(TABLE, WorkflowChanges.state(stored, patch, expected, now, maxBytes))));
    }

    // doc: merge
    @Override
    public WorkflowRun updateStepResult(StepResultUpdate update, Instant now, long maxBytes) {
        return database.write(session -> {
            Optional<WorkflowRun> stored = session.get(TABLE, update.workflowName(), update.runId());
            return session.put(TABLE, WorkflowChanges.stepResult(stored, update, now, maxBytes));
        });
    }
    // end

    @Override
    public Optional<WorkflowRun> get(String workflowName, String runId) {
        return database.read(session -> session.get(TABLE, workflowName, runId));
    }

    @Override
    public Optional<WorkflowRun> get(String runId) {
        Listing<WorkflowRun> runs = new Listing<>(TABLE, Where.is("run_id", runId), "created_at", Direction.DESC);
        return database.read(session -> runs.read(session, Window.offset(0, 1))).stream()
                .findFirst();
    }

    @Override
    public List<WorkflowRun> list(WorkflowQuery query, Window window) {
        return database.read(session -> listing(query).read(session, window));
    }

    @Override
    public long count(WorkflowQuery query) {
        return database.read(session -> listing(query).count(session));
    }

    private static Listing<WorkflowRun> listing(WorkflowQuery query) {
        Where where = new Where()
                .filter("workflow_name", query.workflowName())
                .filter("status", query.status())
                .filter("resource_id", query.resourceId())
                .range("created_at", query.createdAt());
        return new Listing<>(TABLE, where, "created_at", query.direction())
                .matching(query.labels().map(labels -> query.matcher()));
    }

    @Override
    public boolean delete(String workflowName, String runId) {
        Where where = Where.is("workflow_name", workflowName).and("run_id = ?", runId);
        return database.write(session -> session.delete(TABLE, where) > 0);
    }

    @Override
    public BulkStep prune(Instant olderThan, int limit) {
        Where where = new Where().and("updated_at < ?", olderThan);
        return database.write(session -> session.removeFirst(TABLE, where, "updated_at, workflow_name, run_id", limit));
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return database.write(
                session -> session.removeFirst(TABLE, Where.is("resource_id", resourceId), "rowid", limit));
    }

    @Override
    public BulkStep clear(int limit) {
        return database.write(session -> session.removeFirst(TABLE, new Where(), "rowid", limit));
    }
}
