package dev.agentstorage.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.vector.embed.Embedder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuickstartTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Quickstart.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String conversation(int messages, int padding) {
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            entries.add("{\"role\": \"user\", \"content\": \"" + i + "x".repeat(padding) + "\"}");
        }
        return "{\"other\": \"" + "y".repeat(250_000) + "\", \"messages\": [" + String.join(" ,\n", entries) + "]}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"inmemory", "dsql"})
    void samplesAreReturnedByteForByte(String backend) {
        assertThat(run("--backend", backend, "--no-model")).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("trajectory.json", "chat-completion.json", "2 tool calls, 2 tool results")
                .containsPattern("(?s)(identical to the file, byte for byte.*){2}")
                .contains("round trips: ")
                .doesNotContain("NOT IDENTICAL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "workflows", "observability", "scores", "agents"})
    void exampleOfEachDomainRuns(String domain) {
        assertThat(run("--backend", "inmemory", "--example", domain))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().lines()).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void exampleGoesWithoutFilesAndQuestions() {
        assertThat(run("--backend", "inmemory", "--example", "memory", "--ask", "Where?"))
                .isEqualTo(2);
        assertThat(err.toString()).isEqualToIgnoringNewLines("--example takes no files and no questions");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void roundTripsAreCountedOnTheWire() {
        assertThat(run("--no-model")).as(err.toString()).isZero();
        assertThat(out.toString())
                .containsPattern("round trips: \\d+ \\{store=\\d+, count=\\d+, last messages=2, page by cursor=4,");
    }

    @Test
    void longImportShowsProgress() throws IOException {
        Path file = file("long.json", conversation(30_000, 200));
        assertThat(run("--backend", "inmemory", file.toString())).isZero();
        assertThat(err.toString()).contains("2,999 of about 30,000 messages");
        assertThat(out.toString()).contains("30,000 messages {user=30000}", "identical to the file");
    }

    @Test
    void dataStaysAndBadInputLeavesItAlone() throws IOException {
        Path good = file("good.json", conversation(3, 1));
        Path bad = file("bad.json", "[{\"role\": \"user\"},");
        String data = folder.resolve("data").toString();
        assertThat(run("--data", data, good.toString())).as(err.toString()).isZero();
        assertThat(run("--data", data, good.toString(), bad.toString())).isEqualTo(2);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(bad + ":1:19: not valid JSON: "
                        + err.toString().substring(err.toString().indexOf("JSON: ") + 6));
        assertThat(run("--data", data, good.toString())).isZero();
        assertThat(out.toString()).doesNotContain("NOT IDENTICAL");
    }

    /** The index of the first run is gone, and the storage has marks of it. */
    @Test
    void whatIsKeptIsRecalledAgain() throws IOException {
        String data = folder.resolve("data").toString();
        String file = file("good.json", conversation(3, 1)).toString();
        for (int run = 0; run < 2; run++) {
            assertThat(run("--data", data, "--no-model", "--ask", "1x", file))
                    .as(err.toString())
                    .isZero();
        }
        assertThat(out.toString()).containsPattern("(?s)(1\\. user +1x\\R.*){2}");
    }

    /** Asserts that the best message for each question has the answer. */
    private void assertAnswered() {
        assertThat(out.toString())
                .contains("memory: 5 conversations, 30 messages")
                .containsPattern("away from Mia\\?\"[^\"]* 1\\. user +Mia is allergic to hazelnuts")
                .containsPattern("plane to Porto start from\\?\"[^\"]* 1\\. assistant +Then you take off from Basel")
                .containsPattern("before the fix\\?\"[^\"]* 1\\. user +The total of an empty cart is None");
    }

    @Test
    void questionsAreAnsweredByWords() {
        assertThat(run("--backend", "inmemory", "--no-model"))
                .as(err.toString())
                .isZero();
        assertAnswered();
        assertThat(out.toString())
                .containsPattern("\\^ score 0\\.\\d{4} for its words \\(BM25 \\d+\\.\\d\\d\\)")
                .contains("without a model")
                .doesNotContain("cosine");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void questionsAreAnsweredByMeaningAndWords() {
        assertThat(run("--backend", "inmemory")).as(err.toString()).isZero();
        assertAnswered();
        assertThat(out.toString())
                .containsPattern("its meaning \\(cosine 0\\.\\d{3}\\) and its words \\(BM25")
                .contains("E5 small v2");
        assertThat(err.toString()).isEmpty();
    }

    static List<Supplier<Embedder>> modelsThatDoNotRun() {
        return List.of(
                () -> {
                    throw new UnsatisfiedLinkError("no library");
                },
                () -> {
                    throw new ExceptionInInitializerError("no library");
                },
                () -> {
                    throw new NoClassDefFoundError("Could not initialize class");
                },
                () -> {
                    throw new IllegalStateException("opening failed", new UnsatisfiedLinkError("no library"));
                });
    }

    @ParameterizedTest
    @MethodSource("modelsThatDoNotRun")
    void aModelThatDoesNotRunIsLeftOutWithOneLine(Supplier<Embedder> open) {
        assertThat(E5Small.orNone(open, new PrintWriter(err, true))).isEmpty();
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .containsAnyOf("no library", "Could not initialize class")
                .contains("by their words only");
    }

    @Test
    void filesAreRememberedOnlyForQuestionsAndOnlyTheirEnds() throws IOException {
        String file = file("long.json", conversation(300, 1)).toString();
        assertThat(run("--backend", "inmemory", "--no-model", file)).isZero();
        assertThat(out.toString()).doesNotContain("indexed in", "recalled");
        assertThat(run("--backend", "inmemory", "--no-model", "--ask", "99x", "--ask", "100x", file))
                .isZero();
        assertThat(out.toString())
                .contains("memory: 1 conversations, 200 messages")
                .containsPattern("\"99x\"\\R +nothing is recalled")
                .containsPattern("\"100x\"\\R +from long.json\\R +1\\. user +100x");
    }

    @Test
    void tooLargeAnObjectIsBadInput() throws IOException {
        Path file = file("huge.json", conversation(1, 2_000_000));
        assertThat(run("--backend", "inmemory", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("huge.json:1:", "is over the backend's limit of");
    }

    @Test
    void unstorableRoleIsBadInputAndStoresNothing() throws IOException {
        Path good = file("first.json", conversation(2, 1));
        String data = folder.resolve("data").toString();
        for (String role : List.of("\\u0000", "\\ud800", "r".repeat(501))) {
            Path bad = file("role.json", "[{\"role\": \"" + role + "\"}]");
            assertThat(run("--data", data, good.toString(), bad.toString())).isEqualTo(2);
        }
        assertThat(err.toString().lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith(folder + "/role.json:1:2: a role "));
        try (Backend backend = Backend.open("dsql", Map.of(), Optional.of(Path.of(data)))) {
            assertThat(backend.storage().memory().listThreads(ThreadQuery.ALL).count())
                    .isZero();
        }
    }

    @Test
    void unknownBackendsAndOptionsAreBadInput() {
        assertThat(run("--backend", "inmemry")).isEqualTo(2);
        assertThat(err.toString()).contains("inmemory");
        assertThat(run("--backend", "inmemory", "--option", "colour=blue")).isEqualTo(2);
        assertThat(err.toString()).contains("colour");
        assertThat(run("--nonsense")).isEqualTo(2);
        assertThat(run("--backend", "inmemory", "--data", "x")).isEqualTo(2);
    }

    @Test
    void directoryOfSomethingElseIsBadInputAndLeftAlone() throws IOException {
        Path other = file("other.txt", "mine");
        assertThat(run("--data", folder.toString())).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(folder.toFile().list()).containsExactly("other.txt");
        assertThat(other).hasContent("mine");
    }
}
