package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.expect;
import static dev.agentstorage.tck.contract.ExpectedError.invalid;
import static dev.agentstorage.tck.contract.ExpectedError.tooLarge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowRunHead;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Labels of workflow runs. */
public abstract class WorkflowLabelContract extends TransferTexts {
    private static final Json LABELS = Json.parse("{\"team\":\"a\",\"n\":1.50,\"deep\":{\"x\":[1,2]}}");

    /** Made by the kit. */
    protected WorkflowLabelContract() {}

    /** Labels are kept until they are set or cleared. If this fails, look at the columns that an upsert and an update set. */
    @Rule(id = "WF-56", requires = Feature.WORKFLOWS)
    void labelsStayUntilTheyAreSetOrCleared() {
        NewWorkflowRun run = NewWorkflowRun.of(id("name"), id("run"), WorkflowSnapshot.initial("r", base()));
        WorkflowRun bare = workflows().create(run);
        assertThat(bare.labels()).isEqualTo(Json.EMPTY_OBJECT);
        WorkflowRun labelled = workflows().save(run.toBuilder().labels(LABELS).build());
        assertThat(labelled.labels()).isEqualTo(LABELS);
        assertThat(labelled.version()).isEqualTo(bare.version());
        assertLabels(labelled, LABELS);

        assertThat(workflows().save(run).labels()).isEqualTo(LABELS);
        assertThat(workflows().save(run, bare.version()).labels()).isEqualTo(LABELS);
        workflows().updateState(run.workflowName(), run.runId(), WorkflowStatePatch.ofStatus(WorkflowStatus.RUNNING));
        workflows()
                .updateStepResult(StepResultUpdate.builder(run.workflowName(), run.runId())
                        .stepId("s")
                        .result(Json.of(1))
                        .build());
        assertLabels(labelled, LABELS);
        Json others = Json.parse("{ \"b\" : 2 }");
        assertThat(workflows()
                        .save(run.toBuilder().labels(others).build())
                        .labels()
                        .text())
                .isEqualTo("{\"b\":2}");
        assertThat(workflows().save(run.toBuilder().clearLabels().build()).labels())
                .isEqualTo(Json.EMPTY_OBJECT);
        assertLabels(labelled, Json.EMPTY_OBJECT);

        workflows().delete(run.workflowName(), run.runId());
        assertThat(workflows().create(run.toBuilder().labels(LABELS).build()).labels())
                .isEqualTo(LABELS);
    }

    /** A patch is merged one level deep, and otherwise changes only updatedAt. If this fails, look at what the update writes. */
    @Rule(id = "WF-56", requires = Feature.WORKFLOWS)
    void labelsAreMergedOneLevelDeep() {
        WorkflowRun run = workflows()
                .save(NewWorkflowRun.builder(id("name"), id("run"))
                        .resourceId(id("resource"))
                        .snapshot(Json.parse("{ \"status\":\"running\" }"))
                        .labels(LABELS)
                        .build());
        Json expected = Json.parse("{\"deep\":{\"y\":1},\"n\":1.50,\"new\":\"x\"}");
        Json labels = workflows()
                .updateLabels(
                        run.workflowName(),
                        run.runId(),
                        Json.parse("{\"team\":null,\"missing\":null,\"deep\":{\"y\":1},\"new\":\"x\"}"));
        assertThat(labels).isEqualTo(expected);
        WorkflowRun updated = workflows().get(run.workflowName(), run.runId()).orElseThrow();
        assertThat(updated.updatedAt()).isAfter(run.updatedAt());
        assertThat(updated)
                .isEqualTo(run.toBuilder()
                        .labels(expected)
                        .updatedAt(updated.updatedAt())
                        .build());
        assertThat(updated.snapshot().json().text()).isEqualTo("{ \"status\":\"running\" }");
        assertLabels(updated, expected);
        assertThat(workflows()
                        .list(WorkflowQuery.builder()
                                .workflowName(run.workflowName())
                                .status(WorkflowStatus.RUNNING)
                                .build())
                        .toList())
                .containsExactly(updated);
    }

    /**
     * A missing run, a patch that is not an object, or a result that is too large changes nothing. If this fails, look at what is checked after
     * the merge.
     */
    @Rule(id = "WF-56", requires = Feature.WORKFLOWS)
    void labelsThatCannotBeTakenChangeNothing() {
        NewWorkflowRun run = NewWorkflowRun.builder(id("name"), id("run"))
                .snapshot(Json.EMPTY_OBJECT)
                .labels(text("a", Limits.LABELS_BYTES - 20))
                .build();
        WorkflowRun stored = workflows().save(run);
        String name = run.workflowName();
        String runId = run.runId();
        NotFoundException missing = expect(
                NotFoundException.class, "run-not-found", () -> workflows().updateLabels(name, "missing", LABELS));
        assertThat(missing.details()).isEqualTo(Map.of("workflowName", name, "runId", "missing"));
        assertThat(workflows().get(name, "missing")).isEmpty();
        invalid("json-not-object", () -> workflows().updateLabels(name, runId, Json.of(List.of())));
        invalid(
                "json-not-object",
                () -> workflows().save(run.toBuilder().labels(Json.NULL).build()));
        tooLarge(
                "value-too-large",
                () -> workflows()
                        .save(run.toBuilder()
                                .labels(text("a", Limits.LABELS_BYTES + 1))
                                .build()));
        tooLarge("value-too-large", () -> workflows().updateLabels(name, runId, text("b", 100)));
        assertThat(workflows().get(name, runId)).contains(stored);
    }

