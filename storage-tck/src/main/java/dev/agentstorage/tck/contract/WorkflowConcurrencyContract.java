package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.tck.engine.rule.Kind;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.tck.engine.support.Outcomes;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.util.Map;
import java.util.Set;

/** Concurrent engines on one run. */
public abstract class WorkflowConcurrencyContract extends Contract {
    private static final int THREADS = 3;
    private static final int ROUNDS = 5;

    /** For subclasses. */
    protected WorkflowConcurrencyContract() {}

    /** Results of steps that end concurrently are all kept. If this fails, look for a read outside of the transaction that writes. */
    @Rule(
            id = "WF-29",
            requires = Feature.WORKFLOWS,
            kind = Kind.STOCHASTIC,
            cases = {"W22"})
    void concurrentResultsOfStepsAllSurvive() {
        String name = id("name");
        String runId = id("run");
        workflows().save(NewWorkflowRun.of(name, runId, WorkflowSnapshot.initial(runId, base())));
        reportSteps(name, runId);
        assertEveryStep(workflows().getSnapshot(name, runId).orElseThrow());
    }

    /** The same holds for a run that is not yet stored. If this fails, look at two writers that both insert the run. */
    @Rule(
            id = "WF-29",
            requires = Feature.WORKFLOWS,
            kind = Kind.STOCHASTIC,
            cases = {"G07"})
    void concurrentResultsOfAMissingRunAllSurvive() {
        String name = id("name");
        String runId = id("run");
        reportSteps(name, runId);
        assertEveryStep(workflows().getSnapshot(name, runId).orElseThrow());
    }

    /** Members that are set concurrently are all kept. If this fails, look at an update that writes back a snapshot read before. */
    @Rule(
            id = "WF-29",
            requires = Feature.WORKFLOWS,
            kind = Kind.STOCHASTIC,
            cases = {"W23"})
    void concurrentUpdatesOfDifferentMembersAllSurvive() {
        String name = id("name");
        String runId = id("run");
        workflows().save(NewWorkflowRun.of(name, runId, WorkflowSnapshot.initial(runId, base())));
        Concurrently.threads(THREADS)
                .rounds(ROUNDS)
                .run((worker, round) -> {
                    Json value = Json.of(Map.of("round", round));
                    switch (worker) {
                        case 0 ->
                            workflows()
                                    .updateState(
                                            name,
                                            runId,
                                            WorkflowStatePatch.builder()
                                                    .waitingPaths(value)
                                                    .build());
                        case 1 ->
                            workflows()
                                    .updateState(
                                            name,
                                            runId,
                                            WorkflowStatePatch.builder()
                                                    .result(value)
                                                    .build());
                        default ->
                            workflows()
                                    .updateStepResult(StepResultUpdate.builder(name, runId)
                                            .stepId("s")
                                            .result(value)
                                            .build());
                    }
                    WorkflowSnapshot seen = workflows().getSnapshot(name, runId).orElseThrow();
                    Json own = worker == 0
                            ? seen.waitingPaths()
                            : worker == 1
                                    ? seen.result().orElseThrow()
                                    : seen.stepResult("s").orElseThrow();
                    assertThat(own).isEqualTo(value);
                    return own;
                })
                .allowOnly();
        Json last = Json.of(Map.of("round", ROUNDS - 1));
        WorkflowSnapshot after = workflows().getSnapshot(name, runId).orElseThrow();
        assertThat(after.waitingPaths()).isEqualTo(last);
        assertThat(after.result()).contains(last);
        assertThat(after.stepResult("s")).contains(last);
    }

    /** A suspended run is resumed by one engine. If this fails, look at a status that is compared before the transaction. */
    @Rule(
            id = "WF-29",
            requires = Feature.WORKFLOWS,
            kind = Kind.STOCHASTIC,
            cases = {"G09"})
    void ofConcurrentUpdatesThatExpectAStatusOneIsApplied() {
        for (int attempt = 0; attempt < ROUNDS; attempt++) {
            String name = id("name");
            String runId = id("run");
            workflows().save(NewWorkflowRun.of(name, runId, Json.parse("{\"status\":\"suspended\",\"context\":{}}")));
            Outcomes<Json> outcomes = Concurrently.threads(THREADS)
                    .run((worker, round) -> workflows()
                            .updateState(
                                    name,
                                    runId,
                                    WorkflowStatePatch.builder()
                                            .status(WorkflowStatus.RUNNING)
                                            .result(Json.of(worker))
                                            .build(),
                                    Set.of(WorkflowStatus.SUSPENDED))
                            .result()
                            .orElseThrow())
                    .allowOnly(ConflictException.class);
            assertThat(outcomes.values()).hasSize(1);
            assertThat(workflows().getSnapshot(name, runId).orElseThrow().result())
                    .contains(outcomes.values().get(0));
        }
    }

    /** Of writers that read the same version, one succeeds. If this fails, look at a version that is compared before the transaction. */
    @Rule(id = "WF-29", requires = Feature.WORKFLOWS, kind = Kind.STOCHASTIC)
    void ofConcurrentPersistsThatExpectAVersionOneIsApplied() {
        String name = id("name");
        String runId = id("run");
        Version[] version = {
            workflows().save(NewWorkflowRun.of(name, runId, Json.EMPTY_OBJECT)).version()
        };
        for (int attempt = 0; attempt < ROUNDS; attempt++) {
            Version expected = version[0];
            Json mark = Json.of(attempt);
            Outcomes<WorkflowRun> outcomes = Concurrently.threads(THREADS)
                    .run((worker, round) -> {
                        Json snapshot = Json.of(Map.of("attempt", mark, "worker", worker));
                        return workflows().save(NewWorkflowRun.of(name, runId, snapshot), expected);
                    })
                    .allowOnly(ConflictException.class);
            assertThat(outcomes.values()).hasSize(1);
            version[0] = outcomes.values().get(0).version();
            assertThat(workflows().get(name, runId)).contains(outcomes.values().get(0));
        }
    }

    private void reportSteps(String name, String runId) {
        Concurrently.threads(THREADS)
                .rounds(ROUNDS)
                .run((worker, round) -> workflows()
                        .updateStepResult(StepResultUpdate.builder(name, runId)
                                .stepId(step(worker, round))
                                .result(Json.of(round))
                                .requestContext(Json.of(Map.of(step(worker, round), worker)))
                                .build()))
                .allowOnly();
    }

    private static void assertEveryStep(WorkflowSnapshot snapshot) {
        assertThat(snapshot.context().members()).hasSize(THREADS * ROUNDS);
        assertThat(snapshot.requestContext().members()).hasSize(THREADS * ROUNDS);
        for (int worker = 0; worker < THREADS; worker++) {
            for (int round = 0; round < ROUNDS; round++) {
                assertThat(snapshot.stepResult(step(worker, round))).contains(Json.of(round));
                assertThat(snapshot.requestContext().get(step(worker, round))).contains(Json.of(worker));
            }
        }
    }

    private static String step(int worker, int round) {
        return "step-" + worker + "-" + round;
    }
}
