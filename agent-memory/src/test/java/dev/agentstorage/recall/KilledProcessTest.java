package dev.agentstorage.recall;

import static dev.agentstorage.recall.World.records;
import static dev.agentstorage.recall.World.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.vector.VectorStore;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that changes messages on DSQL and their index on the disk: after a restart and a drain the index is right. */
@Tag("slow")
class KilledProcessTest {
    private static final int ROUNDS = 6;
    private static final int MOST_OPERATIONS = 40;
    private static final long SEED = 7;

    @TempDir
    Path folder;

    @Test
    void afterARestartAndADrainTheIndexIsRight() throws IOException, InterruptedException {
        Path index = folder.resolve("index");
        Random random = new Random(SEED);
        try (DsqlLocal local = DsqlLocal.builder().start()) {
            Map<String, String> options = Map.of(
                    "url",
                    local.jdbcUrlWithoutLogin(),
                    "user",
                    DsqlLocal.ADMIN,
                    "password",
                    local.token(DsqlLocal.ADMIN),
                    "dialect",
                    "dsql");
            try (Storage storage = ChangingProcess.storage(options)) {
                storage.init();
                for (int round = 0; round < ROUNDS; round++) {
                    killAfter(random.nextInt(MOST_OPERATIONS), start(index, SEED + round, options));
                    try (VectorStore vectors = ChangingProcess.vectors(index);
                            Memory memory = World.builder(storage, vectors).build()) {
                        memory.drain();
                        assertThat(records(vectors)).as("round %d", round).isEqualTo(wanted(storage));
                    }
                }
                assertThat(storage.memory().listMessages().count()).isPositive();
            }
        }
    }

    private Process start(Path index, long seed, Map<String, String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dguice_bytecode_gen_option=DISABLED",
                ChangingProcess.class.getName(),
                index.toString(),
                Long.toString(seed)));
        options.forEach((name, value) -> command.addAll(List.of(name, value)));
        return new ProcessBuilder(command).redirectError(errors()).start();
    }

    private File errors() {
        return folder.resolve("errors").toFile();
    }

    private void killAfter(int operations, Process process) throws IOException, InterruptedException {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            while (line != null && Integer.parseInt(line) < operations) {
                line = out.readLine();
            }
            assertThat(line)
                    .as(() -> {
                        try {
                            return "the process ended by itself: " + Files.readString(errors().toPath());
                        } catch (IOException e) {
                            return "the process ended by itself, and " + e;
                        }
                    })
                    .isNotNull();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
