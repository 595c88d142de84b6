package dev.agentstorage.benchmarks.storage;

import dev.agentstorage.benchmarks.conversation.Conversation;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowSnapshot;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The workflow runs that are worked on in turn: snapshots of a run in the middle of its steps. Used by one thread. */
final class Runs {
    /** The workflow of all runs. */
    static final String WORKFLOW = "bench";

    private static final int RUNS = 50;
    private static final int STEPS = 20;
    private static final Conversation SAID = new Conversation(-2, "steps", "steps");
    private static final List<String> IDS =
            IntStream.range(0, RUNS).mapToObj(i -> "bench-run-" + i).toList();
    private static final List<Json> RESULTS = IntStream.range(1, 65)
            .mapToObj(i -> Json.of(Map.of("status", "success", "output", Json.parse(SAID.content(i)))))
            .toList();

    private int nextRun;
    private int nextResult;

    /** The id of the run that is next. */
    String run() {
        nextRun = nextRun + 1 < RUNS ? nextRun + 1 : 0;
        return IDS.get(nextRun);
    }

    /** The text of its snapshot, about 13 KB. */
    String snapshot(String runId) {
        Map<String, Object> context = new LinkedHashMap<>();
        for (int i = 0; i < STEPS; i++) {
            context.put("step-" + i, RESULTS.get(i));
        }
        return WorkflowSnapshot.initial(runId, Instant.EPOCH)
                .with("status", Json.of("running"))
                .with("context", Json.of(context))
                .json()
                .text();
    }

    /** A new result of a step that has one. */
    StepResultUpdate step(String runId) {
        nextResult = nextResult + 1 < RESULTS.size() ? nextResult + 1 : 0;
        return StepResultUpdate.builder(WORKFLOW, runId)
                .stepId("step-" + nextResult % STEPS)
                .result(RESULTS.get(nextResult))
                .build();
    }

    /** Stores all of them. */
    void fill(WorkflowStore workflows) {
        IDS.forEach(id -> workflows.save(NewWorkflowRun.of(WORKFLOW, id, Json.parse(snapshot(id)))));
    }
}
