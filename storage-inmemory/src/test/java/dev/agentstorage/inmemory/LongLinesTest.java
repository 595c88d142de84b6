package dev.agentstorage.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.transfer.StorageTransfer;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Imports of lines that are far longer than the heap of their process has room for. */
class LongLinesTest {
    private static final int LINE_BYTES = 150_000_000;

    @TempDir
    Path folder;

    /** In the process with the small heap: one line that begins with a text and continues with many pieces. */
    static final class Import {
        private Import() {}

        public static void main(String[] args) throws IOException {
            try (Storage storage = Storages.open(StorageConfig.of("inmemory"))) {
                String header =
                        "{\"format\":\"agent-storage-export\",\"version\":1,\"domains\":[\"memory\",\"workflows\"]}\n";
                byte[] piece = args[1].repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
                InputStream text = new SequenceInputStream(
                        new ByteArrayInputStream((header + args[0]).getBytes(StandardCharsets.UTF_8)),
                        new SequenceInputStream(
                                Collections.enumeration(Stream.generate(() -> new ByteArrayInputStream(piece))
                                        .limit(LINE_BYTES / piece.length)
                                        .toList())));
                StorageTransfer.importInto(storage, text, BulkListener.NONE);
            } catch (InvalidRequestException e) {
                System.out.println(e.code() + " " + e.details());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            x                                                 | x
            {"kind":"message","value":{"content":"            | x
            {"kind":"message","value":{"content":"            | 漢
            {"kind":"workflow-run","value":{"snapshot":"      | 漢
            {"kind":"workflow-run","value":{"snapshot":       | {"a":[],
            {"kind":"thread","value":                         | [
            {"kind":"thread","value":{"metadata":[            | {"":0},
            """)
    void lineIsRefusedBeforeItFillsTheHeap(String begin, String piece) throws Exception {
        File out = folder.resolve("out").toFile();
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-Dfile.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Import.class.getName(),
                        begin,
                        piece))
                .redirectErrorStream(true)
                .redirectOutput(out)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("ends by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(out.toPath()))
                .startsWith("transfer-line-invalid ")
                .contains("line=2");
    }
}
