package dev.agentstorage.inmemory;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

class WorkflowLinearizabilityTest {
    @Test
    void updatesOfOneRunAreLinearizable() {
        Linearizability.check(Updates.class);
    }

    @Test
    void runsThatComeAndGoAreLinearizable() {
        Linearizability.check(Lifecycle.class);
    }

    /** Results of steps and states of one run, which is not there at first. */
    public static class Updates {
        private final InMemoryWorkflowBackend backend = new InMemoryWorkflowBackend();

        @Operation
        public String updateStepResult(
                @Param(gen = IntGen.class, conf = "1:2") int step, @Param(gen = IntGen.class, conf = "1:9") int value) {
            StepResultUpdate update = StepResultUpdate.builder("w", "r")
                    .stepId("s" + step)
                    .result(Json.of(Map.of("output", elements(step, value))))
                    .requestContext(Json.of(Map.of("k" + step, value)))
                    .build();
            return backend.updateStepResult(update, at(value), Long.MAX_VALUE).toString();
        }

        /** Moves the run from one status to the next, if it has that status. */
        @Operation
        public String updateState(@Param(gen = IntGen.class, conf = "0:2") int status) {
            Optional<Set<WorkflowStatus>> expected =
                    status == 0 ? Optional.empty() : Optional.of(Set.of(status(status - 1)));
            WorkflowStatePatch patch = WorkflowStatePatch.ofStatus(status(status));
            try {
                return backend.updateState("w", "r", patch, expected, at(status), Long.MAX_VALUE)
                        .toString();
            } catch (ConflictException e) {
                return e.code() + e.stored(WorkflowRun.class);
            }
        }

        @Operation
        public String get() {
            return backend.get("w", "r").toString();
        }

        private static List<Json> elements(int step, int value) {
            return step == 1 ? List.of(Json.of(value), Json.NULL) : List.of(Json.NULL, Json.of(value));
        }

        private static WorkflowStatus status(int number) {
            return new WorkflowStatus("status-" + number);
        }
    }

    /** Persists, deletes and prunes of a few runs, seen by the listing and the search of an id. */
    public static class Lifecycle {
        private final InMemoryWorkflowBackend backend = new InMemoryWorkflowBackend();

        @Operation
        public String save(
                @Param(gen = IntGen.class, conf = "1:3") int run, @Param(gen = IntGen.class, conf = "1:9") int value) {
            NewWorkflowRun request = NewWorkflowRun.builder("w" + run, "r")
                    .snapshot(Json.of(Map.of("value", value)))
                    .updatedAt(at(value))
                    .build();
            return backend.save(request, Optional.empty(), at(value)).toString();
        }

        @Operation
        public boolean delete(@Param(gen = IntGen.class, conf = "1:3") int run) {
            return backend.delete("w" + run, "r");
        }

        @Operation
        public String prune(@Param(gen = IntGen.class, conf = "1:9") int olderThan) {
            return backend.prune(at(olderThan), 2).toString();
        }

        @Operation
        public String find() {
            return backend.get("r").toString();
        }

        @Operation
        public Collection<String> list() {
            return backend.list(WorkflowQuery.ALL, Window.everything()).stream()
                    .map(WorkflowRun::toString)
                    .toList();
        }
    }

    private static Instant at(int second) {
        return Instant.ofEpochSecond(second);
    }
}
