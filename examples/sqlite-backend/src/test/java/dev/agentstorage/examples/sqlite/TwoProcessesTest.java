package dev.agentstorage.examples.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that change one thread and one run of one file at the same time: what either has written is there. */
class TwoProcessesTest {
    @TempDir
    Path directory;

    @Test
    void nothingThatEitherHasWrittenIsLost() throws Exception {
        Path file = directory.resolve("shared.db");
        Path log = directory.resolve("other.log");
        try (Storage storage = WritingProcess.open(file)) {
            storage.memory()
                    .createThread(
                            ConversationThread.builder("user").id("shared").build());
            Process other = start(file, log);
            try {
                BufferedReader said = other.inputReader();
                assertThat(said.readLine()).as(() -> text(log)).isEqualTo("ready");
                begin(other);
                WritingProcess.write(storage, "here");
                assertThat(other.waitFor()).as(() -> text(log)).isZero();
            } finally {
                other.destroyForcibly();
            }
            List<String> all = Stream.of("here", "there")
                    .flatMap(name -> IntStream.range(0, WritingProcess.CHANGES).mapToObj(i -> name + i))
                    .toList();

            assertThat(storage.memory()
                            .listMessages(MessageQuery.ofThread("shared"))
                            .toList())
                    .extracting(Message::id)
                    .containsExactlyInAnyOrderElementsOf(all);
            assertThat(storage.memory()
                            .getThread("shared")
                            .orElseThrow()
                            .metadata()
                            .members())
                    .containsOnlyKeys(all);
            assertThat(storage.workflows()
                            .get("flow", "shared")
                            .orElseThrow()
                            .snapshot()
                            .context()
                            .members())
                    .containsOnlyKeys(all);
        }
    }

    private static void begin(Process process) throws IOException {
        try (OutputStream told = process.getOutputStream()) {
            told.write('\n');
        }
    }

    private static Process start(Path file, Path log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WritingProcess.class.getName(),
                        file.toString(),
                        "there")
                .redirectError(Redirect.to(log.toFile()))
                .start();
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
