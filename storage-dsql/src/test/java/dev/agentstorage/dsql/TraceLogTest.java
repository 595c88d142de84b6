package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.auth.TokenMode;
import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.ConversationThread;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that logs everything of every library writes down no secret. */
class TraceLogTest {
    private static final String SECRET_KEY = "secret-key-that-nobody-sees";
    private static final String SESSION_TOKEN = "session-token-that-nobody-sees";
    private static final String PASSWORD = "password-that-nobody-sees";

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

    /** Returns all lines that the process wrote. */
    private List<String> run(Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        Path logging = folder.resolve("logging.properties");
        Files.writeString(
                logging,
                "handlers=java.util.logging.ConsoleHandler\n.level=ALL\njava.util.logging.ConsoleHandler.level=ALL\n");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(
                "-Dguice_bytecode_gen_option=DISABLED",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                "-Djava.util.logging.config.file=" + logging));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Conversation.class.getName()));
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