    private static Json text(String label, int bytes) {
        return Json.of(Map.of(label, "x".repeat(bytes - 8)));
    }

    /** Labels that are set concurrently are all kept. If this fails, look for a read outside of the transaction that writes. */
    @Rule(id = "WF-56", requires = Feature.WORKFLOWS)
    void concurrentUpdatesOfDifferentLabelsAllSurvive() {
        String name = id("name");
        workflows().save(NewWorkflowRun.of(name, "r", WorkflowSnapshot.initial("r", base())));
        Concurrently.threads(4)
                .rounds(4)
                .run((worker, round) ->
                        workflows().updateLabels(name, "r", Json.of(Map.of("l" + worker + "_" + round, round))))
                .allowOnly();
        assertThat(workflows().getHead(name, "r").orElseThrow().labels().members())
                .hasSize(16);
    }

    /** Runs are found by their labels. If this fails, look at the pages of a filter that the database cannot evaluate. */
    @Rule(id = "WF-57", requires = Feature.WORKFLOWS)
    void runsAreFoundByTheirLabels() {
        String name = id("name");
        for (int i = 0; i < 9; i++) {
            workflows()
                    .save(NewWorkflowRun.builder(name, "r" + i)
                            .snapshot(Json.of(Map.of("status", i < 6 ? "running" : "failed")))
                            .labels(
                                    i % 3 == 0
                                            ? Json.EMPTY_OBJECT
                                            : Json.of(Map.of(
                                                    "team",
                                                    "t" + i % 3,
                                                    "deep",
                                                    Map.of("i", i, "tags", List.of("a", i)))))
                            .createdAt(base().plusSeconds(i))
                            .build());
        }
        WorkflowQuery all = WorkflowQuery.ofWorkflow(name);
        WorkflowQuery.Builder team = all.toBuilder().labels(Json.parse("{\"team\":\"t1\"}"));
        assertFound(team.build(), "r7", "r4", "r1");
        assertFound(team.status(WorkflowStatus.RUNNING).build(), "r4", "r1");
        assertFound(
                all.toBuilder()
                        .labels(Json.parse("{\"deep\":{\"tags\":[\"a\",8]}}"))
                        .build(),
                "r8");
        assertFound(all.toBuilder().labels(Json.parse("{\"team\":\"t\"}")).build());
        assertFound(all.toBuilder().labels(Json.parse("{\"other\":1}")).build());
        assertFound(
                all.toBuilder()
                        .status(WorkflowStatus.FAILED)
                        .labels(Json.EMPTY_OBJECT)
                        .build(),
                "r8",
                "r7",
                "r6");
        workflows().updateLabels(name, "r7", Json.parse("{\"team\":null}"));
        assertFound(team.clearStatus().build(), "r4", "r1");
        invalid(
                "json-not-object",
                () -> workflows().list(all.toBuilder().labels(Json.of(1)).build()));
        invalid(
                "metadata-key-invalid",
                () -> workflows()
                        .listHeads(all.toBuilder()
                                .labels(Json.parse("{\"a b\":1}"))
                                .build()));
    }

    private void assertFound(WorkflowQuery query, String... ids) {
        Listing<WorkflowRun> runs = workflows().list(query);
        Listing<WorkflowRunHead> heads = workflows().listHeads(query);
        assertThat(runs.toList()).extracting(WorkflowRun::runId).containsExactly(ids);
        assertThat(heads.toList())
                .isEqualTo(runs.toList().stream().map(WorkflowRunHead::of).toList());
        assertThat(Walks.pages(runs, 2)).isEqualTo(runs.toList());
        assertThat(Walks.slices(heads, 2)).isEqualTo(heads.toList());
        assertThat(runs.count()).isEqualTo(ids.length);
        assertThat(heads.page(PageRequest.of(1, 2).withTotal()).total()).hasValue(ids.length);
    }

    /** Labels are restored from an export, and are kept if the export has none. If this fails, look at the import of runs. */
    @Rule(id = "XFER-01", requires = Feature.WORKFLOWS)
    void labelsAreRestoredFromAnExport() throws IOException {
        String name = id("name");
        WorkflowRun run = workflows()
                .save(NewWorkflowRun.builder(name, "r")
                        .snapshot(Json.EMPTY_OBJECT)
                        .labels(LABELS)
                        .build());
        String text = export(List.of(name));
        workflows().delete(name, "r");
        load(text);
        assertThat(workflows().get(name, "r")).contains(run);
    }

    private void assertLabels(WorkflowRun run, Json labels) {
        assertThat(workflows().get(run.workflowName(), run.runId()).map(WorkflowRun::labels))
                .contains(labels);
        assertThat(workflows().getHead(run.workflowName(), run.runId()).map(WorkflowRunHead::labels))
                .isEqualTo(Optional.of(labels));
        assertThat(workflows()
                        .listHeads(WorkflowQuery.ofWorkflow(run.workflowName()))
                        .toList())
                .extracting(WorkflowRunHead::labels)
                .containsExactly(labels);
    }
}
