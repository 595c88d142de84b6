package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.expect;
import static dev.agentstorage.tck.contract.ExpectedError.invalid;
import static dev.agentstorage.tck.contract.ExpectedError.tooLarge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Updates of a run's state and of the results of its steps. */
public abstract class WorkflowUpdateContract extends Contract {
    private static final String RUNNING = """
            {"runId":"r","status":"running","context":{"input":{"a":1}},"waitingPaths":{"w":[0]},"unknown":{"kept":true}}""";

    /** For subclasses. */
    protected WorkflowUpdateContract() {}

    /** Members that are not given are kept. If this fails, look for an update that writes the whole snapshot from a stale copy. */
    @Rule(
            id = "WF-20",
            requires = Feature.WORKFLOWS,
            cases = {"W20"})
    void anUpdateOfTheStateKeepsTheOtherMembers() {
        WorkflowRun run = running();
        update(run, WorkflowStatePatch.ofStatus(WorkflowStatus.SUCCESS));
        WorkflowSnapshot after = update(
                run,
                WorkflowStatePatch.builder()
                        .result(Json.parse("{\"answer\":42}"))
                        .build());

        assertThat(after.json()).isEqualTo(Json.parse("""
                {"runId":"r","status":"success","context":{"input":{"a":1}},"waitingPaths":{"w":[0]},
                 "unknown":{"kept":true},"result":{"answer":42}}"""));
        assertThat(stored(run).snapshot()).isEqualTo(after);
        assertThat(stored(run).status()).contains(WorkflowStatus.SUCCESS);
    }

    /** Each member is replaced as a whole, and an empty patch changes nothing. If this fails, look for a deep merge. */
    @Rule(id = "WF-20", requires = Feature.WORKFLOWS)
    void everyMemberOfAPatchReplacesItsMember() {
        WorkflowRun run = running();
        WorkflowSnapshot after = update(
                run,
                WorkflowStatePatch.builder()
                        .status(WorkflowStatus.FAILED)
                        .result(Json.NULL)
                        .error(Json.of("boom"))
                        .suspendedPaths(Json.parse("{\"s\":[1]}"))
                        .waitingPaths(Json.parse("{\"v\":[2]}"))
                        .resumeLabels(Json.parse("{\"l\":{\"stepId\":\"s\",\"foreachIndex\":3}}"))
                        .tracingContext(Json.parse("{\"traceId\":\"t\"}"))
                        .build());

        assertThat(after.json()).isEqualTo(Json.parse("""
                {"runId":"r","status":"failed","context":{"input":{"a":1}},"waitingPaths":{"v":[2]},"unknown":{"kept":true},
                 "result":null,"error":"boom","suspendedPaths":{"s":[1]},
                 "resumeLabels":{"l":{"stepId":"s","foreachIndex":3}},"tracingContext":{"traceId":"t"}}"""));
        assertThat(update(run, WorkflowStatePatch.EMPTY)).isEqualTo(after);
        assertThat(stored(run).snapshot()).isEqualTo(after);
    }

    /** A state is updated, never created. If this fails, look for an upsert. */
    @Rule(
            id = "WF-21",
            requires = Feature.WORKFLOWS,
            cases = {"W21"})
    void theStateOfAMissingRunIsNotUpdated() {
        String name = id("name");
        String runId = id("run");
        WorkflowStatePatch patch = WorkflowStatePatch.ofStatus(WorkflowStatus.RUNNING);
        for (ThrowingCallable update : List.<ThrowingCallable>of(
                () -> workflows().updateState(name, runId, patch),
                () -> workflows().updateState(name, runId, patch, Set.of(WorkflowStatus.PENDING)))) {
            NotFoundException missing = expect(NotFoundException.class, "run-not-found", update);
            assertThat(missing.details()).isEqualTo(Map.of("workflowName", name, "runId", runId));
        }
        assertThat(workflows().get(name, runId)).isEmpty();
    }

