package dev.agentstorage.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command in a process with a small heap, given what is too large for it or has no end. */
class SmallHeapTest {
    private static final int HEAP = 48 << 20;

    @TempDir
    Path folder;

    /** Runs the command. @return its exit code and what it wrote to standard error */
    private Map.Entry<Integer, String> run(Path input) throws IOException, InterruptedException {
        File err = folder.resolve("err").toFile();
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Quickstart.class.getName(),
                        "--backend",
                        "inmemory",
                        input.toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(err)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("ends by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Map.entry(
                process.exitValue(),
                Files.readString(err.toPath(), StandardCharsets.UTF_8).strip());
    }

    private String refused(Path input) throws IOException, InterruptedException {
        Map.Entry<Integer, String> end = run(input);
        assertThat(end.getKey()).as(end.getValue()).isEqualTo(2);
        return end.getValue();
    }

    /** What the command says is too large is what it cannot take, and no more than that. */
    @ParameterizedTest
    @ValueSource(ints = {1, 70, 4000})
    void fileThatIsJustNotTooLargeIsStored(int padding) throws Exception {
        String message = "{\"role\":\"user\",\"content\":\"" + "漢".repeat(padding) + "\"}";
        int count = HEAP / 16 * 9 / 10 / Math.max(256, 3 * padding + 30);
        Path file = folder.resolve("fits.json");
        Files.writeString(file, "[" + (message + ",").repeat(count - 1) + message + "]");
        Map.Entry<Integer, String> end = run(file);
        assertThat(end.getKey()).as(end.getValue()).isZero();
    }

    @Test
    void fileThatIsTooLargeForTheHeapIsRefusedBeforeItIsRead() throws Exception {
        Path file = folder.resolve("large.json");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(200_000_000);
        }
        assertThat(refused(file)).startsWith(file + ": the file has 200000000 bytes, too much for the heap");
    }

    @Test
    void deviceWithoutAnEndIsRefused() throws Exception {
        assertThat(refused(Path.of("/dev/zero"))).isEqualTo("/dev/zero: not a regular file");
    }

    @Test
    void pipeThatNothingIsWrittenToIsRefused() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThat(refused(pipe)).isEqualTo(pipe + ": not a regular file");
    }
}
