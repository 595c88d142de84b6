package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Snapshots that are larger than a column are whole for every reader, even when other writers replace, overwrite or remove them meanwhile. */
@Tag("slow")
@ParameterizedClass
@EnumSource(Server.class)
class LargeSnapshotTest {
    private static final int READERS = 4;

    private final Schema schema;
    private Storage storage;
    private WorkflowStore workflows;

    LargeSnapshotTest(Server server) {
        schema = Schema.in(server);
    }

    @BeforeEach
    void open() {
        // readers of 64 MB wait for each other's memory
        storage = Schema.open(schema.config().set(DsqlOptions.RETRY_DEADLINE, Duration.ofMinutes(4)));
        schema.awaitIndexes(storage);
        workflows = storage.workflows();
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    @Test
    void readersSeeTheOldOrTheNewSnapshotWholeWhileItIsReplaced() throws Exception {
        Json even = Snapshots.ofSteps(64, "even");
        Json odd = Snapshots.ofSteps(64, "odd ");
        assertThat(even.sizeInBytes()).isGreaterThan(64_000_000);
        workflows.save(NewWorkflowRun.of("w", "r", even));
        AtomicBoolean ended = new AtomicBoolean();
        Set<String> seen = new HashSet<>();
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<Set<String>>> reading = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                reading.add(readers.submit(() -> {
                    Set<String> own = new HashSet<>();
                    while (!ended.get()) {
                        String text = workflows
                                .getSnapshot("w", "r")
                                .orElseThrow()
                                .json()
                                .text();
                        own.add(text.equals(even.text()) ? "even" : text.equals(odd.text()) ? "odd" : "torn");
                    }
                    return own;
                }));
            }
            workflows.save(NewWorkflowRun.of("w", "r", odd));
            workflows.save(NewWorkflowRun.of("w", "r", even));
            ended.set(true);
            for (Future<Set<String>> each : reading) {
                seen.addAll(each.get());
            }
        } finally {
            ended.set(true);
            readers.shutdownNow();
        }
        assertThat(seen).isSubsetOf("even", "odd").isNotEmpty();
        assertThat(workflows.getSnapshot("w", "r").orElseThrow().json().text()).isEqualTo(even.text());
        assertThat(generations()).hasSize(1);
    }

    @Test
    void charactersOfManyBytesAreNeitherSplitNorMiscounted() {
        for (String fill : List.of("é", "€", "😀", "a😀", "\\u0000")) {
            Json snapshot = Snapshots.ofSteps(2, fill);
            workflows.save(NewWorkflowRun.of("w", "r", snapshot));
            assertThat(workflows.getSnapshot("w", "r").orElseThrow().json().text())
                    .isEqualTo(snapshot.text());
        }
        assertThat(schema.query("SELECT octet_length(text) FROM " + chunks() + " ORDER BY 1 DESC LIMIT 1"))
                .allSatisfy(bytes -> assertThat(Integer.parseInt(bytes)).isLessThanOrEqualTo(1_000_000));
    }

    @Test
    void aRunGrowsOutOfItsRowAndBackWithEveryKindOfWrite() {
        String result = "x".repeat(1_200_000);
        workflows.updateStepResult(StepResultUpdate.builder("w", "r")
                .stepId("large")
                .result(Json.of(result))
                .build());
        workflows.updateStepResult(StepResultUpdate.builder("w", "r")
                .stepId("small")
                .result(Json.of(1))
                .build());
        workflows.updateState("w", "r", WorkflowStatePatch.ofStatus(WorkflowStatus.WAITING));
        WorkflowRun grown = workflows.get("w", "r").orElseThrow();
        assertThat(grown.snapshot().stepResult("large")).contains(Json.of(result));
        assertThat(grown.snapshot().stepResult("small")).contains(Json.of(1));
        assertThat(generations()).hasSize(1);
        assertThat(workflows.get("r")).contains(grown);
        assertThat(workflows.list(WorkflowQuery.ALL).toList()).containsExactly(grown);
        assertThat(workflows
                        .list(WorkflowQuery.builder()
                                .status(WorkflowStatus.WAITING)
                                .build())
                        .toList())
                .containsExactly(grown);
        assertThat(workflows
                        .list(WorkflowQuery.builder()
                                .status(WorkflowStatus.RUNNING)
                                .build())
                        .toList())
                .isEmpty();

        Version version = grown.version();
        assertThatThrownBy(() -> workflows.save(grown.toNew(), Version.of("other")))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> assertThat(e.stored(WorkflowRun.class)).contains(grown));
        workflows.save(grown.toNew(), version);
        assertThat(workflows.get("w", "r")).contains(grown);

        WorkflowRun shrunk = workflows
                        .updateStepResult(StepResultUpdate.builder("w", "r")
                                .stepId("large")
                                .result(Json.of(2))
                                .build())
                        .equals(Json.parse("{\"large\":2,\"small\":1}"))
                ? workflows.get("w", "r").orElseThrow()
                : grown;
        assertThat(shrunk.snapshot().stepResult("large")).contains(Json.of(2));
        assertThat(generations()).isEmpty();
    }

    @Test
    void concurrentStepsOfALargeRunAllSurvive() throws Exception {
        workflows.save(NewWorkflowRun.of("w", "r", Snapshots.ofSteps(2, "x")));
        ExecutorService writers = Executors.newFixedThreadPool(3);
        try {
            List<Future<Json>> writing = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int writer = i;
                writing.add(writers.submit(() -> workflows.updateStepResult(StepResultUpdate.builder("w", "r")
                        .stepId("of" + writer)
                        .result(Json.of(writer))
                        .build())));
            }
            for (Future<Json> each : writing) {
                each.get();
            }
        } finally {
            writers.shutdownNow();
        }
        assertThat(workflows.getSnapshot("w", "r").orElseThrow().context().members())
                .containsKeys("step0", "step1", "of0", "of1", "of2");
        assertThat(generations()).hasSize(1);
    }

    @Test
    void aWriterThatDiesWhileItUploadsLeavesTheOldSnapshotAndItsPiecesAreSweptLater() {
        Json old = Snapshots.ofSteps(3, "old");
        workflows.save(NewWorkflowRun.of("w", "r", old));
        AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
        try (Storage dying = Schema.open(StorageConfig.builder("dsql")
                .set(DsqlOptions.DATA_SOURCE, dying(left))
                .set(DsqlOptions.SCHEMA, schema.toString()))) {
            dying.init();
            // looks for orphans, then stores two batches of chunks
            left.set(3);
            assertThatThrownBy(() -> dying.workflows().save(NewWorkflowRun.of("w", "r", Snapshots.ofSteps(20, "new"))))
                    .isInstanceOf(UnavailableException.class);
        }
        assertThat(workflows.getSnapshot("w", "r").orElseThrow().json()).isEqualTo(old);
        assertThat(generations()).hasSize(2);

        workflows.prune(Instant.EPOCH, 1);
        assertThat(generations()).as("as if it were still at work").hasSize(2);

        for (int number = 0; number < 20; number++) {
            // together they are more than a transaction may change
            schema.run("UPDATE " + chunks() + " SET \"storedAt\" = '2024-01-01 00:00:00+00' WHERE number = " + number);
        }
        workflows.prune(Instant.EPOCH, 1);
        assertThat(generations()).hasSize(1);
        assertThat(workflows.getSnapshot("w", "r").orElseThrow().json()).isEqualTo(old);
    }

    @Test
    void theRowOfALargeSnapshotHoldsASmallOneThatOthersUnderstand() {
        workflows.save(NewWorkflowRun.of("w", "r", Snapshots.ofSteps(2, "x")));
        WorkflowSnapshot outline = WorkflowSnapshot.parse(
                schema.query("SELECT snapshot FROM " + table()).get(0));
        assertThat(outline.status()).contains(WorkflowStatus.RUNNING);
        assertThat(outline.runId()).contains("r");
        assertThat(outline.json().members())
                .containsKeys("value", "context", "activePaths", "serializedStepGraph", "suspendedPaths", "timestamp");
        assertThat(outline.context()).isEqualTo(Json.EMPTY_OBJECT);
    }

    @Test
    void whatAnotherWriterPutInTheRowAfterwardsWins() {
        workflows.save(NewWorkflowRun.of("w", "r", Snapshots.ofSteps(2, "x")));
        schema.run("UPDATE " + table()
                + " SET snapshot = '{\"status\":\"success\",\"context\":{}}', \"updatedAt\" = '2030-01-01 00:00:00'");
        assertThat(workflows.getSnapshot("w", "r").orElseThrow().json())
                .isEqualTo(Json.parse("{\"status\":\"success\",\"context\":{}}"));
        assertThat(workflows
                        .list(WorkflowQuery.builder()
                                .status(WorkflowStatus.SUCCESS)
                                .build())
                        .count())
                .isEqualTo(1);
        assertThat(workflows
                        .list(WorkflowQuery.builder()
                                .status(WorkflowStatus.RUNNING)
                                .build())
                        .count())
                .isZero();

        workflows.updateState("w", "r", WorkflowStatePatch.ofStatus(WorkflowStatus.FAILED));
        assertThat(workflows.getSnapshot("w", "r").orElseThrow().json())
                .isEqualTo(Json.parse("{\"status\":\"failed\",\"context\":{}}"));
        assertThat(generations()).isEmpty();
    }

    @Test
    void anotherWriterWhoKeptTheTimeIsRecognisedByTheText() {
        workflows.save(NewWorkflowRun.of("w", "r", Snapshots.ofSteps(2, "x")));
        schema.run("UPDATE " + table() + " SET snapshot = '{\"status\":\"success\"}'");
        assertThat(workflows.getSnapshot("w", "r").orElseThrow().json())
                .isEqualTo(Json.parse("{\"status\":\"success\"}"));
    }

    @Test
    void everyKindOfRemovalTakesThePiecesAlong() {
        NewWorkflowRun run = NewWorkflowRun.builder("w", "r")
                .snapshot(Snapshots.ofSteps(12, "x"))
                .resourceId("owner")
                .updatedAt(Instant.EPOCH)
                .build();
        List<Runnable> removals = List.of(
                () -> workflows.delete("w", "r"),
                () -> workflows.prune(Instant.EPOCH.plusSeconds(1), 10),
                () -> storage.eraseResource("owner"),
                () -> workflows.clear());
        for (Runnable removal : removals) {
            workflows.save(run);
            assertThat(generations()).hasSize(1);
            removal.run();
            assertThat(workflows.get("w", "r")).isEmpty();
            assertThat(generations()).isEmpty();
        }
    }

    @Test
    void aMissingChunkIsReportedAndNeverReplaced() {
        workflows.save(NewWorkflowRun.of("w", "r", Snapshots.ofSteps(3, "x")));
        schema.run("DELETE FROM " + chunks() + " WHERE number = 1");
        assertThatThrownBy(() -> workflows.get("w", "r"))
                .isInstanceOfSatisfying(
                        CorruptDataException.class,
                        e -> assertThat(e.details())
                                .containsEntry("table", "agentstorage_snapshot_chunks")
                                .containsEntry("key", "w/r"));
    }

    private List<String> generations() {
        return schema.query("SELECT DISTINCT generation FROM " + chunks());
    }

    @Test
    void aWriterThatOnlyChangesTimesKeepsTheSnapshot() {
        Json large = Snapshots.ofSize(2_200_000, 'a');
        workflows.save(NewWorkflowRun.of("w", "r", large));
        schema.run("UPDATE " + schema
                + ".mastra_workflow_snapshot SET \"updatedAt\" = \"updatedAt\" - interval '2 hours'");
        assertThat(workflows.get("w", "r").orElseThrow().snapshot().json()).isEqualTo(large);
        assertThat(workflows
                        .list(WorkflowQuery.builder()
                                .workflowName("w")
                                .status(WorkflowStatus.RUNNING)
                                .build())
                        .toList())
                .hasSize(1);
        workflows.updateStepResult(StepResultUpdate.builder("w", "r")
                .stepId("s")
                .result(Json.parse("{\"output\":1}"))
                .build());
        Json changed = workflows.get("w", "r").orElseThrow().snapshot().json();
        assertThat(changed.get("fill")).isEqualTo(large.get("fill"));
        assertThat(changed.get("context").orElseThrow()).hasToString("{\"s\":{\"output\":1}}");
        assertThat(generations()).hasSize(1);
    }

    private String chunks() {
        return schema + ".agentstorage_snapshot_chunks";
    }

    private String table() {
        return schema + ".mastra_workflow_snapshot";
    }

    /** Connections to the real server, of which only a limited number can be opened. */
    private DataSource dying(AtomicInteger left) {
        DataSource real = schema.server().dataSource();
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    if (method.getName().equals("getConnection") && left.getAndDecrement() <= 0) {
                        throw new SQLException("injected", "08001");
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
