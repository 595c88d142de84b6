package dev.agentstorage.examples.domains;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowRunHead;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** A run that waits for an approval, and is resumed by exactly one of two workers. */
public final class WorkflowExample {
    private WorkflowExample() {}

    public static void main(String[] args) {
        try (Storage storage = Storages.open("inmemory")) {
            run(storage, System.out::println);
        }
    }

    /** Runs the example on any storage, and hands over what it prints. */
    public static void run(Storage storage, Consumer<String> out) {
        WorkflowStore runs = storage.workflows();
        String user = "user-" + UUID.randomUUID();
        String runId = UUID.randomUUID().toString();
        runs.create(NewWorkflowRun.builder("refund", runId)
                .resourceId(user)
                .snapshot(WorkflowSnapshot.initial(runId, Instant.now()))
                .labels(Json.of(Map.of("order", 17)))
                .build());
        runs.updateStepResult(StepResultUpdate.builder("refund", runId)
                .stepId("check")
                .result(Json.of(Map.of("status", "success", "output", Map.of("euros", 30))))
                .build());
        runs.updateState(
                "refund",
                runId,
                WorkflowStatePatch.builder()
                        .status(WorkflowStatus.SUSPENDED)
                        .suspendedPaths(Json.of(Map.of("approve", List.of(1))))
                        .build());

        // Later, perhaps in another process, two workers have read the run and want to resume it.
        WorkflowRun waiting = runs.get("refund", runId).orElseThrow();
        for (String worker : List.of("worker 1", "worker 2")) {
            WorkflowSnapshot resumed = waiting.snapshot()
                    .with("status", Json.of(WorkflowStatus.RUNNING))
                    .with("resumedBy", Json.of(worker));
            try {
                runs.save(NewWorkflowRun.of("refund", runId, resumed), waiting.version());
                out.accept(worker + " resumes the run");
            } catch (ConflictException e) {
                out.accept(worker + " was too late");
            }
        }
        runs.updateState(
                "refund",
                runId,
                WorkflowStatePatch.builder()
                        .status(WorkflowStatus.SUCCESS)
                        .result(Json.of(Map.of("refunded", true)))
                        .build(),
                Set.of(WorkflowStatus.RUNNING));

        // A head has no snapshot, so a list of runs costs little however large they are.
        for (WorkflowRunHead head :
                runs.listHeads(WorkflowQuery.ofResource(user)).toList()) {
            out.accept(head.workflowName() + " " + head.labels() + ": "
                    + head.status().orElseThrow());
        }
        WorkflowSnapshot done = runs.getSnapshot("refund", runId).orElseThrow();
        out.accept("step check: " + done.stepResult("check").orElseThrow());
        out.accept("result: " + done.result().orElseThrow());
    }
}