    /** An expected status guards the update. If this fails, look at where the status is compared: it belongs into the transaction. */
    @Rule(
            id = "WF-22",
            requires = Feature.WORKFLOWS,
            cases = {"G09"})
    void anUpdateIsRefusedInAnotherStatus() {
        WorkflowRun run = running();
        Set<WorkflowStatus> resumable = Set.of(WorkflowStatus.SUSPENDED, WorkflowStatus.WAITING);
        WorkflowStatePatch resume = WorkflowStatePatch.builder()
                .status(WorkflowStatus.RUNNING)
                .result(Json.of("taken"))
                .build();

        ConflictException conflict = expect(
                ConflictException.class,
                "status-conflict",
                () -> workflows().updateState(run.workflowName(), run.runId(), resume, resumable));
        assertThat(conflict.stored(WorkflowRun.class)).contains(run);
        assertThat(stored(run)).isEqualTo(run);

        update(run, WorkflowStatePatch.ofStatus(WorkflowStatus.WAITING));
        assertThat(workflows()
                        .updateState(run.workflowName(), run.runId(), resume, resumable)
                        .status())
                .contains(WorkflowStatus.RUNNING);
        assertThat(stored(run).snapshot().result()).contains(Json.of("taken"));
    }

    /** A run without a status has none of the expected ones. If this fails, look at how a missing status is compared. */
    @Rule(id = "WF-22", requires = Feature.WORKFLOWS)
    void aRunWithoutAStatusIsInNoExpectedOne() {
        WorkflowRun run = saved("{\"context\":{}}");
        WorkflowStatePatch patch = WorkflowStatePatch.ofStatus(WorkflowStatus.RUNNING);
        expect(
                ConflictException.class,
                "status-conflict",
                () -> workflows()
                        .updateState(run.workflowName(), run.runId(), patch, Set.of(new WorkflowStatus("null"))));
        assertThat(stored(run)).isEqualTo(run);
        assertThat(update(run, patch).status()).contains(WorkflowStatus.RUNNING);
    }

    /** An invalid snapshot cannot be updated. If this fails, look at what an update assumes about a stored snapshot. */
    @Rule(id = "WF-23", requires = Feature.WORKFLOWS)
    void aSnapshotWithoutContextIsNotUpdated() {
        for (String snapshot : new String[] {"{}", "{\"context\":null}", "{\"context\":[]}"}) {
            WorkflowRun run = saved(snapshot);
            invalid(
                    "snapshot-without-context",
                    () -> update(
                            run, WorkflowStatePatch.builder().result(Json.NULL).build()));
            invalid("snapshot-without-context", () -> step(run, "s", "{}"));
            assertThat(stored(run)).isEqualTo(run);
        }
    }

    /** Results of steps are kept side by side. If this fails, look at what is returned: the whole context as it is stored. */
    @Rule(
            id = "WF-24",
            requires = Feature.WORKFLOWS,
            cases = {"W19"})
    void theResultOfAStepIsSetAndReplaced() {
        WorkflowRun run = running();
        assertThat(step(run, "s.1[0] \"é\"", "{\"status\":\"running\",\"payload\":1}"))
                .isEqualTo(Json.parse(
                        "{\"input\":{\"a\":1},\"s.1[0] \\\"é\\\"\":{\"status\":\"running\",\"payload\":1}}"));
        step(run, "s.1[0] \"é\"", "{\"status\":\"success\"}");
        Json context = step(run, "2", "null");

        assertThat(context)
                .isEqualTo(
                        Json.parse("{\"input\":{\"a\":1},\"s.1[0] \\\"é\\\"\":{\"status\":\"success\"},\"2\":null}"));
        assertThat(stored(run).snapshot().context()).isEqualTo(context);
        assertThat(stored(run).snapshot().get("unknown")).contains(Json.parse("{\"kept\":true}"));
        assertThat(stored(run).status()).contains(WorkflowStatus.RUNNING);
    }

    /** A step may report before its run was saved. If this fails, look at the initial snapshot. */
    @Rule(id = "WF-25", requires = Feature.WORKFLOWS)
    void aMissingRunIsCreatedByTheResultOfAStep() {
        String name = id("name");
        String runId = id("run");
        StepResultUpdate update = StepResultUpdate.builder(name, runId)
                .stepId("s")
                .result(Json.parse("{\"status\":\"success\"}"))
                .requestContext(Json.parse("{\"user\":\"u\"}"))
                .build();
        assertThat(workflows().updateStepResult(update)).isEqualTo(Json.parse("{\"s\":{\"status\":\"success\"}}"));

        WorkflowRun run = workflows().get(name, runId).orElseThrow();
        WorkflowSnapshot initial = WorkflowSnapshot.initial(runId, run.createdAt())
                .with("context", Json.parse("{\"s\":{\"status\":\"success\"}}"))
                .with("requestContext", Json.parse("{\"user\":\"u\"}"));
        assertThat(run.snapshot()).isEqualTo(initial);
        assertThat(run.status()).contains(WorkflowStatus.PENDING);
        assertThat(run.resourceId()).isEmpty();
        assertThat(run.updatedAt()).isEqualTo(run.createdAt());
    }

