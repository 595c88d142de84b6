package dev.agentstorage.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.DsqlLocal;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole programs in the documents: pasted into a file and run as they tell, and the same as those of this module. */
class DocumentedProgramsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path SOURCES = ROOT.resolve("examples/src/main/java/dev/agentstorage/examples");
    private static final Pattern PROGRAM =
            Pattern.compile("```java\n(import .*?public final class (\\w+) .*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "README.md, FirstSteps, user: Where is my order?",
        "docs/EXAMPLES.md, ConversationExample, assistant: On Monday.",
        "docs/EXAMPLES.md, WorkflowExample, worker 1 resumes the run",
        "docs/EXAMPLES.md, TraceExample, model call: done",
        "docs/EXAMPLES.md, ScoreExample, mean: 0.75",
        "docs/EXAMPLES.md, AgentExample, version 1",
    })
    void aProgramRunsWhenItIsPastedIntoAFile(String document, String name, String printed) throws Exception {
        Path file = Files.writeString(folder.resolve(name + ".java"), program(document, name));
        assertThat(java(Map.of(), file.toString())).contains(printed);
    }

    @Test
    void theProgramsOfTheDocumentsAreThoseOfThisModule() throws IOException {
        List<String> shown = new ArrayList<>();
        for (String document : List.of("README.md", "docs/EXAMPLES.md")) {
            for (MatchResult program : programs(document)) {
                Path source = Stream.of("", "domains/")
                        .map(folder -> SOURCES.resolve(folder + program.group(2) + ".java"))
                        .filter(Files::exists)
                        .findFirst()
                        .orElseThrow();
                assertThat(Files.readString(source)).endsWith(";\n\n" + program.group(1));
                shown.add(program.group(2));
            }
        }
        assertThat(shown).hasSize(6);
    }

    /** The steps for a cluster, with the endpoint in its place. */
    @Test
    void aRoleWithRightsInOneSchemaIsEnoughAndTheEnvironmentNamesTheCluster() throws Exception {
        try (DsqlLocal local = DsqlLocal.start()) {
            try (Connection connection = DriverManager.getConnection(local.jdbcUrl());
                    Statement statement = connection.createStatement()) {
                for (String sql : statementsForARole().split(";\n")) {
                    statement.execute(sql);
                }
            }
            Map<String, String> environment = Map.of(
                    "AGENT_STORAGE_BACKEND", "dsql",
                    "AGENT_STORAGE_HOST", local.host(),
                    "AGENT_STORAGE_PORT", Integer.toString(local.port()),
                    "AGENT_STORAGE_REGION", "local",
                    "AGENT_STORAGE_TLS_TRUST", local.certificate().toString(),
                    "AGENT_STORAGE_USER", "agent",
                    "AGENT_STORAGE_SCHEMA", "agents",
                    "AWS_ACCESS_KEY_ID", "local",
                    "AWS_SECRET_ACCESS_KEY", "local");
            String inEnvironment = program("README.md", "FirstSteps")
                    .replace("Storages.open(\"inmemory\")", "dev.agentstorage.examples.OwnDatabase.fromEnvironment()");
            Path file = Files.writeString(folder.resolve("FirstSteps.java"), inEnvironment);
            assertThat(java(environment, file.toString())).contains("assistant: On its way.");
        }
    }

    private String java(Map<String, String> environment, String file) throws IOException, InterruptedException {
        File out = folder.resolve("out").toFile();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dguice_bytecode_gen_option=DISABLED",
                        file)
                .redirectErrorStream(true)
                .redirectOutput(out);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("ends by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(out.toPath(), StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }

    private static String program(String document, String name) throws IOException {
        return programs(document).stream()
                .filter(program -> program.group(2).equals(name))
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    private static List<MatchResult> programs(String document) throws IOException {
        return PROGRAM.matcher(Files.readString(ROOT.resolve(document)))
                .results()
                .toList();
    }

    private static String statementsForARole() throws IOException {
        return Pattern.compile("```sql\n(CREATE ROLE.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("docs/OPERATIONS.md")))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }
}
