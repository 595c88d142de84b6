package dev.agentstorage.vector.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.KeyType;
import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.VectorStores;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state after a process was killed: the state of its last flush, and nothing that keeps the store from opening. */
class DurabilityTest {
    static final String INDEX = "memory";
    static final VectorIndex SHAPE = VectorIndex.builder(INDEX)
            .dense(2, Metric.COSINE)
            .lexical()
            .filterKey("t", KeyType.TEXT)
            .build();

    @TempDir
    Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    static VectorStore open(Path path) {
        return VectorStores.open(StorageConfig.builder(LuceneVectorProvider.NAME)
                .set(LuceneVectorProvider.PATH, path)
                .build());
    }

    static VectorRecord record(int number) {
        return VectorRecord.builder("r" + number)
                .vector(Embedding.of(1, number))
                .text("word" + number)
                .metadata(Metadata.builder().text("t", "x").build())
                .build();
    }

    @Test
    void flushedWritesSurviveAKilledProcess() throws IOException, InterruptedException {
        killAfter("flushed");
        try (VectorStore store = open(data())) {
            assertThat(store.findIndex(INDEX)).contains(SHAPE);
            assertThat(store.listKeys(INDEX, Optional.empty(), 1_000).ids())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(10, 200).mapToObj(i -> "r" + i).toList());
            assertThat(store.get(INDEX, List.of("r17"))).containsExactly(record(17));
        }
    }

    @Test
    void writesWithoutAFlushAreLostAsAWholeAndTheStoreOpens() throws IOException, InterruptedException {
        killAfter("written");
        try (VectorStore store = open(data())) {
            assertThat(store.count(INDEX)).isEqualTo(200);
            store.upsert(INDEX, List.of(record(500)));
            assertThat(store.count(INDEX)).isEqualTo(201);
        }
    }

    @Test
    void droppedIndexStaysDropped() throws IOException, InterruptedException {
        killAfter("dropped");
        try (VectorStore store = open(data())) {
            assertThat(store.listIndexes("")).isEmpty();
        }
        try (var entries = Files.list(data())) {
            assertThat(entries.filter(Files::isDirectory)).isEmpty();
        }
    }

    @Test
    void anotherProcessIsRefused() throws IOException, InterruptedException {
        Process process = start("held");
        try {
            await(process, "held");
            assertThatThrownBy(() -> open(data()).close())
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageStartingWith("store-locked");
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (VectorStore store = open(data())) {
            assertThat(store.findIndex(INDEX)).isPresent();
        }
    }

    /** A crash while an index is created leaves a folder without a commit. */
    @Test
    void folderWithoutACommitIsNoIndex() throws IOException {
        Files.createDirectories(data().resolve("index-half"));
        Files.createFile(data().resolve("index-half").resolve("write.lock"));
        Files.createDirectories(data().resolve("dropped-half"));
        try (VectorStore store = open(data())) {
            assertThat(store.listIndexes("")).isEmpty();
            assertThat(store.createIndex(VectorIndex.builder("half").lexical().build()))
                    .isTrue();
        }
        assertThat(data().resolve("dropped-half")).doesNotExist();
    }

    private void killAfter(String step) throws IOException, InterruptedException {
        Process process = start(step);
        try {
            await(process, step);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private Process start(String step) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        data().toString(),
                        step)
                .redirectError(folder.resolve("errors").toFile())
                .start();
    }

    private void await(Process process, String step) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.readLine())
                .as(Files.readString(folder.resolve("errors")))
                .isEqualTo(step);
    }
}