    /** The request context grows by name. If this fails, look at null members and at a context that is replaced. */
    @Rule(id = "WF-26", requires = Feature.WORKFLOWS)
    void theRequestContextIsLaidOverTheStoredOne() {
        WorkflowRun run = saved("{\"context\":{},\"requestContext\":{\"a\":{\"x\":1},\"b\":2,\"c\":3}}");
        workflows()
                .updateStepResult(StepResultUpdate.builder(run.workflowName(), run.runId())
                        .stepId("s")
                        .result(Json.NULL)
                        .requestContext(Json.parse("{\"a\":{\"y\":2},\"b\":null,\"d\":[]}"))
                        .build());
        assertThat(stored(run).snapshot().requestContext())
                .isEqualTo(Json.parse("{\"a\":{\"y\":2},\"b\":null,\"c\":3,\"d\":[]}"));

        WorkflowRun without = running();
        step(without, "s", "1");
        assertThat(stored(without).snapshot().requestContext()).isEqualTo(Json.EMPTY_OBJECT);
    }

    /** Elements that ran concurrently do not overwrite each other. If this fails, look for an output that is replaced as a whole. */
    @Rule(
            id = "WF-27",
            requires = Feature.WORKFLOWS,
            cases = {"G08"})
    void outputsOfManyElementsAreMergedByIndex() {
        WorkflowRun run = running();
        step(
                run,
                "each",
                "{\"status\":\"running\",\"startedAt\":1,\"output\":[\"a\",null,\"c\",\"d\",{\"status\":\"suspended\"}]}");
        Json context = step(
                run,
                "each",
                "{\"status\":\"waiting\",\"output\":[null,\"b\",\"C\",{\"__mastra_pending__\":true},{ \"__mastra_pending__\" : true },"
                        + "null,\"g\",{\"__mastra_pending__\":true}]}");

        Json merged = Json.parse(
                "{\"status\":\"waiting\",\"startedAt\":1,\"output\":[\"a\",\"b\",\"C\",null,null,null,\"g\",null]}");
        assertThat(context.get("each")).contains(merged);
        assertThat(stored(run).snapshot().stepResult("each")).contains(merged);
        assertThat(step(run, "each", "{\"output\":[null]}").get("each")).contains(merged);
        assertThat(step(run, "each", "{\"output\":[{\"__mastra_pending__\":false}]}")
                        .at("/each/output/0"))
                .contains(Json.parse("{\"__mastra_pending__\":false}"));
    }

    /** Other outputs are not merged. If this fails, look for a merge that does not require two arrays. */
    @Rule(
            id = "WF-27",
            requires = Feature.WORKFLOWS,
            cases = {"G08"})
    void anyOtherResultReplacesTheStoredOne() {
        WorkflowRun run = running();
        String[] results = {
            "{\"output\":[null,{\"__mastra_pending__\":true}],\"only\":\"first\"}",
            "{\"output\":{\"0\":1}}",
            "{\"output\":[1]}",
            "{\"status\":\"failed\"}",
            "[1,2]",
            "[null]",
            "\"text\"",
            "{\"outputs\":[1]}"
        };
        for (String result : results) {
            assertThat(step(run, "s", result).get("s")).contains(Json.parse(result));
        }
    }

    /** An update does not change createdAt and the resource of a run. If this fails, look at the columns that the update sets. */
    @Rule(id = "WF-28", requires = Feature.WORKFLOWS)
    void updatesKeepCreatedAtAndResourceAndLetUpdatedAtGrow() {
        String owner = id("resource");
        WorkflowRun run = workflows()
                .save(NewWorkflowRun.builder(id("name"), id("run"))
                        .snapshot(Json.parse(RUNNING))
                        .createdAt(base())
                        .updatedAt(base())
                        .build());
        update(run, WorkflowStatePatch.builder().result(Json.of(1)).build());
        WorkflowRun updated = stored(run);
        assertThat(updated.createdAt()).isEqualTo(base());
        assertThat(updated.updatedAt()).isAfter(base());
        assertThat(updated.resourceId()).isEmpty();

        StepResultUpdate step = StepResultUpdate.builder(run.workflowName(), run.runId())
                .stepId("s")
                .result(Json.NULL)
                .build();
        workflows().updateStepResult(step.toBuilder().resourceId(owner).build());
        assertThat(stored(run).resourceId()).contains(owner);
        assertThat(stored(run).createdAt()).isEqualTo(base());
        assertThat(stored(run).updatedAt()).isAfter(updated.updatedAt());

        workflows().updateStepResult(step.toBuilder().resourceId(id("resource")).build());
        update(run, WorkflowStatePatch.EMPTY);
        assertThat(stored(run).resourceId()).contains(owner);
    }

