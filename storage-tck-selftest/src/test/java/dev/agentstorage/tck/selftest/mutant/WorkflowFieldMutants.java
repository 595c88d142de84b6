package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a backend may get wrong in one field or one step of runs. */
final class WorkflowFieldMutants {
    private WorkflowFieldMutants() {}

    static List<Mutant> all() {
        return List.of(
                reads(
                        "writes-snapshots-in-its-own-form",
                        "WF-02",
                        run -> run.toBuilder()
                                .snapshot(run.snapshot().json().canonical())
                                .build()),
                saves(
                        "begins-runs-anew",
                        "WF-03",
                        saved -> saved.toBuilder().createdAt(saved.updatedAt()).build()),
                reads(
                        "cuts-times-of-runs",
                        "WF-04",
                        run -> run.toBuilder()
                                .updatedAt(run.updatedAt().truncatedTo(ChronoUnit.MILLIS))
                                .build()),
                reads(
                        "numbers-the-snapshots",
                        "WF-06",
                        run -> run.toBuilder()
                                .snapshot(new WorkflowSnapshot(run.snapshot()
                                        .json()
                                        .with("at", Json.of(run.updatedAt().toString()))))
                                .build()),
                Mutant.ofWorkflows(
                        "finds-no-run",
                        "WF-07",
                        Wrong.answers(WorkflowBackend.class, "get", answer -> Optional.empty())),
                Mutant.ofWorkflows(
                        "finds-the-first-run-of-an-id",
                        "WF-08",
                        Wrong.instead(
                                WorkflowBackend.class,
                                "get",
                                (real, args) -> args.length == 1
                                        ? real.list(WorkflowQuery.ALL, Window.everything()).stream()
                                                .filter(run -> run.runId().equals(args[0]))
                                                .reduce((newer, older) -> older)
                                        : real.get((String) args[0], (String) args[1]))),
                Mutant.ofWorkflows(
                        "finds-the-newest-run-of-any-id",
                        "WF-08",
                        Wrong.instead(
                                WorkflowBackend.class,
                                "get",
                                (real, args) -> args.length == 1
                                        ? real.list(WorkflowQuery.ALL, Window.offset(0, 1)).stream()
                                                .findFirst()
                                        : real.get((String) args[0], (String) args[1]))),
                Mutant.ofWorkflows(
                        "deletes-missing-runs",
                        "WF-09",
                        Wrong.answers(WorkflowBackend.class, "delete", answer -> true)),
                reads(
                        "knows-only-its-status",
                        "WF-10",
                        run -> run.toBuilder()
                                .snapshot(run.snapshot()
                                        .status()
                                        .filter(status -> !status.equals(WorkflowStatus.RUNNING))
                                        .map(status -> run.snapshot().with("status", Json.of("running")))
                                        .orElse(run.snapshot()))
                                .build()),
                updates(
                        "clears-what-a-patch-leaves",
                        "WF-20",
                        run -> run.toBuilder()
                                .snapshot(Json.of(Map.of(
                                        "context", Map.of(),
                                        "status",
                                                run.status()
                                                        .map(WorkflowStatus::value)
                                                        .orElse("running"))))
                                .build()),
                Mutant.ofWorkflows(
                        "loses-the-request-context",
                        "WF-26",
                        Wrong.asked(
                                WorkflowBackend.class,
                                "updateStepResult",
                                StepResultUpdate.class,
                                update -> new StepResultUpdate(
                                        update.workflowName(),
                                        update.runId(),
                                        update.stepId(),
                                        update.result(),
                                        Json.EMPTY_OBJECT,
                                        update.resourceId()))),
                lists(
                        "ignores-the-status",
                        "WF-40",
                        query -> query.toBuilder().clearStatus().build()),
                lists(
                        "ignores-the-range-of-runs",
                        "WF-41",
                        query -> query.toBuilder().createdAt(TimeRange.ALL).build()),
                Mutant.ofWorkflows(
                        "lists-runs-without-snapshots",
                        "WF-44",
                        Wrong.answers(WorkflowBackend.class, "list", WorkflowFieldMutants::withoutSnapshots)),
                Mutant.ofWorkflows("erases-no-runs", "WF-51", nothing("eraseResource")),
                Mutant.ofWorkflows("clears-no-runs", "WF-52", nothing("clear")),
                reads(
                        "shifts-times-of-runs-before-1970",
                        "CORE-02",
                        run -> run.toBuilder()
                                .updatedAt(run.updatedAt().isBefore(Instant.EPOCH) ? Instant.EPOCH : run.updatedAt())
                                .build()),
                lists(
                        "finds-labels-by-their-first-name",
                        "CORE-07",
                        query -> query.toBuilder().labels(Json.EMPTY_OBJECT).build()));
    }

    private static Object withoutSnapshots(Object answer) {
        return ((List<?>) answer)
                .stream()
                        .map(run -> ((WorkflowRun) run)
                                .toBuilder().snapshot(Json.EMPTY_OBJECT).build())
                        .toList();
    }

    private static Mutant reads(String name, String rule, UnaryOperator<WorkflowRun> change) {
        return Mutant.ofWorkflows(name, rule, Wrong.rows(WorkflowBackend.class, WorkflowRun.class, change));
    }

    private static Mutant updates(String name, String rule, UnaryOperator<WorkflowRun> change) {
        return Mutant.ofWorkflows(
                name,
                rule,
                Wrong.answers(
                        WorkflowBackend.class,
                        "updateState",
                        answer -> ((Optional<?>) answer).map(run -> change.apply((WorkflowRun) run))));
    }

    private static Mutant saves(String name, String rule, UnaryOperator<WorkflowRun> change) {
        return Mutant.ofWorkflows(
                name, rule, Wrong.answers(WorkflowBackend.class, "save", answer -> change.apply((WorkflowRun) answer)));
    }

    private static Mutant lists(String name, String rule, UnaryOperator<WorkflowQuery> change) {
        return Mutant.ofWorkflows(name, rule, Wrong.asked(WorkflowBackend.class, "list", WorkflowQuery.class, change));
    }

    private static UnaryOperator<WorkflowBackend> nothing(String method) {
        return Wrong.instead(WorkflowBackend.class, method, (real, args) -> new BulkStep(0, true));
    }
}
