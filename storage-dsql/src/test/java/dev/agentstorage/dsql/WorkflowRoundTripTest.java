package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.local.wire.WireCounters;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds every operation on runs to its round trips, counted at the wire. */
class WorkflowRoundTripTest {
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");
    private static final int INLINE = 1_044_480;

    private static Schema schema;
    private static Storage storage;
    private static WorkflowStore workflows;

    @BeforeAll
    static void start() {
        schema = Schema.in(Server.DSQL);
        // the end of a build changes the schema, and what then runs is run again
        storage = schema.openUnchecked(
                schema.config().set(DsqlOptions.POOL_MAXIMUM, 1).set(DsqlOptions.POOL_MINIMUM, 1));
        workflows = storage.workflows();
    }

    @AfterAll
    static void stop() {
        storage.close();
        schema.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 100_000, INLINE})
    void aSnapshotIsPersistedInOneRoundTripNewOrNot(int bytes) {
        NewWorkflowRun run = NewWorkflowRun.of("w", id(), Snapshots.ofSize(bytes, 'a'));
        expect(1, "save a new run", bytes, () -> workflows.save(run));
        expect(1, "save a stored run", bytes, () -> workflows.save(run));
        expect(
                1,
                "save with a time",
                bytes,
                () -> workflows.save(run.toBuilder().updatedAt(BASE).build()));
        expect(1, "get", bytes, () -> workflows.get("w", run.runId()));
        expect(1, "find", bytes, () -> workflows.get(run.runId()));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 100_000, INLINE})
    void aNewRunIsCreatedInOneRoundTripAndAStoredOneIsReadInASecond(int bytes) {
        NewWorkflowRun run = NewWorkflowRun.of("w", id(), Snapshots.ofSize(bytes, 'a'));
        expect(1, "create a new run", bytes, () -> workflows.create(run));
        expect(
                2,
                "create a stored run",
                bytes,
                () -> assertThatThrownBy(() -> workflows.create(run)).isInstanceOf(AlreadyExistsException.class));
    }

    @Test
    void aGuardedOrPartialUpdateTakesThreeRoundTrips() {
        WorkflowRun run = workflows.save(NewWorkflowRun.of("w", id(), WorkflowSnapshot.initial("r", BASE)));
        String runId = run.runId();
        Version version = run.version();
        expect(3, "save with version", 1, () -> workflows.save(run.toNew(), version));
        WorkflowStatePatch patch = WorkflowStatePatch.ofStatus(WorkflowStatus.RUNNING);
        expect(3, "state", 1, () -> workflows.updateState("w", runId, patch));
        expect(3, "guarded state", 1, () -> workflows.updateState("w", runId, patch, Set.of(WorkflowStatus.RUNNING)));
        Json labels = Json.of(Map.of("team", "a"));
        expect(3, "labels", 1, () -> workflows.updateLabels("w", runId, labels));
        expect(3, "step", 1, () -> workflows.updateStepResult(step(runId)));
        expect(3, "step of a missing run", 1, () -> workflows.updateStepResult(step(id())));
        expect(
                2,
                "state of a missing run",
                1,
                () -> assertThatThrownBy(() -> workflows.updateState("w", id(), patch))
                        .isInstanceOf(NotFoundException.class));
    }

    @Test
    void aListingIsReadInOneRoundTripAndCountedInASecond() {
        String name = id();
        for (int i = 0; i < 30; i++) {
            workflows.save(NewWorkflowRun.builder(name, id())
                    .snapshot(Json.of(Map.of("status", i % 2 == 0 ? "running" : "suspended")))
                    .createdAt(BASE.plusSeconds(i))
                    .build());
        }
        var all = workflows.list(WorkflowQuery.ofWorkflow(name));
        var some = workflows.list(WorkflowQuery.builder()
                .workflowName(name)
                .status(WorkflowStatus.RUNNING)
                .build());
        var cursor = all.slice(5).next().orElseThrow();
        var cursorOfSome = some.slice(5).next().orElseThrow();
        expect(1, "slice", 10, () -> assertThat(all.slice(10).items()).hasSize(10));
        expect(1, "next slice", 10, () -> all.slice(10, cursor));
        expect(
                1,
                "slice of a status",
                10,
                () -> assertThat(some.slice(10).items()).hasSize(10));
        expect(1, "next slice of a status", 10, () -> some.slice(5, cursorOfSome));
        expect(2, "counted page", 10, () -> all.page(PageRequest.of(0, 10).withTotal()));
        expect(
                2,
                "counted page of a status",
                10,
                () -> some.page(PageRequest.of(0, 10).withTotal()));
        expect(1, "count of a status", 10, () -> assertThat(some.count()).isEqualTo(15));
    }

    @Test
    void removalTakesARoundTripAndOneForWhatACrashLeft() {
        String resource = id();
        NewWorkflowRun run = NewWorkflowRun.builder("w", id())
                .snapshot(Json.EMPTY_OBJECT)
                .resourceId(resource)
                .updatedAt(BASE)
                .build();
        workflows.save(run);
        expect(
                2,
                "delete",
                1,
                () -> assertThat(workflows.delete("w", run.runId())).isTrue());
        workflows.save(run);
        expect(2, "erase", 1, () -> workflows.eraseResource(resource, BulkListener.NONE));
        workflows.save(run);
        expect(2, "prune", 1, () -> workflows.prune(BASE.plusSeconds(1), 10));
    }

    @Test
    void aLargeSnapshotCostsARoundTripForEightPiecesAndAConstant() {
        NewWorkflowRun run = NewWorkflowRun.of("w", id(), Snapshots.ofSize(20_000_000, 'a'));
        // it is parsed once
        assertThat(run.snapshot().status()).isPresent();
        expect(1 + 3 + 1, "save a new run of 20 chunks", 20, () -> workflows.save(run));
        expect(1 + 3 + 1 + 3, "replace a run of 20 chunks", 20, () -> workflows.save(run));
        expect(1 + 1 + 3 + 1, "get a run of 20 chunks", 20, () -> workflows.get("w", run.runId()));
    }

    private static StepResultUpdate step(String runId) {
        return StepResultUpdate.builder("w", runId)
                .stepId("step")
                .result(Json.of(Map.of("status", "success")))
                .build();
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static void expect(long roundTrips, String operation, int size, Runnable work) {
        WireCounters before = Server.local().counters();
        work.run();
        WireCounters counters = Server.local().counters().minus(before);
        assertThat(counters.roundTrips()).as("%s (%d)", operation, size).isEqualTo(roundTrips);
    }
}
