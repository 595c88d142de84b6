package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowSnapshot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers of one large run in a process whose heap has room for two of them. */
class MemoryBudgetHeapTest {
    private static final int WRITERS = 6;

    private final Schema schema = Schema.in(Server.POSTGRESQL);

    @TempDir
    Path folder;

    @AfterEach
    void drop() {
        schema.close();
    }

    /** A process whose threads write a step result each. */
    static final class Writers {
        private Writers() {}

        public static void main(String[] arguments) throws InterruptedException {
            ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
            try (Storage storage = Storages.open(StorageConfig.fromEnvironment(System.getenv(), "AGENT_STORAGE_"))) {
                storage.init();
                List<Thread> writers = new ArrayList<>();
                for (int i = 0; i < WRITERS; i++) {
                    StepResultUpdate update = StepResultUpdate.builder("w", "r")
                            .stepId("new" + i)
                            .result(Json.of(i))
                            .build();
                    writers.add(new Thread(() -> {
                        try {
                            storage.workflows().updateStepResult(update);
                        } catch (Throwable e) {
                            failures.add(e);
                        }
                    }));
                }
                writers.forEach(Thread::start);
                for (Thread writer : writers) {
                    writer.join();
                }
            }
            failures.forEach(Throwable::printStackTrace);
            System.out.println("failures: " + failures.size());
        }
    }

    @Test
    void writersOfALargeRunShareTheHeap() throws Exception {
        try (Storage storage = schema.open()) {
            storage.workflows().save(NewWorkflowRun.of("w", "r", Snapshots.ofSteps(12, "text")));
            assertThat(run(writers())).contains("failures: 0");
            WorkflowSnapshot snapshot =
                    storage.workflows().get("w", "r").orElseThrow().snapshot();
            for (int i = 0; i < WRITERS; i++) {
                assertThat(snapshot.stepResult("new" + i)).contains(Json.of(i));
            }
        }
    }

    private ProcessBuilder writers() {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-cp",
                System.getProperty("java.class.path"),
                Writers.class.getName());
        builder.environment().put("AGENT_STORAGE_BACKEND", "dsql");
        builder.environment().put("AGENT_STORAGE_URL", Server.postgresqlUrl());
        builder.environment().put("AGENT_STORAGE_SCHEMA", schema.toString());
        builder.environment().put("AGENT_STORAGE_RETRY_ATTEMPTS", "100");
        builder.environment().put("AGENT_STORAGE_RETRY_DEADLINE", "PT4M");
        return builder;
    }

    /** Returns what the process wrote. */
    private String run(ProcessBuilder builder) throws Exception {
        Path output = folder.resolve("output.txt");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
