package dev.agentstorage.examples;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run that waits for an answer, and the workers that want to continue with it, for docs/EXAMPLES.md. */
public final class ResumedRun {
    private ResumedRun() {}

    /** Stops the run at a step that waits for an answer. */
    public static void suspend(WorkflowStore runs, String runId) {
        // spotless:off
        // SUSPEND begin
        runs.save(NewWorkflowRun.of("refund", runId, WorkflowSnapshot.initial(runId, Instant.now())
                .with("status", Json.of(WorkflowStatus.SUSPENDED))
                .with("suspendedPaths", Json.of(Map.of("approve", List.of(0))))
                .with("context", Json.of(Map.of(
                        "approve", Map.of("status", "suspended", "suspendPayload", "Refund 30 EUR?"))))));
        // SUSPEND end
        // spotless:on
    }

    /**
     * Continues with the run, unless another worker does.
     *
     * @return whether this worker is the one that continues
     */
    public static boolean resume(WorkflowStore runs, String runId, String worker) {
        // spotless:off
        // RESUME begin
        WorkflowRun run = runs.get("refund", runId).orElseThrow();
        if (!run.status().equals(Optional.of(WorkflowStatus.SUSPENDED))) {
            return false;
        }
        WorkflowSnapshot resumed = run.snapshot()
                .with("status", Json.of(WorkflowStatus.RUNNING))
                .with("resumedBy", Json.of(worker));
        try {
            runs.save(NewWorkflowRun.of("refund", runId, resumed), run.version());
            return true;
        } catch (ConflictException e) {
            return false; // another worker was faster: e.stored(WorkflowRun.class) is what it stored
        }
        // RESUME end
        // spotless:on
    }
}
