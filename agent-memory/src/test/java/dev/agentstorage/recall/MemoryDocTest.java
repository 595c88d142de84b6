package dev.agentstorage.recall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.result.Recalled;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.VectorStores;
import dev.agentstorage.vector.lucene.LuceneVectorProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about memory: its code is compiled and runs, and the tests that it names exist. */
class MemoryDocTest {
    private static final Path PAGE = Path.of("..", "docs", "MEMORY.md");
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`|`([a-z]\\w{20,})`");

    private static Recalled turn(Path folder, UnaryOperator<String> model) {
        // doc: turn
        try (Storage storage = Storages.open(StorageConfig.builder("inmemory").build());
                VectorStore vectors = VectorStores.open(StorageConfig.builder("lucene")
                        .set(LuceneVectorProvider.PATH, folder)
                        .build());
                Memory memory = Memory.builder(storage)
                        .vectorStore(vectors)
                        .options(options -> options.recall().workingMemory().titles())
                        .build()) {
            MemoryKey key = MemoryKey.of("user-1", "conversation-1");
            memory.openThread(key);
            String said = "Which instrument does my sister play?";
            Recalled recalled = memory.recall(RecallRequest.of(key, said));
            String prompt = PromptText.of(recalled);
            String reply = model.apply(prompt + said);
            memory.append(
                    key, List.of(NewMessage.user(key.threadId(), said), NewMessage.assistant(key.threadId(), reply)));
            // end
            return option(memory, key, said);
        }
    }

    private static Recalled option(Memory memory, MemoryKey key, String said) {
        return
        // doc: option
        memory.recall(RecallRequest.builder(key)
                .query(said)
                .options(options -> options.lastMessages(20)
                        .recall(recall -> recall.topK(8).maxTokens(2_000).maxAge(Duration.ofDays(365))))
                .build());
        // end
    }

    @Test
    void theCodeOfThePageRuns(@TempDir Path folder) {
        Recalled recalled = turn(folder.resolve("index"), prompt -> "The cello.");
        assertThat(recalled.history()).hasSize(2);
        assertThat(recalled.warnings()).isEmpty();
    }

    @Test
    void theCodeOfThePageIsThisCode() {
        String source = text(TESTS.resolve("dev/agentstorage/recall/MemoryDocTest.java"));
        List<String> blocks = BLOCK.matcher(text(PAGE))
                .results()
                .map(match -> match.group(1).replaceAll("\\s+", " ").strip())
                .toList();
        List<String> regions = Pattern.compile("// doc: \\w+\n(.*?)// end", Pattern.DOTALL)
                .matcher(source)
                .results()
                .map(match -> match.group(1).replaceAll("\\s+", " ").strip())
                .toList();
        assertThat(blocks).hasSize(2);
        assertThat(blocks.get(0)).isEqualTo(regions.get(0) + " }");
        assertThat(blocks.get(1)).isEqualTo(regions.get(1));
    }

    @Test
    void theTestsThatThePageNamesExist() throws IOException {
        String all;
        try (Stream<Path> files = Files.walk(TESTS)) {
            all = String.join(
                    "\n",
                    files.filter(file -> file.toString().endsWith(".java"))
                            .map(MemoryDocTest::text)
                            .toList());
        }
        Matcher names = TEST.matcher(text(PAGE).substring(text(PAGE).indexOf("## What users")));
        int found = 0;
        while (names.find()) {
            found++;
            if (names.group(1) != null) {
                assertThat(all).contains("class " + names.group(1) + " ");
            }
            String method = names.group(2) == null ? names.group(3) : names.group(2);
            if (method != null) {
                assertThat(all).contains("void " + method + "(");
            }
        }
        assertThat(found).isGreaterThan(25);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
