package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.local.faults.Fault;
import dev.agentstorage.dsql.local.faults.InjectedFault;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A write whose connection is cut around any of its commits ends as if nothing had happened. */
@Tag("slow")
class WorkflowOutcomeTest {
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");

    private static Schema schema;
    private static Storage storage;
    private static WorkflowStore workflows;

    private final String runId = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        schema = Schema.in(Server.DSQL);
        storage = Schema.open(schema.config().set(DsqlOptions.SKIP_DEFAULT_INDEXES, true));
        schema.awaitIndexes(storage);
        workflows = storage.workflows();
    }

    @AfterAll
    static void stop() {
        storage.close();
        schema.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aLargeSnapshotIsReplacedAndKeepsItsPieces(int commit) {
        // looks for orphans, stores two batches of chunks, writes the row, removes the old chunks
        NewWorkflowRun old = NewWorkflowRun.of("w", runId, Snapshots.ofSteps(2, "old"));
        NewWorkflowRun run = NewWorkflowRun.of("w", runId, Snapshots.ofSteps(9, "new"));
        for (Fault fault : List.of(Fault.cutAfterCommit(), Fault.cutBeforeCommit())) {
            for (NewWorkflowRun each :
                    List.of(run, run.toBuilder().updatedAt(BASE).build())) {
                workflows.save(old);
                WorkflowRun saved = cut(fault.at(commit), () -> {
                    try {
                        return workflows.save(each);
                    } catch (OutcomeUnknownException e) {
                        // the row may have been written and replaced by another writer, which removed its chunks
                        assertThat(commit).isEqualTo(4);
                        return workflows.save(each);
                    }
                });
                assertThat(workflows.get("w", runId)).contains(saved);
                assertThat(saved.snapshot()).isEqualTo(run.snapshot());
                assertThat(schema.query("SELECT count(*) FROM " + schema
                                + ".agentstorage_snapshot_chunks c WHERE run_id = '" + runId
                                + "' AND EXISTS (SELECT 1 FROM " + schema + ".mastra_workflow_snapshot r WHERE r.run_id"
                                + " = c.run_id AND r.as_chunks LIKE c.generation || ':%')"))
                        .containsExactly("10");
            }
        }
    }

    @Test
    void aPersistWhoseAnswerIsLostReturnsWhatIsStored() {
        workflows.save(NewWorkflowRun.builder("w", runId)
                .snapshot(Json.EMPTY_OBJECT)
                .resourceId("owner")
                .build());
        NewWorkflowRun run = NewWorkflowRun.of("w", runId, Json.parse("{\"n\":1}"));
        WorkflowRun saved = cut(Fault.cutAfterCommit().at(1), () -> workflows.save(run));
        assertThat(workflows.get("w", runId)).contains(saved);
        assertThat(saved.snapshot()).isEqualTo(run.snapshot());
        assertThat(saved.resourceId()).contains("owner");
    }

    @Test
    void aRunThatDiffersOnlyInItsResourceIsNotTakenForWhatTheLostAttemptWrote() {
        NewWorkflowRun run = NewWorkflowRun.builder("w", runId)
                .snapshot(Json.parse("{\"n\":1}"))
                .updatedAt(BASE)
                .build();
        workflows.save(run.toBuilder().resourceId("owner").build());
        for (NewWorkflowRun change : List.of(
                run.toBuilder().resourceId("other").build(),
                run.toBuilder().clearResourceId().build())) {
            WorkflowRun saved = cut(Fault.cutBeforeCommit().at(1), () -> workflows.save(change));
            assertThat(saved.resourceId()).isEqualTo(change.resourceId().value());
            assertThat(workflows.get("w", runId)).contains(saved);
        }
    }

    @Test
    void anUpdateWhoseAnswerIsLostIsNotRefusedByWhatItHasItselfWritten() {
        WorkflowRun first = workflows.save(NewWorkflowRun.of("w", runId, WorkflowSnapshot.initial(runId, BASE)));
        WorkflowSnapshot running = cut(
                Fault.cutAfterCommit().at(1),
                () -> workflows.updateState(
                        "w",
                        runId,
                        WorkflowStatePatch.ofStatus(WorkflowStatus.RUNNING),
                        Set.of(WorkflowStatus.PENDING)));
        assertThat(running.status()).contains(WorkflowStatus.RUNNING);
        WorkflowRun second = workflows.get("w", runId).orElseThrow();
        assertThat(second.version()).isNotEqualTo(first.version());

        WorkflowRun third = cut(Fault.cutAfterCommit().at(1), () -> workflows.save(first.toNew(), second.version()));
        assertThat(workflows.get("w", runId)).contains(third);
    }

    @Test
    void aStepOfAMissingRunWhoseAnswerIsLostIsStoredOnce() {
        Json context = cut(
                Fault.cutAfterCommit().at(1),
                () -> workflows.updateStepResult(StepResultUpdate.builder("w", runId)
                        .stepId("s")
                        .result(Json.of(1))
                        .build()));
        assertThat(context).isEqualTo(Json.parse("{\"s\":1}"));
        assertThat(workflows.getSnapshot("w", runId).orElseThrow().context()).isEqualTo(context);
    }

    private interface Call<T> {
        T run();
    }

    private static <T> T cut(Fault fault, Call<T> call) {
        InjectedFault injected = Server.local().faults().inject(fault);
        try {
            T result = call.run();
            assertThat(injected.fired()).isOne();
            return result;
        } finally {
            Server.local().faults().clear();
        }
    }
}
