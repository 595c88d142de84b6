package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.events.TransactionEvent;
import dev.agentstorage.dsql.events.TransactionListener;
import dev.agentstorage.dsql.local.faults.Fault;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A change is committed, its answer is lost, and another writer changes the same before the call continues: its change must stay. */
class LostAnswerTest {
    private static final AtomicReference<Runnable> MEANWHILE = new AtomicReference<>(() -> {});

    private static Schema schema;
    private static Storage storage;
    private static Storage other;

    @BeforeAll
    static void start() {
        schema = Schema.in(Server.DSQL);
        TransactionListener listener = new TransactionListener() {
            @Override
            public void lostConnection(TransactionEvent event) {
                MEANWHILE.getAndSet(() -> {}).run();
            }
        };
        storage = Schema.open(schema.config()
                .set(DsqlOptions.SKIP_DEFAULT_INDEXES, true)
                .set(DsqlOptions.TRANSACTION_LISTENER, listener));
        other = Schema.open(schema.config().set(DsqlOptions.SKIP_DEFAULT_INDEXES, true));
        storage.init();
    }

    @AfterAll
    static void stop() {
        storage.close();
        other.close();
        schema.close();
    }

    @Test
    void aPatchOfAThread() {
        ConversationThread thread = storage.memory()
                .createThread(ConversationThread.builder("owner").build());
        assertUnknown(
                1,
                () -> storage.memory().updateThread(thread.id(), ThreadPatch.ofTitle("ours")),
                () -> other.memory().updateThread(thread.id(), ThreadPatch.ofTitle("theirs")));
        assertThat(other.memory().getThread(thread.id()).orElseThrow().title()).isEqualTo("theirs");
    }

    @Test
    void aPatchOfAResource() {
        storage.memory().saveResource(Resource.of("resource"));
        assertUnknown(
                1,
                () -> storage.memory().updateResource("resource", ResourcePatch.ofMetadata(Json.parse("{\"k\":1}"))),
                () -> other.memory().updateResource("resource", ResourcePatch.ofMetadata(Json.parse("{\"k\":2}"))));
        assertThat(other.memory().getResource("resource").orElseThrow().metadata())
                .isEqualTo(Json.parse("{\"k\":2}"));
    }

    @Test
    void theStateOfARun() {
        storage.workflows().save(NewWorkflowRun.of("w", "state", WorkflowSnapshot.initial("state", Instant.EPOCH)));
        assertUnknown(
                1,
                () -> storage.workflows()
                        .updateState("w", "state", WorkflowStatePatch.ofStatus(WorkflowStatus.SUSPENDED)),
                () -> other.workflows().updateState("w", "state", WorkflowStatePatch.ofStatus(WorkflowStatus.SUCCESS)));
        assertThat(other.workflows().getSnapshot("w", "state").orElseThrow().status())
                .contains(WorkflowStatus.SUCCESS);
    }

    @Test
    void theLabelsOfARun() {
        storage.workflows().save(NewWorkflowRun.of("w", "labels", Json.EMPTY_OBJECT));
        assertUnknown(
                1,
                () -> storage.workflows().updateLabels("w", "labels", Json.parse("{\"k\":1}")),
                () -> other.workflows().updateLabels("w", "labels", Json.parse("{\"k\":2}")));
        assertThat(other.workflows().getHead("w", "labels").orElseThrow().labels())
                .isEqualTo(Json.parse("{\"k\":2}"));
    }

    @Test
    void aLargeSnapshotThatIsReplacedMeanwhile() {
        NewWorkflowRun ours = NewWorkflowRun.of("w", "large", Snapshots.ofSteps(9, "ours"));
        NewWorkflowRun theirs = NewWorkflowRun.of("w", "large", Snapshots.ofSteps(9, "theirs"));
        // the look for orphans, two batches of chunks, the row
        assertUnknown(
                4, () -> storage.workflows().save(ours), () -> other.workflows().save(theirs));
        assertThat(other.workflows().get("w", "large").map(WorkflowRun::snapshot))
                .contains(theirs.snapshot());
    }

    @Test
    void aStepResultInALargeSnapshotThatIsReplacedMeanwhile() {
        storage.workflows().save(NewWorkflowRun.of("w", "step", Snapshots.ofSteps(9, "before")));
        NewWorkflowRun theirs = NewWorkflowRun.of("w", "step", Snapshots.ofSteps(9, "theirs"));
        // the look for orphans, two batches of chunks, the row
        assertUnknown(
                4,
                () -> storage.workflows()
                        .updateStepResult(StepResultUpdate.builder("w", "step")
                                .stepId("ours")
                                .result(Json.parse("{\"k\":1}"))
                                .build()),
                () -> other.workflows().save(theirs));
        assertThat(other.workflows().get("w", "step").map(WorkflowRun::snapshot))
                .contains(theirs.snapshot());
    }

    private static void assertUnknown(int commit, Runnable call, Runnable meanwhile) {
        AtomicReference<Boolean> happened = new AtomicReference<>(false);
        MEANWHILE.set(() -> {
            meanwhile.run();
            happened.set(true);
        });
        Server.local().faults().inject(Fault.cutAfterCommit().at(commit));
        try {
            assertThatThrownBy(call::run).isInstanceOf(OutcomeUnknownException.class);
        } finally {
            Server.local().faults().clear();
        }
        assertThat(happened.get()).isTrue();
    }
}
