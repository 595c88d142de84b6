package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.DsqlOptions.CorruptRows;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Another program reads the outline of a large run, and writes what it made of it: the steps that it never saw are not lost. */
@Tag("slow")
@ParameterizedClass
@EnumSource(Server.class)
class OverwrittenSnapshotTest {
    private static final String RESERVED = "agentStorage";

    private final Schema schema;
    private Storage storage;
    private WorkflowStore workflows;
    private int writes;

    OverwrittenSnapshotTest(Server server) {
        schema = Schema.in(server);
    }

    @BeforeEach
    void open() {
        storage = schema.open();
        schema.awaitIndexes(storage);
        workflows = storage.workflows();
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    /** Two steps of a million characters, and members that the outline shows empty or not at all. */
    private Json large() {
        Map<String, Object> members = new LinkedHashMap<>();
        Snapshots.ofSteps(2, "x").members().forEach(members::put);
        members.put("runId", "r");
        members.put("value", Map.of("counter", 7));
        members.put("requestContext", Map.of("user", "u1"));
        members.put("suspendedPaths", Map.of("step0", List.of(0)));
        members.put("serializedStepGraph", List.of("step0", "step1"));
        members.put("timestamp", 1);
        members.put("custom", "kept");
        return Json.of(members);
    }

    /** What another program does: it reads the text of the row and writes another one, and moves the time. */
    private void overwrite(UnaryOperator<Json> change) {
        Json text = Json.parse(text("r"));
        schema.run(
                "UPDATE " + table() + " SET snapshot = '" + change.apply(text).text()
                        + "', \"updatedAt\" = '2030-01-01 00:00:0" + writes++ + "' WHERE run_id = 'r'");
    }

    private String text(String runId) {
        return schema.query("SELECT snapshot FROM " + table() + " WHERE run_id = '" + runId + "'")
                .get(0);
    }

    /** As another program stores the result of a step. */
    private static Json withStep(Json text, String step, Object result) {
        Json context = text.get("context").orElseThrow().with(step, Json.of(result));
        Json requestContext = text.get("requestContext").orElseThrow().with("locale", Json.of("de"));
        return text.with("context", context).with("requestContext", requestContext);
    }

    private Json stored() {
        return workflows.getSnapshot("w", "r").orElseThrow().json();
    }

    private List<String> generations() {
        return schema.query("SELECT DISTINCT generation FROM " + chunks());
    }

    @Test
    void stepResultOfAnotherProgramIsAddedToTheStepsThatItDidNotSee() {
        Json large = large();
        workflows.save(NewWorkflowRun.of("w", "r", large));
        overwrite(text -> withStep(text, "theirs", Map.of("output", 1)));

        Json context = large.get("context").orElseThrow().with("theirs", Json.parse("{\"output\":1}"));
        Json expected =
                large.with("context", context).with("requestContext", Json.of(Map.of("user", "u1", "locale", "de")));
        assertThat(stored()).isEqualTo(expected);
        assertThat(workflows.get("r").orElseThrow().snapshot().json()).isEqualTo(expected);
        assertThat(workflows.list().toList())
                .singleElement()
                .satisfies(run -> assertThat(run.snapshot().json()).isEqualTo(expected));

        workflows.updateStepResult(StepResultUpdate.builder("w", "r")
                .stepId("ours")
                .result(Json.of(2))
                .build());
        assertThat(stored()).isEqualTo(expected.with("context", context.with("ours", Json.of(2))));
        assertThat(generations()).hasSize(1);
    }

    @Test
    void stateThatAnotherProgramSetsIsLaidOverWhatItDidNotSee() {
        Json large = large();
        workflows.save(NewWorkflowRun.of("w", "r", large));
        Json suspended = Json.of(Map.of("step1", List.of(1)));
        overwrite(text -> text.with("status", Json.of("suspended"))
                .with("suspendedPaths", suspended)
                .with("result", Json.NULL));

        Json expected = large.with("status", Json.of("suspended"))
                .with("suspendedPaths", suspended)
                .with("result", Json.NULL);
        assertThat(stored()).isEqualTo(expected);
        var listing = workflows.list(WorkflowQuery.builder()
                .workflowName("w")
                .status(WorkflowStatus.SUSPENDED)
                .build());
        assertThat(listing.count()).isEqualTo(1);
        assertThat(listing.toList())
                .singleElement()
                .satisfies(run -> assertThat(run.snapshot().json()).isEqualTo(expected));

        workflows.updateState("w", "r", WorkflowStatePatch.ofStatus(WorkflowStatus.RUNNING));
        assertThat(stored()).isEqualTo(expected.with("status", Json.of("running")));
    }

    @Test
    void snapshotThatAnotherProgramPersistsWithoutOurMemberReplacesEverything() {
        workflows.save(NewWorkflowRun.of("w", "r", large()));
        Json replacement = Json.parse("{\"status\":\"success\",\"context\":{\"only\":1}}");
        overwrite(text -> replacement);
        assertThat(stored()).isEqualTo(replacement);
        workflows.updateStepResult(StepResultUpdate.builder("w", "r")
                .stepId("ours")
                .result(Json.of(2))
                .build());
        assertThat(stored().get("context")).contains(Json.parse("{\"only\":1,\"ours\":2}"));
        assertThat(generations()).isEmpty();
    }

    @Test
    void snapshotThatAnotherProgramPersistsWithOurMemberIsLaidOver() {
        Json large = large();
        workflows.save(NewWorkflowRun.of("w", "r", large));
        overwrite(text -> Json.of(Map.of(
                "status",
                "success",
                "context",
                Map.of("theirs", 1),
                "timestamp",
                99,
                RESERVED,
                text.get(RESERVED).orElseThrow())));
        assertThat(stored())
                .isEqualTo(large.with("status", Json.of("success"))
                        .with("timestamp", Json.of(99))
                        .with("context", large.get("context").orElseThrow().with("theirs", Json.of(1))));
    }

    @Test
    void everyWriteOfOursStoresTheMergeAndOthersMayContinue() {
        Json large = large();
        workflows.save(NewWorkflowRun.of("w", "r", large));
        Map<String, Json> expected =
                new LinkedHashMap<>(large.get("context").orElseThrow().members());
        for (int i = 0; i < 3; i++) {
            String theirs = "theirs" + i;
            overwrite(text -> withStep(text, theirs, 1));
            overwrite(text -> withStep(text, theirs + "b", 2));
            workflows.updateStepResult(StepResultUpdate.builder("w", "r")
                    .stepId("ours" + i)
                    .result(Json.of(3))
                    .build());
            expected.put(theirs, Json.of(1));
            expected.put(theirs + "b", Json.of(2));
            expected.put("ours" + i, Json.of(3));
            assertThat(stored().get("context")).contains(Json.of(expected));
            assertThat(generations()).hasSize(1);
        }
        assertThat(stored().members()).doesNotContainKey(RESERVED);
    }

    @Test
    void textThatIsOlderThanAnotherWriteOfOursIsNotTakenForAnything() {
        Json large = large();
        workflows.save(NewWorkflowRun.of("w", "r", large));
        List<String> outlines = new ArrayList<>(List.of(text("r")));
        workflows.updateStepResult(StepResultUpdate.builder("w", "r")
                .stepId("ours")
                .result(Json.of(2))
                .build());
        Json ours = stored();
        overwrite(text -> withStep(Json.parse(outlines.get(0)), "theirs", 1));

        CorruptDataException error = catchThrowableOfType(CorruptDataException.class, () -> workflows.get("w", "r"));
        assertThat(error.code()).isEqualTo("snapshot-overwritten");
        assertThat(error.details())
                .containsEntry("table", "mastra_workflow_snapshot")
                .containsEntry("key", "w/r")
                .containsEntry("column", "snapshot");
        List<WorkflowRun> both = error.readable(WorkflowRun.class);
        assertThat(both).hasSize(2);
        assertThat(both.get(0).snapshot().context().members()).containsOnlyKeys("theirs");
        assertThat(both.get(0).snapshot().json().members()).doesNotContainKey(RESERVED);
        assertThat(both.get(1).snapshot().json()).isEqualTo(ours);
        assertRefused();
        assertThat(generations()).as("that which the column names").hasSize(1);

        Json repaired = ours.with("context", ours.get("context").orElseThrow().with("theirs", Json.of(1)));
        workflows.save(NewWorkflowRun.of("w", "r", repaired));
        assertThat(stored()).isEqualTo(repaired);
        assertThat(generations()).hasSize(1);
    }

    /** Nothing but a whole snapshot, or the removal of the run, makes it good. */
    private void assertRefused() {
        for (ThrowingCallable use : List.<ThrowingCallable>of(
                () -> workflows.get("r"),
                () -> workflows.list().toList(),
                () -> workflows.list(WorkflowQuery.ofWorkflow("w")).stream().toList(),
                () -> workflows.updateStepResult(StepResultUpdate.builder("w", "r")
                        .stepId("s")
                        .result(Json.of(1))
                        .build()),
                () -> workflows.updateState("w", "r", WorkflowStatePatch.ofStatus(WorkflowStatus.FAILED)))) {
            assertThatThrownBy(use)
                    .isInstanceOfSatisfying(
                            CorruptDataException.class,
                            e -> assertThat(e.code()).isEqualTo("snapshot-overwritten"));
        }
    }

    @Test
    void textThatNamesPiecesWhereTheRowNamesNoneIsNotTakenForAnything() {
        workflows.save(NewWorkflowRun.of("w", "r", large()));
        schema.run("UPDATE " + table() + " SET as_chunks = NULL, \"updatedAt\" = '2030-01-01 00:00:00'");
        CorruptDataException error = catchThrowableOfType(CorruptDataException.class, () -> workflows.get("w", "r"));
        assertThat(error.code()).isEqualTo("snapshot-overwritten");
        assertThat(error.readable(WorkflowRun.class)).hasSize(1);
        assertRefused();
        assertThat(workflows.delete("w", "r")).isTrue();
        assertThat(workflows.get("w", "r")).isEmpty();
    }

    @Test
    void listingLeavesOutWhatWasOverwrittenWhenThatIsAskedFor() {
        workflows.save(NewWorkflowRun.of("w", "r", large()));
        workflows.save(NewWorkflowRun.of(
                "w", "small", WorkflowSnapshot.initial("small", Instant.EPOCH).json()));
        schema.run("UPDATE " + table()
                + " SET as_chunks = NULL, \"updatedAt\" = '2030-01-01 00:00:00' WHERE run_id = 'r'");
        try (Storage tolerant = Schema.open(schema.config().set(DsqlOptions.CORRUPT_ROWS, CorruptRows.SKIP))) {
            assertThat(tolerant.workflows().list().slice(1).items())
                    .extracting(WorkflowRun::runId)
                    .containsExactly("small");
            assertThat(tolerant.workflows()
                            .list(WorkflowQuery.builder()
                                    .status(WorkflowStatus.RUNNING)
                                    .build())
                            .toList())
                    .isEmpty();
        }
    }

    @Test
    void piecesThatTheTextOrTheColumnOfARowNamesAreNeverSwept() {
        workflows.save(NewWorkflowRun.of("w", "r", large()));
        String outline = text("r");
        String first = generations().get(0);
        workflows.updateStepResult(StepResultUpdate.builder("w", "r")
                .stepId("ours")
                .result(Json.of(2))
                .build());
        String second = generations().get(0);
        assertThat(second).isNotEqualTo(first);
        // another program was quicker than the removal of what it had read
        schema.run("INSERT INTO " + chunks() + " (workflow_name, run_id, generation, number, text) VALUES ('w', 'r', '"
                + first + "', 0, 'a piece of it')");
        overwrite(text -> withStep(Json.parse(outline), "theirs", 1));
        schema.run("UPDATE " + chunks() + " SET \"storedAt\" = '2024-01-01 00:00:00+00'");

        workflows.prune(Instant.EPOCH, 1);
        workflows.delete("w", "another");
        assertThat(generations()).containsExactlyInAnyOrder(first, second);

        workflows.save(NewWorkflowRun.of("w", "r", Json.parse("{\"status\":\"success\",\"context\":{}}")));
        workflows.prune(Instant.EPOCH, 1);
        assertThat(generations()).isEmpty();
    }

    private String chunks() {
        return schema + ".agentstorage_snapshot_chunks";
    }

    private String table() {
        return schema + ".mastra_workflow_snapshot";
    }
}
