package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.events.TransactionEvent;
import dev.agentstorage.dsql.events.TransactionListener;
import dev.agentstorage.dsql.local.faults.InjectedFault;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.lang.Thread.State;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls on large runs wait for the memory budget of their storage, and hold no connection meanwhile. */
@Tag("slow")
class MemoryBudgetOfRunsTest {
    private static final Json LARGE = Snapshots.ofSize(9_000_000, 'a');

    private final Schema schema = Schema.in(Server.DSQL);
    private final CountDownLatch met = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private Storage storage;
    private WorkflowStore workflows;
    private Thread holder;
    private volatile StorageException holderFailure;
    private volatile Runnable afterLoss = () -> {};

    /** Every call whose need of memory depends on the size of a run. */
    static List<Named<Consumer<WorkflowStore>>> calls() {
        return List.of(
                Named.of("save", workflows -> workflows.save(NewWorkflowRun.of("w", "new", LARGE))),
                Named.of("save a version", workflows -> {
                    Version version = workflows.get("w", "small").orElseThrow().version();
                    NewWorkflowRun run = NewWorkflowRun.of("w", "r", Json.EMPTY_OBJECT);
                    assertThatThrownBy(() -> workflows.save(run, version)).isInstanceOf(ConflictException.class);
                }),
                Named.of("get", workflows -> assertThat(workflows.get("w", "r")).isPresent()),
                Named.of(
                        "get by id", workflows -> assertThat(workflows.get("r")).isPresent()),
                Named.of(
                        "list",
                        workflows -> assertThat(workflows
                                        .list(WorkflowQuery.ofWorkflow("w"))
                                        .toList())
                                .hasSizeGreaterThan(1)),
                Named.of(
                        "list of a status",
                        workflows -> workflows
                                .list(WorkflowQuery.builder()
                                        .status(WorkflowStatus.RUNNING)
                                        .build())
                                .slice(10)),
                Named.of(
                        "state",
                        workflows ->
                                workflows.updateState("w", "r", WorkflowStatePatch.ofStatus(WorkflowStatus.WAITING))),
                Named.of(
                        "step",
                        workflows -> workflows.updateStepResult(StepResultUpdate.builder("w", "r")
                                .stepId("step")
                                .result(Json.of(1))
                                .build())),
                Named.of("large step of a small run", workflows -> {
                    Json result = Json.of("x".repeat(2_000_000));
                    workflows.updateStepResult(StepResultUpdate.builder("w", "small")
                            .stepId("step")
                            .result(result)
                            .build());
                }));
    }

