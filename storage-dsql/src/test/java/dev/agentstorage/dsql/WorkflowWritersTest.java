package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What eight writers do to one run at the same time is all in it, and none of them notices the others. */
@ParameterizedClass
@EnumSource(Server.class)
class WorkflowWritersTest {
    private static final int WRITERS = 8;
    private static final int STEPS = 10;

    private final Schema schema;
    private Storage storage;
    private WorkflowStore workflows;

    WorkflowWritersTest(Server server) {
        schema = Schema.in(server);
    }

    @BeforeEach
    void open() {
        storage = Schema.open(schema.config().set(DsqlOptions.POOL_MAXIMUM, WRITERS));
        schema.awaitIndexes(storage);
        workflows = storage.workflows();
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    @Test
    void theResultsOfTheirStepsAreAllInTheRun() throws Exception {
        workflows.save(NewWorkflowRun.of("w", "r", WorkflowSnapshot.initial("r", Instant.EPOCH)));
        reportSteps();
        assertAllSteps();
    }

    @Test
    void theResultsOfTheirStepsAreAllInARunThatWasNeverPersisted() throws Exception {
        reportSteps();
        assertAllSteps();
    }

    @Test
    void aStateThatIsChangedBetweenStepsKeepsThem() throws Exception {
        workflows.save(NewWorkflowRun.of("w", "r", WorkflowSnapshot.initial("r", Instant.EPOCH)));
        together(writer -> {
            for (int i = 0; i < 5; i++) {
                if (writer == 0) {
                    workflows.updateState(
                            "w",
                            "r",
                            WorkflowStatePatch.builder()
                                    .waitingPaths(Json.of(Map.of("n", i)))
                                    .build());
                } else {
                    workflows.updateStepResult(StepResultUpdate.builder("w", "r")
                            .stepId(step(writer, i))
                            .result(Json.of(i))
                            .build());
                }
            }
        });
        WorkflowSnapshot snapshot = workflows.getSnapshot("w", "r").orElseThrow();
        assertThat(snapshot.context().members()).hasSize((WRITERS - 1) * 5);
        assertThat(snapshot.waitingPaths()).isEqualTo(Json.of(Map.of("n", 4)));
    }

    @Test
    void theElementsOfOneForEachAreAllInItsOutput() throws Exception {
        List<Object> none = Collections.nCopies(WRITERS, null);
        workflows.updateStepResult(StepResultUpdate.builder("w", "r")
                .stepId("each")
                .result(Json.of(Map.of("output", none)))
                .build());
        together(writer -> {
            List<Object> own = new ArrayList<>(none);
            own.set(writer, writer);
            workflows.updateStepResult(StepResultUpdate.builder("w", "r")
                    .stepId("each")
                    .result(Json.of(Map.of("output", own)))
                    .build());
        });
        assertThat(workflows.getSnapshot("w", "r").orElseThrow().stepResult("each"))
                .contains(Json.parse("{\"output\":[0,1,2,3,4,5,6,7]}"));
    }

    private void reportSteps() throws Exception {
        together(writer -> {
            for (int i = 0; i < STEPS; i++) {
                workflows.updateStepResult(StepResultUpdate.builder("w", "r")
                        .stepId(step(writer, i))
                        .result(Json.of(i))
                        .build());
            }
        });
    }

    private void assertAllSteps() {
        Map<String, Json> steps =
                workflows.getSnapshot("w", "r").orElseThrow().context().members();
        assertThat(steps).hasSize(WRITERS * STEPS);
        for (int writer = 0; writer < WRITERS; writer++) {
            for (int i = 0; i < STEPS; i++) {
                assertThat(steps).containsEntry(step(writer, i), Json.of(i));
            }
        }
    }

    private static String step(int writer, int number) {
        return "step-" + writer + "-" + number;
    }

    private interface Writing {
        void run(int writer);
    }

    private static void together(Writing writing) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(WRITERS);
        CyclicBarrier start = new CyclicBarrier(WRITERS);
        try {
            List<Callable<Void>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                writers.add(() -> {
                    start.await();
                    writing.run(writer);
                    return null;
                });
            }
            for (Future<Void> future : executor.invokeAll(writers)) {
                future.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
