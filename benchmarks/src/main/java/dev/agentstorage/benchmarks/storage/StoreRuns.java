package dev.agentstorage.benchmarks.storage;

import dev.agentstorage.Storage;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;

/** Works on workflow runs with the storage API, as an application would. */
final class StoreRuns implements Subject {
    private final Storage storage;
    private final Operation operation;
    private final WorkflowStore workflows;
    private final Runs runs = new Runs();
    private final String snapshot;

    StoreRuns(Storage storage, Operation operation) {
        this.storage = storage;
        this.operation = operation;
        this.workflows = storage.workflows();
        this.snapshot = runs.snapshot("bench-run");
        runs.fill(workflows);
    }

    @Override
    public Object run() {
        String run = runs.run();
        return operation == Operation.SAVE_RUN
                ? workflows.save(NewWorkflowRun.of(Runs.WORKFLOW, run, Json.parse(snapshot)))
                : workflows.updateStepResult(runs.step(run));
    }

    @Override
    public void trim() {
        // runs are replaced
    }

    @Override
    public void close() {
        storage.close();
    }
}
