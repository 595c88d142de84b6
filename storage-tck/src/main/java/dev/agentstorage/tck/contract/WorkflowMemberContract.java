package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.expect;
import static dev.agentstorage.tck.contract.ExpectedError.invalid;
import static dev.agentstorage.tck.contract.ExpectedError.tooLarge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.tck.engine.rule.Kind;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.util.List;

/** Custom members of a snapshot, and clearing fields of a run. */
public abstract class WorkflowMemberContract extends Contract {
    /** For subclasses. */
    protected WorkflowMemberContract() {}

    /** Any member can be set and cleared, also in a large snapshot. If this fails, look for a patch that supports only the usual members. */
    @Rule(id = "WF-54", requires = Feature.WORKFLOWS)
    void membersOfTheEngineAreSetAndCleared() {
        for (String padding : paddings()) {
            WorkflowRun run = saved(
                    "{\"runId\":\"r\",\"gone\":1,\"own\":{\"a\":1},\"context\":{\"s\":1},\"value\":{\"v\":1},\"big\":\""
                            + padding + "\"}");
            WorkflowSnapshot after = update(
                    run,
                    WorkflowStatePatch.builder()
                            .member("own", Json.parse("{\"b\":2}"))
                            .member("value", Json.of("text"))
                            .member("new \"é\"", Json.NULL)
                            .member("", Json.of(0))
                            .clearMember("gone")
                            .clearMember("never there")
                            .build());

            assertThat(after.json().text())
                    .isEqualTo("{\"runId\":\"r\",\"own\":{\"b\":2},\"context\":{\"s\":1},\"value\":\"text\",\"big\":\""
                            + padding + "\",\"new \\\"é\\\"\":null,\"\":0}");
            assertThat(stored(run).snapshot()).isEqualTo(after);
            assertThat(stored(run).createdAt()).isEqualTo(run.createdAt());
            assertThat(stored(run).updatedAt()).isAfter(run.updatedAt());
        }
    }

    /**
     * The usual members can be cleared too, including the status. If this fails, look at how a cleared member and a column of the status are
     * written.
     */
    @Rule(id = "WF-54", requires = Feature.WORKFLOWS)
    void theUsualMembersAreCleared() {
        for (String padding : paddings()) {
            WorkflowRun run = saved(
                    "{\"context\":{},\"status\":\"failed\",\"result\":1,\"error\":\"e\",\"suspendedPaths\":{},\"waitingPaths\":{},"
                            + "\"resumeLabels\":{},\"tracingContext\":{},\"big\":\"" + padding + "\"}");
            WorkflowSnapshot after = update(
                    run,
                    WorkflowStatePatch.builder()
                            .clearStatus()
                            .clearResult()
                            .clearError()
                            .clearSuspendedPaths()
                            .clearWaitingPaths()
                            .clearResumeLabels()
                            .clearTracingContext()
                            .build());

            assertThat(after.json().text()).isEqualTo("{\"context\":{},\"big\":\"" + padding + "\"}");
            assertThat(stored(run).snapshot()).isEqualTo(after);
            assertThat(stored(run).status()).isEmpty();
            assertThat(workflows()
                            .list(WorkflowQuery.builder()
                                    .workflowName(run.workflowName())
                                    .status(WorkflowStatus.FAILED)
                                    .build())
                            .count())
                    .isZero();
        }
    }

    /** If a patch sets a member twice, the later value wins. If this fails, look at the order in which the patch is applied. */
    @Rule(id = "WF-54", requires = Feature.WORKFLOWS)
    void theLaterChangeOfAMemberCounts() {
        WorkflowRun run = saved("{\"context\":{},\"error\":1,\"a\":1,\"b\":1,\"b\":2}");
        WorkflowSnapshot after = update(
                run,
                WorkflowStatePatch.builder()
                        .clearError()
                        .error(Json.of(2))
                        .result(Json.of(1))
                        .clearResult()
                        .clearMember("a")
                        .member("a", Json.of(3))
                        .member("c", Json.of(1))
                        .clearMember("c")
                        .clearMember("b")
                        .build());
        assertThat(after.json().text()).isEqualTo("{\"context\":{},\"error\":2,\"a\":3}");
        assertThat(stored(run).snapshot()).isEqualTo(after);
    }

    /** Members with a dedicated method cannot be patched by name. If this fails, look at the names that the patch rejects. */
    @Rule(id = "WF-54", requires = Feature.WORKFLOWS)
    void membersWithADedicatedCallAreRefused() {
        WorkflowRun run = saved("{\"context\":{}}");
        for (String name : List.of(
                "status",
                "result",
                "error",
                "suspendedPaths",
                "waitingPaths",
                "resumeLabels",
                "tracingContext",
                "context",
                "runId",
                WorkflowSnapshot.RESERVED_MEMBER)) {
            InvalidRequestException refused = expect(
                    InvalidRequestException.class,
                    "state-member-refused",
                    () -> update(
                            run,
                            WorkflowStatePatch.builder()
                                    .member(name, Json.EMPTY_OBJECT)
                                    .build()));
            assertThat(refused.details()).containsEntry("member", name);
            invalid(
                    "state-member-refused",
                    () -> update(
                            run, WorkflowStatePatch.builder().clearMember(name).build()));
        }
        assertThat(stored(run)).isEqualTo(run);
    }

