package dev.agentstorage.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on a machine that the libraries of the model were not built for. */
class StrangeMachineTest {
    @TempDir
    Path folder;

    @Test
    void messagesAreRecalledByTheirWords() throws IOException, InterruptedException {
        File out = folder.resolve("out").toFile();
        File err = folder.resolve("err").toFile();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dos.arch=strange",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Quickstart.class.getName(),
                        "--backend",
                        "inmemory")
                .redirectOutput(out)
                .redirectError(err)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("ends by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(err.toPath())).isZero();
        assertThat(err).content().containsOnlyOnce("so messages are recalled by their words only");
        assertThat(out)
                .content()
                .contains("recalled by words, without a model", "1. user      Mia is allergic to hazelnuts")
                .doesNotContain("cosine");
    }
}
