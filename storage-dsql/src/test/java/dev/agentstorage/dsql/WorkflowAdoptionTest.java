package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.DsqlOptions.CorruptRows;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowRunHead;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that Mastra wrote, or overwrote, are read as they are meant, and what we write is what Mastra understands. */
@Tag("slow")
@ParameterizedClass
@EnumSource(Server.class)
class WorkflowAdoptionTest {
    private static final String SUSPENDED = "{\"status\":\"suspended\",\"context\":{}}";
    private static final String SUCCESS = "{\"status\":\"success\",\"context\":{}}";
    private static final Instant INSERTED = Instant.parse("2024-05-06T12:00:00Z");

    private final Schema schema;
    private Storage storage;
    private WorkflowStore workflows;

    WorkflowAdoptionTest(Server server) {
        schema = Schema.in(server);
    }

    @BeforeEach
    void open() {
        // as Mastra makes it: no primary key
        String key = schema.server() == Server.POSTGRESQL ? "TEXT COLLATE \"C\" NOT NULL" : "TEXT NOT NULL";
        schema.run(
                "CREATE SCHEMA " + schema,
                "CREATE TABLE " + table() + " (workflow_name " + key + ", run_id " + key + ", \"resourceId\" TEXT,"
                        + " snapshot TEXT NOT NULL, \"createdAt\" TIMESTAMP NOT NULL, \"updatedAt\" TIMESTAMP NOT NULL,"
                        + " \"createdAtZ\" TIMESTAMPTZ DEFAULT NOW(), \"updatedAtZ\" TIMESTAMPTZ DEFAULT NOW())");
        storage = Schema.open(schema.config().set(DsqlOptions.SKIP_DEFAULT_INDEXES, true));
        schema.awaitIndexes(storage);
        workflows = storage.workflows();
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    @Test
    void theIndexHasTheNameByWhichMastraFindsIt() {
        assertThat(schema.query("SELECT indexname FROM pg_indexes WHERE schemaname = '" + schema
                        + "' AND indexname LIKE '%run_id_key'"))
                .containsExactly(schema + "_mastra_workflow_snapshot_workflow_name_run_id_key");
    }

    @Test
    void theBaseColumnSaysWhenARunWasCreatedAndTheZoneOnlyWhenItWasInserted() {
        mastra("r", SUSPENDED, "2024-01-01 00:00:00.123", "2024-05-06 12:00:00");
        WorkflowRun run = workflows.get("w", "r").orElseThrow();
        assertThat(run.createdAt()).isEqualTo(Instant.parse("2024-01-01T00:00:00.123Z"));
        assertThat(run.updatedAt()).isEqualTo(INSERTED);
    }

    @Test
    void theBaseColumnSaysWhenARunWasUpdatedUnlessItCanOnlyBeAnotherZonesTime() {
        mastra("fresh", SUSPENDED, "2024-01-01 00:00:00", "2024-05-06 15:30:00.5");
        mastra("behind", SUSPENDED, "2024-01-01 00:00:00", "2024-05-06 10:00:00");
        mastra("ahead", SUSPENDED, "2024-01-01 00:00:00", "2999-05-06 10:00:00");
        assertThat(updatedAt("fresh")).isEqualTo(Instant.parse("2024-05-06T15:30:00.500Z"));
        assertThat(updatedAt("behind")).isEqualTo(INSERTED);
        assertThat(updatedAt("ahead")).isEqualTo(INSERTED);
    }

    @Test
    void aRunWithoutTheColumnsOfTheZoneIsReadInUtc() {
        mastra("r", SUSPENDED, "2024-01-01 00:00:00", "2024-01-02 00:00:00");
        schema.run("UPDATE " + table() + " SET \"createdAtZ\" = NULL, \"updatedAtZ\" = NULL");
        WorkflowRun run = workflows.get("w", "r").orElseThrow();
        assertThat(run.createdAt()).isEqualTo(Instant.parse("2024-01-01T00:00:00Z"));
        assertThat(run.updatedAt()).isEqualTo(Instant.parse("2024-01-02T00:00:00Z"));
    }

    @Test
    void everyKindOfWriteOverARunOfMastraKeepsWhenItWasCreatedAndMovesOn() {
        List<Runnable> writes = List.of(
                () -> workflows.save(NewWorkflowRun.of("w", "r", Json.parse(SUSPENDED))),
                () -> workflows.updateState("w", "r", WorkflowStatePatch.ofStatus(WorkflowStatus.SUSPENDED)),
                () -> workflows.updateStepResult(StepResultUpdate.builder("w", "r")
                        .stepId("s")
                        .result(Json.of(1))
                        .build()));
        for (Runnable write : writes) {
            workflows.delete("w", "r");
            mastra("r", SUSPENDED, "2024-01-01 00:00:00.123", "2024-05-06 15:00:00");
            Instant before = updatedAt("r");
            write.run();
            WorkflowRun run = workflows.get("w", "r").orElseThrow();
            assertThat(run.createdAt()).isEqualTo(Instant.parse("2024-01-01T00:00:00.123Z"));
            assertThat(run.updatedAt()).isAfter(before);
            assertThat(schema.query("SELECT \"createdAt\" = \"createdAtZ\" AT TIME ZONE 'UTC' AND \"updatedAt\" ="
                            + " \"updatedAtZ\" AT TIME ZONE 'UTC' AND as_status = 'suspended' AND \"resourceId\" = 'owner'"
                            + " FROM " + table()))
                    .containsExactly("t");
        }
    }

    @Test
    void aStatusIsFoundInRowsThatMastraWroteOrOverwrote() {
        Instant time = Instant.parse("2024-01-01T00:00:00Z");
        workflows.save(NewWorkflowRun.builder("w", "ours")
                .snapshot(Json.parse(SUSPENDED))
                .createdAt(time.plusSeconds(1))
                .build());
        mastra("theirs", SUSPENDED, "2024-01-01 00:00:02", "2024-01-01 00:00:02");
        workflows.save(NewWorkflowRun.builder("w", "became")
                .snapshot(Json.parse("{\"status\":\"running\"}"))
                .createdAt(time.plusSeconds(3))
                .build());
        overwrite("became", SUSPENDED);
        workflows.save(NewWorkflowRun.builder("w", "was")
                .snapshot(Json.parse(SUSPENDED))
                .createdAt(time.plusSeconds(4))
                .build());
        overwrite("was", "{\"status\":\"success\"}");
        mastra(
                "nested",
                "{\"status\":\"running\",\"context\":{\"s\":{\"status\":\"suspended\"}}}",
                "2024-01-01 00:00:05",
                "2024-01-01 00:00:05");
        mastra("escaped", "{\"status\":\"\\u0073uspended\"}", "2024-01-01 00:00:06", "2024-01-01 00:00:06");
        mastra("broken", "{\"status\":\"suspended\"", "2024-01-01 00:00:07", "2024-01-01 00:00:07");

        var suspended = workflows.list(
                WorkflowQuery.builder().status(WorkflowStatus.SUSPENDED).build());
        assertThat(ids(suspended.toList())).containsExactly("escaped", "became", "theirs", "ours");
        assertThat(suspended.count()).isEqualTo(4);
        assertThat(ids(suspended.page(PageRequest.of(1, 1)).items())).containsExactly("became");
        assertThat(ids(suspended.page(PageRequest.of(1, 3)).items())).containsExactly("ours");
        assertThat(suspended.page(PageRequest.of(2, 2)).items()).isEmpty();
        assertThat(ids(workflows
                        .list(WorkflowQuery.builder()
                                .workflowName("w")
                                .status(WorkflowStatus.SUCCESS)
                                .build())
                        .toList()))
                .containsExactly("was");
        assertThat(ids(workflows
                        .list(WorkflowQuery.builder()
                                .resourceId("owner")
                                .status(WorkflowStatus.RUNNING)
                                .build())
                        .toList()))
                .containsExactly("nested");
    }

    @Test
    void labelsStayWhereAnotherProgramHasWrittenAndLeaveItsRowItsOwn() {
        Json labels = Json.parse("{\"team\":\"a\"}");
        workflows.save(NewWorkflowRun.builder("w", "ours")
                .snapshot(Json.parse(SUSPENDED))
                .labels(labels)
                .build());
        overwrite("ours", SUCCESS);
        mastra("theirs", SUSPENDED, "2024-01-01 00:00:02", "2024-01-01 00:00:02");
        Instant before = updatedAt("theirs");
        assertThat(workflows.updateLabels("w", "theirs", labels)).isEqualTo(labels);
        assertThat(updatedAt("theirs")).isAfter(before);
        for (String id : List.of("ours", "theirs")) {
            WorkflowRun run = workflows.get("w", id).orElseThrow();
            assertThat(run.labels()).isEqualTo(labels);
            assertThat(run.status()).contains(id.equals("ours") ? WorkflowStatus.SUCCESS : WorkflowStatus.SUSPENDED);
            assertThat(workflows.getHead("w", id)).contains(WorkflowRunHead.of(run));
        }
        var labelled = workflows.list(WorkflowQuery.builder().labels(labels).build());
        assertThat(ids(labelled.toList())).containsExactlyInAnyOrder("ours", "theirs");
        assertThat(labelled.count()).isEqualTo(2);
        workflows.save(NewWorkflowRun.of("w", "theirs", Json.parse(SUCCESS)));
        assertThat(workflows.get("w", "theirs").orElseThrow().labels()).isEqualTo(labels);
    }

    @Test
    void aWalkOverRunsOfBothWritersGivesEachOnce() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String id = "r" + i;
            ids.add(id);
            // pairs at the same time
            String time = "2024-01-01 00:00:" + (10 + i / 2);
            if (i % 3 == 0) {
                mastra(id, SUSPENDED, time, time);
            } else {
                workflows.save(NewWorkflowRun.builder("w", id)
                        .snapshot(Json.parse(SUSPENDED))
                        .createdAt(Instant.parse(time.replace(' ', 'T') + "Z"))
                        .build());
            }
        }
        WorkflowQuery[] queries = {
            WorkflowQuery.ALL,
            WorkflowQuery.ofWorkflow("w"),
            WorkflowQuery.builder().status(WorkflowStatus.SUSPENDED).build()
        };
        for (WorkflowQuery query : queries) {
            for (Direction direction : Direction.values()) {
                var listing =
                        workflows.list(query.toBuilder().direction(direction).build());
                List<String> walked = new ArrayList<>();
                Cursor cursor = null;
                do {
                    var slice = listing.slice(3, cursor);
                    walked.addAll(ids(slice.items()));
                    cursor = slice.next().orElse(null);
                } while (cursor != null);
                assertThat(walked).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids);
                assertThat(walked).isEqualTo(ids(listing.toList()));
            }
        }
    }

    @Test
    void aRunThatIsOldByOneOfItsTimesOnlyIsNotPruned() {
        mastra("behind", SUSPENDED, "2024-01-01 00:00:00", "2024-01-01 00:00:00");
        mastra("fresh", SUSPENDED, "2024-01-01 00:00:00", "2024-05-06 15:30:00");
        workflows.prune(Instant.parse("2024-05-06T11:00:00Z"), 10);
        assertThat(ids(workflows.list().toList())).containsExactly("fresh", "behind");
        workflows.prune(Instant.parse("2024-05-06T13:00:00Z"), 10);
        assertThat(ids(workflows.list().toList())).containsExactly("fresh");
        workflows.prune(Instant.parse("2024-05-06T16:00:00Z"), 10);
        assertThat(workflows.list().count()).isZero();
    }

    @Test
    void aSnapshotThatIsNoJsonIsNamedByTableKeyAndColumn() {
        mastra("r", "{broken", "2024-01-01 00:00:00", "2024-01-01 00:00:00");
        assertThatThrownBy(() -> workflows.get("w", "r"))
                .isInstanceOfSatisfying(
                        CorruptDataException.class,
                        e -> assertThat(e.details())
                                .isEqualTo(Map.of(
                                        "table", "mastra_workflow_snapshot", "key", "w/r", "column", "snapshot")));
        workflows.save(NewWorkflowRun.of("w", "r", WorkflowSnapshot.initial("r", INSERTED)));
        assertThat(workflows.get("w", "r")).isPresent();
    }

    @Test
    void aListingLeavesOutWhatIsNoJsonWhenThatIsAskedFor() {
        mastra("a", SUSPENDED, "2024-01-01 00:00:01", "2024-01-01 00:00:01");
        mastra("b", "{broken", "2024-01-01 00:00:02", "2024-01-01 00:00:02");
        mastra("c", SUSPENDED, "2024-01-01 00:00:03", "2024-01-01 00:00:03");
        assertThatThrownBy(() -> workflows.list().toList()).isInstanceOf(CorruptDataException.class);
        try (Storage tolerant = Schema.open(schema.config().set(DsqlOptions.CORRUPT_ROWS, CorruptRows.SKIP))) {
            assertThat(ids(tolerant.workflows().list().toList())).containsExactly("c", "a");
            assertThat(ids(tolerant.workflows().list().slice(2).items())).containsExactly("c", "a");
        }
    }

    @Test
    void aListingByStatusLeavesOutUnreadableRunsToo() {
        for (int i = 0; i < 6; i++) {
            workflows.save(NewWorkflowRun.builder("w", "r" + i)
                    .snapshot(Json.parse(SUSPENDED))
                    .createdAt(Instant.parse("2024-01-01T00:00:00Z").plusSeconds(i))
                    .build());
        }
        schema.run(
                "UPDATE " + table() + " SET snapshot = '{broken' WHERE run_id = 'r4'",
                "UPDATE " + table() + " SET as_chunks = 'broken' WHERE run_id = 'r2'");
        workflows.save(NewWorkflowRun.builder("w", "large")
                .snapshot(Snapshots.ofSize(1_100_000, 'a'))
                .createdAt(Instant.parse("2024-01-01T00:00:01.5Z"))
                .build());
        schema.run(
                "DELETE FROM " + schema + ".agentstorage_snapshot_chunks",
                "UPDATE " + table() + " SET as_status = 'suspended' WHERE run_id = 'large'");
        WorkflowQuery query = WorkflowQuery.builder()
                .workflowName("w")
                .status(WorkflowStatus.SUSPENDED)
                .build();
        assertThatThrownBy(() -> workflows.list(query).toList()).isInstanceOf(CorruptDataException.class);
        try (Storage tolerant = Schema.open(schema.config().set(DsqlOptions.CORRUPT_ROWS, CorruptRows.SKIP))) {
            for (WorkflowQuery each : List.of(query, WorkflowQuery.ofWorkflow("w"))) {
                var listing = tolerant.workflows().list(each);
                assertThat(ids(listing.toList())).containsExactly("r5", "r3", "r1", "r0");
                assertThat(ids(listing.page(PageRequest.of(1, 2)).items())).containsExactly("r1", "r0");
                assertThat(ids(listing.page(PageRequest.of(3, 1)).items())).containsExactly("r0");
                assertThat(ids(listing.stream().toList())).containsExactly("r5", "r3", "r1", "r0");
                assertThatThrownBy(() -> listing.complete().toList()).isInstanceOf(CorruptDataException.class);
            }
        }
    }

    @Test
    void aColumnOfOursThatAnotherWriterMadeStaleNeedNotBeReadable() {
        workflows.save(NewWorkflowRun.of("w", "r", Json.parse(SUSPENDED)));
        schema.run("UPDATE " + table() + " SET as_chunks = 'broken'");
        overwrite("r", SUCCESS);
        assertThat(workflows.get("w", "r").orElseThrow().snapshot().json()).isEqualTo(Json.parse(SUCCESS));
        workflows.updateStepResult(StepResultUpdate.builder("w", "r")
                .stepId("s")
                .result(Json.of(Map.of("output", 1)))
                .build());
        assertThat(workflows.get("w", "r").orElseThrow().status()).contains(WorkflowStatus.SUCCESS);
    }

    @Test
    void keysAndStatusOfTheLargestSizesHaveRoomInEveryIndex() {
        String name = "n".repeat(storage.limits().idBytes());
        String status = "s".repeat(storage.limits().nameBytes());
        workflows.save(NewWorkflowRun.builder(name, name)
                .snapshot(Json.of(Map.of("status", status)))
                .resourceId(name)
                .build());
        assertThat(workflows
                        .list(WorkflowQuery.builder()
                                .workflowName(name)
                                .status(new WorkflowStatus(status))
                                .build())
                        .toList())
                .hasSize(1);
    }

    private Instant updatedAt(String runId) {
        return workflows.get("w", runId).orElseThrow().updatedAt();
    }

    private static List<String> ids(List<WorkflowRun> runs) {
        return runs.stream().map(WorkflowRun::runId).toList();
    }

    private String table() {
        return schema + ".mastra_workflow_snapshot";
    }

    /** A row as Mastra inserts it: it gives the base columns, and the database the others. */
    private void mastra(String runId, String snapshot, String createdAt, String updatedAt) {
        schema.run("INSERT INTO " + table() + " (workflow_name, run_id, \"resourceId\", snapshot, \"createdAt\","
                + " \"updatedAt\", \"createdAtZ\", \"updatedAtZ\") VALUES ('w', '" + runId + "', 'owner', '" + snapshot
                + "', '" + createdAt + "', '" + updatedAt + "', '" + INSERTED + "', '" + INSERTED + "')");
    }

    /** What Mastra's update changes. */
    private void overwrite(String runId, String snapshot) {
        schema.run("UPDATE " + table() + " SET snapshot = '" + snapshot
                + "', \"updatedAt\" = '2024-06-01 00:00:00.123' WHERE run_id = '" + runId + "'");
    }
}