    /** Snapshots that no backend could read again are not written. If this fails, look at the size and depth of merged snapshots. */
    @Rule(id = "WF-30", requires = Feature.WORKFLOWS)
    void anUpdateThatWouldOutgrowTheSnapshotIsRefused() {
        WorkflowRun run = running();
        invalid(
                "json-unconvertible",
                () -> step(run, "deep", Sizes.nested(Json.MAX_DEPTH).text()));
        if (Sizes.testable(limits().snapshotBytes())) {
            Json half = Sizes.object(limits().snapshotBytes() / 2);
            step(run, "first", half.text());
            WorkflowRun before = stored(run);
            tooLarge("value-too-large", () -> step(run, "second", half.text()));
            tooLarge(
                    "value-too-large",
                    () -> update(run, WorkflowStatePatch.builder().result(half).build()));
            tooLarge(
                    "value-too-large",
                    () -> step(
                            run,
                            "first",
                            Sizes.object(limits().snapshotBytes() + 1).text()));
            assertThat(stored(run)).isEqualTo(before);
        } else {
            assertThat(stored(run)).isEqualTo(run);
        }
    }

    /** Wrong input never reaches the backend. If this fails, look at the store. */
    @Rule(id = "WF-31", requires = Feature.WORKFLOWS)
    void wrongInputIsRefused() {
        WorkflowRun run = running();
        String name = run.workflowName();
        String runId = run.runId();
        Json array = Json.parse("[]");

        invalid("id-blank", () -> workflows().updateState("", runId, WorkflowStatePatch.EMPTY));
        invalid("id-blank", () -> workflows().updateState(name, " ", WorkflowStatePatch.EMPTY));
        invalid(
                "json-not-object",
                () -> update(
                        run, WorkflowStatePatch.builder().suspendedPaths(array).build()));
        invalid(
                "json-not-object",
                () -> update(
                        run, WorkflowStatePatch.builder().waitingPaths(array).build()));
        invalid(
                "json-not-object",
                () -> update(
                        run,
                        WorkflowStatePatch.builder().resumeLabels(Json.NULL).build()));
        invalid(
                "json-not-object",
                () -> update(
                        run,
                        WorkflowStatePatch.builder()
                                .tracingContext(Json.of("t"))
                                .build()));
        invalid("text-unstorable", () -> update(run, WorkflowStatePatch.ofStatus(new WorkflowStatus("a\0"))));
        WorkflowStatus tooLong = new WorkflowStatus(Sizes.text(limits().nameBytes() + 1L));
        tooLarge("name-too-long", () -> update(run, WorkflowStatePatch.ofStatus(tooLong)));
        invalid("id-blank", () -> step(run, " ", "{}"));
        invalid("text-unstorable", () -> step(run, "\udc00", "{}"));
        tooLarge("id-too-long", () -> step(run, Sizes.text(limits().idBytes() + 1L), "{}"));
        StepResultUpdate step = StepResultUpdate.builder(name, runId)
                .stepId("s")
                .result(Json.NULL)
                .build();
        invalid(
                "json-not-object",
                () -> workflows()
                        .updateStepResult(step.toBuilder().requestContext(array).build()));
        invalid(
                "id-blank",
                () -> workflows()
                        .updateStepResult(step.toBuilder().resourceId("").build()));
        assertThat(stored(run)).isEqualTo(run);
    }

    private WorkflowRun running() {
        return saved(RUNNING);
    }

    private WorkflowRun saved(String snapshot) {
        return workflows().save(NewWorkflowRun.of(id("name"), id("run"), Json.parse(snapshot)));
    }

    private WorkflowRun stored(WorkflowRun run) {
        return workflows().get(run.workflowName(), run.runId()).orElseThrow();
    }

    private WorkflowSnapshot update(WorkflowRun run, WorkflowStatePatch patch) {
        return workflows().updateState(run.workflowName(), run.runId(), patch);
    }

    private Json step(WorkflowRun run, String stepId, String result) {
        return workflows()
                .updateStepResult(StepResultUpdate.builder(run.workflowName(), run.runId())
                        .stepId(stepId)
                        .result(Json.parse(result))
                        .build());
    }
}
