package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.auth.TokenMode;
import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.observability.Span;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A process that logs everything of every library writes down no secret, and this library nothing that is stored. */
@Tag("slow")
class TraceLogTest {
    private static final String SECRET_KEY = "secret-key-that-nobody-sees";
    private static final String SESSION_TOKEN = "session-token-that-nobody-sees";
    private static final String PASSWORD = "password-that-nobody-sees";
    private static final String PRIVATE = "text-that-nobody-sees";

    /** The SDK's signer writes down what it signs, the token of a session included. */
    private static final String SIGNER = "software.amazon.awssdk.http.auth.aws.internal.signer";

    private static final String QUIET_SIGNER = "-Dorg.slf4j.simpleLogger.log." + SIGNER + "=info";

    @TempDir
    Path folder;

    /** Uses a storage that the environment names, and fails to use it. */
    static final class Conversation {
        private Conversation() {}

        public static void main(String[] arguments) {
            try (Storage storage = Storages.open(StorageConfig.fromEnvironment(System.getenv(), "AGENT_STORAGE_"))) {
                storage.memory()
                        .saveThread(
                                ConversationThread.builder("owner").id("talk").build());
                System.out.println("stored");
            } catch (UnavailableException e) {
                e.printStackTrace();
                System.out.println("refused");
            }
        }
    }

    /** Stores private text in every domain, and fails with it in every way that it can. */
    static final class PrivateText {
        private static final String STORED = PRIVATE + "\r\nERROR and another line";
        private static final Json JSON = Json.of(Map.of("text", STORED));

        private PrivateText() {}

        public static void main(String[] arguments) {
            try (Storage storage = Storages.open(StorageConfig.fromEnvironment(System.getenv(), "AGENT_STORAGE_"))) {
                Version stale = Version.of("stale");
                ConversationThread thread = storage.memory()
                        .createThread(ConversationThread.builder("owner")
                                .id("talk")
                                .title(STORED)
                                .metadata(JSON)
                                .build());
                NewMessage message = NewMessage.user(thread.id(), STORED);
                storage.memory().saveMessage(message);
                NewWorkflowRun run = NewWorkflowRun.of("work", "flow", JSON.with("context", JSON));
                storage.workflows().save(run);
                Span span = Span.builder("trace", "span")
                        .startedAt(Instant.EPOCH)
                        .input(JSON)
                        .error(JSON)
                        .build();
                storage.observability().saveSpan(span);
                fails(() -> storage.memory().createThread(thread));
                fails(() -> storage.memory().saveThread(thread, stale));
                fails(() -> storage.memory().saveMessage(NewMessage.user("missing", STORED)));
                fails(() -> storage.memory().updateThread(thread.id(), ThreadPatch.ofTitle(STORED.repeat(100_000))));
                fails(() -> storage.workflows().save(run, stale));
                fails(() -> storage.workflows().save(NewWorkflowRun.of("work", "flow", Json.of(STORED))));
                fails(() -> storage.observability().createSpans(List.of(span)));
                System.out.println("failed as they should");
                for (int i = 0; i < 20; i++) {
                    String id = "m" + i;
                    try {
                        storage.memory()
                                .saveMessage(NewMessage.builder(thread.id())
                                        .id(id)
                                        .text(STORED)
                                        .build());
                        storage.memory().deleteMessages(List.of(id));
                    } catch (OutcomeUnknownException | UnavailableException e) {
                        System.out.println("lost " + e.code());
                    }
                }
                System.out.println("stored");
            }
        }

        private static void fails(Runnable call) {
            try {
                call.run();
                throw new AssertionError("it did not fail");
            } catch (StorageException e) {
                LoggerFactory.getLogger(PrivateText.class).error("failed", e);
            }
        }
    }