    /** The limits apply to every member. If this fails, look at the checks of a patch and of the resulting snapshot. */
    @Rule(id = "WF-54", requires = Feature.WORKFLOWS)
    void unstorableMembersAreRefused() {
        WorkflowRun run = saved("{\"context\":{}}");
        invalid(
                "text-unstorable",
                () -> update(
                        run,
                        WorkflowStatePatch.builder().member("a\0", Json.NULL).build()));
        invalid(
                "text-unstorable",
                () -> update(
                        run, WorkflowStatePatch.builder().clearMember("\udc00").build()));
        invalid(
                "json-unconvertible",
                () -> update(
                        run,
                        WorkflowStatePatch.builder()
                                .member("deep", Sizes.nested(Json.MAX_DEPTH))
                                .build()));
        if (Sizes.testable(limits().snapshotBytes())) {
            tooLarge(
                    "value-too-large",
                    () -> update(
                            run,
                            WorkflowStatePatch.builder()
                                    .member("own", Sizes.object(limits().snapshotBytes() + 1))
                                    .build()));
            Json half = Sizes.object(limits().snapshotBytes() / 2);
            tooLarge(
                    "value-too-large",
                    () -> update(
                            run,
                            WorkflowStatePatch.builder()
                                    .member("a", half)
                                    .member("b", half)
                                    .build()));
            tooLarge(
                    "value-too-large",
                    () -> update(
                            run,
                            WorkflowStatePatch.builder()
                                    .member(Sizes.text(limits().snapshotBytes()), Json.NULL)
                                    .build()));
        }
        assertThat(stored(run)).isEqualTo(run);

        Json nul = Json.of("a\0");
        assertThat(update(run, WorkflowStatePatch.builder().member("nul", nul).build())
                        .get("nul"))
                .contains(nul);
        assertThat(stored(run).snapshot().get("nul")).contains(nul);
    }

    /** Members of several writers are all kept. If this fails, look at an update that writes back a snapshot read before. */
    @Rule(id = "WF-29", requires = Feature.WORKFLOWS, kind = Kind.STOCHASTIC)
    void concurrentUpdatesOfMembersOfTheEngineAllSurvive() {
        int threads = 3;
        int rounds = 5;
        WorkflowRun run = saved("{\"context\":{},\"old0\":0,\"old1\":0,\"old2\":0}");
        Concurrently.threads(threads)
                .rounds(rounds)
                .run((worker, round) -> {
                    WorkflowStatePatch patch = WorkflowStatePatch.builder()
                            .member("m" + worker, Json.of(round))
                            .member("m" + worker + "-" + round, Json.of(round))
                            .build();
                    return update(
                            run,
                            round == 0
                                    ? patch.toBuilder()
                                            .clearMember("old" + worker)
                                            .build()
                                    : patch);
                })
                .allowOnly();
        WorkflowSnapshot after = stored(run).snapshot();
        assertThat(after.json().members()).hasSize(1 + threads * (rounds + 1)).containsKey("context");
        for (int worker = 0; worker < threads; worker++) {
            assertThat(after.get("m" + worker)).contains(Json.of(rounds - 1));
            for (int round = 0; round < rounds; round++) {
                assertThat(after.get("m" + worker + "-" + round)).contains(Json.of(round));
            }
        }
    }

    /** The resource of a run can be removed. If this fails, look for an upsert that treats a cleared resource as unset. */
    @Rule(id = "WF-55", requires = Feature.WORKFLOWS)
    void theResourceOfARunIsCleared() {
        for (String padding : paddings()) {
            String resource = id("resource");
            NewWorkflowRun run = NewWorkflowRun.of(
                    id("name"), id("run"), Json.parse("{\"context\":{},\"big\":\"" + padding + "\"}"));
            assertThat(workflows()
                            .save(run.toBuilder().clearResourceId().build())
                            .resourceId())
                    .isEmpty();
            for (NewWorkflowRun clearing : List.of(
                    run.toBuilder().clearResourceId().build(),
                    run.toBuilder().resourceId(resource).clearResourceId().build())) {
                WorkflowRun owned =
                        workflows().save(run.toBuilder().resourceId(resource).build());
                assertThat(owned.resourceId()).contains(resource);

                assertThat(workflows().save(clearing).resourceId()).isEmpty();
                assertThat(stored(owned).resourceId()).isEmpty();
                assertThat(workflows()
                                .list(WorkflowQuery.builder()
                                        .resourceId(resource)
                                        .build())
                                .count())
                        .isZero();
                assertThat(workflows().save(run).resourceId()).isEmpty();
            }
            WorkflowRun owned = workflows()
                    .save(run.toBuilder().clearResourceId().resourceId(resource).build());
            assertThat(owned.resourceId()).contains(resource);
            assertThat(workflows()
                            .save(run.toBuilder().clearResourceId().build(), owned.version())
                            .resourceId())
                    .isEmpty();
            assertThat(stored(owned).resourceId()).isEmpty();
        }
    }

    /** Nothing, and more than fits where other values do, if the backend takes it. */
    private List<String> paddings() {
        return List.of("", Sizes.text(Math.min(limits().snapshotBytes() - 10_000, limits().valueBytes() + 10_000)));
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
}
