package dev.agentstorage.benchmarks.budgets;

import dev.agentstorage.dsql.local.wire.WireCounters;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is sent for one more step of a run, the more steps it has: the whole snapshot. */
final class SnapshotGrowth {
    private static final String WORKFLOW = "growth";
    private static final int STEP_BYTES = 20_000;

    /** The last of them makes a snapshot that no longer fits its row. */
    private static final List<Integer> STEPS = List.of(1, 10, 50, 60);

    private final Scene scene;
    private final WorkflowStore runs;

    SnapshotGrowth(Scene scene) {
        this.scene = scene;
        this.runs = scene.storage().workflows();
    }

    List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        Json result = Json.of(Map.of("output", "x".repeat(STEP_BYTES)));
        String run = "run-" + scene.length();
        runs.save(NewWorkflowRun.of(WORKFLOW, run, WorkflowSnapshot.initial(run, Instant.now())));
        WireCounters begin = scene.endpoint().counters();
        for (int step = 1; step <= STEPS.get(STEPS.size() - 1); step++) {
            // a connection that has just been used is borrowed without a separate check
            runs.get(WORKFLOW, "none");
            WireCounters before = scene.endpoint().counters();
            runs.updateStepResult(StepResultUpdate.builder(WORKFLOW, run)
                    .stepId("step-" + step)
                    .result(result)
                    .build());
            WireCounters spent = scene.endpoint().counters().minus(before);
            if (STEPS.contains(step)) {
                String where = String.format("step %d of %,d bytes each", step, STEP_BYTES);
                findings.add(
                        new Finding("update a step result", where, "round trips", spent.roundTrips(), Finding.NONE));
                findings.add(new Finding("update a step result", where, "bytes sent", spent.bytesIn(), Finding.NONE));
            }
        }
        WireCounters all = scene.endpoint().counters().minus(begin);
        findings.add(new Finding(
                "all step results",
                String.format("%d steps", STEPS.get(STEPS.size() - 1)),
                "bytes sent",
                all.bytesIn(),
                Finding.NONE));
        return findings;
    }
}