    @Test
    void nothingThatIsStoredIsLoggedByThisLibraryOrAtTheUsualLevels() throws Exception {
        try (DsqlLocal cluster = DsqlLocal.builder().tokens(TokenMode.SHAPE).start()) {
            cluster.faults().inject("cut during commit probability 0.2 seed 7");
            Map<String, String> environment = new HashMap<>();
            environment.put("AGENT_STORAGE_URL", cluster.jdbcUrlWithoutLogin());
            environment.put("AGENT_STORAGE_USER", DsqlLocal.ADMIN);
            environment.put("AGENT_STORAGE_PASSWORD", cluster.token(DsqlLocal.ADMIN));
            List<String> output = run(
                    PrivateText.class,
                    "INFO",
                    environment,
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
                    "-Dorg.slf4j.simpleLogger.log.dev.agentstorage=trace");
            assertThat(output).contains("failed as they should", "stored");
            assertThat(output).anyMatch(line -> line.contains("thread-exists: "));
            assertThat(output).noneMatch(line -> line.contains(PRIVATE));
        }
    }

    @Test
    void nothingThatSignsOrIsSignedForAClusterIsLogged() throws Exception {
        try (DsqlLocal cluster = DsqlLocal.builder().tokens(TokenMode.SHAPE).start()) {
            Map<String, String> environment = new HashMap<>();
            environment.put("AGENT_STORAGE_HOST", cluster.host());
            environment.put("AGENT_STORAGE_PORT", Integer.toString(cluster.port()));
            environment.put("AGENT_STORAGE_REGION", "eu-central-1");
            environment.put("AGENT_STORAGE_TLS_TRUST", cluster.certificate().toString());
            environment.put("AGENT_STORAGE_CONNECTION_TIMEOUT", "PT60S");
            environment.put("AWS_ACCESS_KEY_ID", "key");
            environment.put("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
            assertNoSecret(run(environment), "stored");
            environment.put("AWS_SESSION_TOKEN", SESSION_TOKEN);
            assertNoSecret(run(environment, QUIET_SIGNER), "stored");
            cluster.faults().inject("expired-token on connect 1 count 1000");
            environment.put("AGENT_STORAGE_CONNECTION_TIMEOUT", "PT1S");
            assertNoSecret(run(environment, QUIET_SIGNER), "refused");
        }
        assertThat(Files.readString(Path.of("..", "docs", "OPERATIONS.md"))).contains("`" + SIGNER + "`");
    }

    @Test
    void thePasswordOfAServerIsNotLogged() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
            Map<String, String> environment =
                    Map.of("AGENT_STORAGE_URL", server.jdbcUrl("postgres"), "AGENT_STORAGE_PASSWORD", PASSWORD);
            assertNoSecret(run(environment), "stored");
        }
    }

    private static void assertNoSecret(List<String> output, String end) {
        assertThat(output.contains(end)).as("ended as it should").isTrue();
        // the libraries did log
        for (String text : List.of("DEBUG com.zaxxer.hikari", "org.postgresql", "FINEST:")) {
            assertThat(output.stream().anyMatch(line -> line.contains(text)))
                    .as(text)
                    .isTrue();
        }
        assertThat(output.stream()
                        .filter(line -> line.contains("X-Amz-Signature=")
                                || line.contains(SECRET_KEY)
                                || line.contains(SESSION_TOKEN)
                                || line.contains(PASSWORD)))
                .isEmpty();
    }

    /** Returns all lines that a process wrote which logs everything. */
    private List<String> run(Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=trace"));
        all.addAll(List.of(options));
        return run(Conversation.class, "ALL", environment, all.toArray(String[]::new));
    }

    private List<String> run(Class<?> main, String level, Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        Path logging = folder.resolve("logging.properties");
        Files.writeString(
                logging,
                "handlers=java.util.logging.ConsoleHandler\n.level=" + level
                        + "\njava.util.logging.ConsoleHandler.level=" + level + "\n");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of("-Dguice_bytecode_gen_option=DISABLED", "-Djava.util.logging.config.file=" + logging));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("AGENT_STORAGE_BACKEND", "dsql");
        builder.environment().put("AGENT_STORAGE_POOL_MAXIMUM", "2");
        builder.environment().put("AGENT_STORAGE_SKIP_DEFAULT_INDEXES", "true");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllLines(output, StandardCharsets.UTF_8);
    }
}