    /** Holds the thread whose attempt has met a conflict: it has no connection then. */
    private final class Holding implements TransactionListener {
        @Override
        public void conflict(TransactionEvent event) {
            if (Thread.currentThread() == holder) {
                met.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void lostConnection(TransactionEvent event) {
            afterLoss.run();
        }
    }

    @BeforeEach
    void open() {
        storage = open(schema.config(), Duration.ofMinutes(4));
        schema.awaitIndexes(storage);
        workflows = storage.workflows();
        workflows.save(NewWorkflowRun.of("w", "r", LARGE));
        workflows.save(NewWorkflowRun.of("w", "small", Snapshots.ofSize(1000, 'a')));
        workflows.save(NewWorkflowRun.of("held", "held", LARGE));
    }

    private Storage open(StorageConfig.Builder config, Duration deadline) {
        return Schema.open(config.set(DsqlOptions.MEMORY_BYTES, 16L << 20)
                .set(DsqlOptions.RETRY_DEADLINE, deadline)
                .set(DsqlOptions.TRANSACTION_LISTENER, new Holding()));
    }

    @AfterEach
    void close() throws InterruptedException {
        goOn.countDown();
        if (holder != null) {
            holder.join();
        }
        storage.close();
        schema.close();
    }

    /** Lets a call reserve all of the budget, and be in between two attempts. */
    private void hold(Storage held) throws InterruptedException {
        InjectedFault conflict = Server.local().faults().inject("occ on commit");
        holder = new Thread(() -> {
            try {
                held.workflows()
                        .updateStepResult(StepResultUpdate.builder("held", "held")
                                .stepId("step")
                                .result(Json.of(1))
                                .build());
            } catch (StorageException e) {
                holderFailure = e;
            }
        });
        holder.start();
        met.await();
        conflict.remove();
    }

    private static boolean waitsForMemory(Thread thread) {
        return thread.getState() == State.TIMED_WAITING
                && Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().endsWith(".MemoryBudget"));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aCallThatWaitsHoldsNoConnection(Consumer<WorkflowStore> call) throws Exception {
        HikariDataSource pool = storage.unwrap(HikariDataSource.class);
        hold(storage);
        FutureTask<Boolean> result = new FutureTask<>(() -> call.accept(workflows), true);
        Thread caller = new Thread(result);
        caller.start();
        await().until(() -> waitsForMemory(caller));
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();

        // what is small does not wait
        assertThat(workflows.get("w", "small")).isPresent();
        workflows.updateStepResult(StepResultUpdate.builder("w", "tiny")
                .stepId("step")
                .result(Json.of(1))
                .build());

        goOn.countDown();
        assertThat(result.get(4, TimeUnit.MINUTES)).isTrue();
        holder.join();
        assertThat(holderFailure).isNull();
        WorkflowRun held = workflows.get("held", "held").orElseThrow();
        assertThat(held.snapshot().stepResult("step")).contains(Json.of(1));
    }

    @Test
    void aCallThatCannotHaveItInTimeSaysSoAndLaterCallsAreServed() throws Exception {
        try (Storage brief = open(schema.config(), Duration.ofMillis(300))) {
            brief.init();
            hold(brief);
            assertThatThrownBy(() -> brief.workflows().get("w", "r"))
                    .isInstanceOfSatisfying(UnavailableException.class, e -> {
                        assertThat(e.code()).isEqualTo("memory-budget");
                        assertThat((long) e.details().get("wantedBytes")).isGreaterThan(9_000_000);
                        assertThat(e.details()).containsEntry("memoryBytes", 16L << 20);
                    });
            goOn.countDown();
            holder.join();
            assertThat(brief.workflows().get("w", "r")).isPresent();
        }
    }

    @Test
    void aWaitingCallFailsImmediatelyWhenTheStorageIsClosed() throws Exception {
        hold(storage);
        Throwable[] failure = new Throwable[1];
        Thread caller = new Thread(() -> {
            try {
                workflows.get("w", "r");
            } catch (NotInitializedException e) {
                failure[0] = e;
            }
        });
        caller.start();
        await().until(() -> waitsForMemory(caller));
        storage.close();
        caller.join(60_000);
        assertThat(failure[0])
                .isInstanceOfSatisfying(
                        NotInitializedException.class, e -> assertThat(e.code()).isEqualTo("storage-closed"));
        goOn.countDown();
        holder.join();
        assertThat(holderFailure).isInstanceOf(NotInitializedException.class);
    }

    @Test
    void anUpdateThatMayHaveBeenAppliedIsNotBegunAgain() throws Exception {
        FaultyDataSource faulty = new FaultyDataSource(Server.DSQL.dataSource());
        StorageConfig.Builder config = StorageConfig.builder("dsql")
                .set(DsqlOptions.DATA_SOURCE, faulty.dataSource())
                .set(DsqlOptions.SCHEMA, schema.toString());
        try (Storage cut = open(config, Duration.ofMinutes(4))) {
            cut.init();
            hold(cut);
            afterLoss = () -> workflows.save(NewWorkflowRun.of("w", "small", LARGE));
            faulty.failAfter(FaultyDataSource.Point.COMMIT, "08006");
            StepResultUpdate update = StepResultUpdate.builder("w", "small")
                    .stepId("step")
                    .result(Json.of(1))
                    .build();
            assertThatThrownBy(() -> cut.workflows().updateStepResult(update))
                    .isInstanceOf(OutcomeUnknownException.class);
            goOn.countDown();
            holder.join();
            assertThat(holderFailure).isNull();
        }
    }

    /** An update of 10 chunks: row, chunks, orphans, chunks, row, change of the row, removal of chunks. */
    @Test
    void noStatementIsRepeatedWhileNoOtherCallHasMemoryReserved() {
        FaultyDataSource counting = new FaultyDataSource(Server.DSQL.dataSource());
        StorageConfig.Builder config = StorageConfig.builder("dsql")
                .set(DsqlOptions.DATA_SOURCE, counting.dataSource())
                .set(DsqlOptions.SCHEMA, schema.toString());
        try (Storage alone = open(config, Duration.ofMinutes(4))) {
            alone.init();
            int before = counting.statements();
            alone.workflows()
                    .updateStepResult(StepResultUpdate.builder("w", "r")
                            .stepId("step")
                            .result(Json.of(1))
                            .build());
            assertThat(counting.statements() - before).isEqualTo(1 + 2 + 1 + 2 + 1 + 1 + 2);
        }
    }
}
