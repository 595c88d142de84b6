package dev.agentstorage.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowStatePatch;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class InMemoryOptionsTest {
    private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");

    private static Storage open(Map<String, String> options) {
        StorageConfig.Builder config = StorageConfig.builder("inmemory");
        options.forEach(config::option);
        return Storages.open(config.build());
    }

    private static Json object(int bytes) {
        return Json.of(Map.of("k", "x".repeat(bytes - 8)));
    }

    private static void refused(String code, long limit, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TooLargeException.class,
                        error -> assertThat(error.limit()).isEqualTo(limit))
                .extracting(error -> ((StorageException) error).code())
                .isEqualTo(code);
    }

    @Test
    void limitsAreTheStandardOnesUnlessTheyAreGiven() {
        assertThat(new InMemoryStorageProvider().limits()).isEqualTo(Limits.STANDARD);
        try (Storage storage = open(Map.of())) {
            assertThat(storage.limits()).isEqualTo(Limits.STANDARD);
        }
        try (Storage storage = open(Map.of(
                "idBytes", "100",
                "nameBytes", "101",
                "valueBytes", "1002",
                "rowBytes", "1003",
                "snapshotBytes", "1004",
                "batchRows", "15",
                "batchBytes", "1006"))) {
            assertThat(storage.limits()).isEqualTo(new Limits(100, 101, 1002, 1003, 1004, 15, 1006));
        }
    }

    @Test
    void smallSnapshotsAreHeldToWhatWasGiven() {
        try (Storage storage = open(Map.of("snapshotBytes", "2000"))) {
            storage.workflows().save(NewWorkflowRun.of("w", "r", object(2000)));
            refused("value-too-large", 2000, () -> storage.workflows().save(NewWorkflowRun.of("w", "r", object(2001))));
            storage.workflows()
                    .updateStepResult(StepResultUpdate.builder("w", "s")
                            .stepId("first")
                            .result(object(1200))
                            .build());
            refused(
                    "value-too-large",
                    2000,
                    () -> storage.workflows()
                            .updateStepResult(StepResultUpdate.builder("w", "s")
                                    .stepId("second")
                                    .result(object(1200))
                                    .build()));
            refused(
                    "value-too-large",
                    2000,
                    () -> storage.workflows()
                            .updateState(
                                    "w",
                                    "s",
                                    WorkflowStatePatch.builder()
                                            .result(object(1200))
                                            .build()));
            refused(
                    "value-too-large",
                    2000,
                    () -> storage.workflows()
                            .updateState(
                                    "w",
                                    "s",
                                    WorkflowStatePatch.builder()
                                            .result(object(2001))
                                            .build()));
            assertThat(storage.workflows()
                            .get("w", "s")
                            .orElseThrow()
                            .snapshot()
                            .context()
                            .members())
                    .containsOnlyKeys("first");
        }
    }

    @Test
    void largeSnapshotsAreTakenAsTheyAreByDefault() {
        try (Storage storage = open(Map.of())) {
            Json large = object(3 << 20);
            storage.workflows()
                    .updateStepResult(StepResultUpdate.builder("w", "r")
                            .stepId("first")
                            .result(large)
                            .build());
            storage.workflows()
                    .updateStepResult(StepResultUpdate.builder("w", "r")
                            .stepId("second")
                            .result(large)
                            .build());
            assertThat(storage.workflows()
                            .get("w", "r")
                            .orElseThrow()
                            .snapshot()
                            .stepResult("first"))
                    .contains(large);
        }
    }

    @Test
    void largerValuesThanUsualAreTakenWhereThatWasGiven() {
        try (Storage storage = open(Map.of("valueBytes", "3000000", "rowBytes", "9000000"))) {
            storage.observability()
                    .saveSpan(Span.builder("t", "s")
                            .startedAt(BEGIN)
                            .input(object(3_000_000))
                            .output(object(3_000_000))
                            .build());
            refused(
                    "value-too-large",
                    3_000_000,
                    () -> storage.observability()
                            .saveSpan(Span.builder("t", "s")
                                    .startedAt(BEGIN)
                                    .input(object(3_000_001))
                                    .build()));
        }
    }

    /** What only the merge makes too large is refused where the merge is. */
    @Test
    void mergesAreHeldToWhatWasGiven() {
        try (Storage storage = open(Map.of("valueBytes", "2000", "rowBytes", "3000"))) {
            Json half = Json.of(Map.of("a", "x".repeat(1500)));
            Json other = Json.of(Map.of("b", "x".repeat(1500)));
            ConversationThread thread = storage.memory()
                    .createThread(ConversationThread.builder("r").metadata(half).build());
            refused(
                    "value-too-large",
                    2000,
                    () -> storage.memory().updateThread(thread.id(), ThreadPatch.ofMetadata(other)));
            storage.agents()
                    .create(NewAgent.builder(AgentConfig.builder()
                                    .name("a")
                                    .instructions("b")
                                    .model(Json.EMPTY_OBJECT)
                                    .build())
                            .id("a")
                            .metadata(half)
                            .build());
            refused("value-too-large", 2000, () -> storage.agents().update("a", AgentPatch.ofMetadata(other)));
            Span span = storage.observability()
                    .saveSpan(
                            Span.builder("t", "s").startedAt(BEGIN).input(half).build());
            SpanPatch patch =
                    SpanPatch.builder("t", "s").output(Change.set(other)).build();
            refused("row-too-large", 3000, () -> storage.observability().updateSpan(patch));
            assertThat(storage.observability().getSpan("t", "s")).contains(span);
        }
    }
}
