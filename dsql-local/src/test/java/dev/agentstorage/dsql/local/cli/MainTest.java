package dev.agentstorage.dsql.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.agentstorage.dsql.local.cli.Main.Failure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Main command = new Main(
            new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSignalStopsTheCommandAndItsPostgres(String signal, int status) throws Exception {
        try (CommandProcess process = CommandProcess.launch("--no-tls", "--token", "off")) {
            process.awaitReady();
            List<ProcessHandle> children = process.children();
            assertThat(children).isNotEmpty();
            assertThat(process.endBy(signal)).isEqualTo(status);
            await().untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
            assertThat(process.rest()).isEmpty();
        }
    }

    @Test
    void theLinesThatArePrintedConnectAndTheDataSurvives(@TempDir Path directory) throws Exception {
        String[] arguments = {"--data", directory.resolve("data").toString(), "--fault", "occ on commit 1000"};
        String certificate;
        try (CommandProcess process = CommandProcess.launch(arguments)) {
            List<String> lines = process.awaitReady();
            certificate = value(lines, "certificate:");
            assertThat(Path.of(certificate)).exists();
            assertThat(value(lines, "psql:"))
                    .startsWith("PGPASSWORD='local' psql \"host=127.0.0.1 port=")
                    .contains(" dbname=postgres user=admin sslmode=verify-full sslrootcert='" + certificate + "'\"");
            assertThat(lines.get(lines.size() - 1)).matches("ready port=\\d+");
            try (Connection connection = DriverManager.getConnection(value(lines, "JDBC:"));
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE kept (id int PRIMARY KEY)");
                statement.execute("INSERT INTO kept VALUES (42)");
            }
            process.endBy("TERM");
        }
        try (CommandProcess process = CommandProcess.launch(arguments)) {
            List<String> lines = process.awaitReady();
            assertThat(value(lines, "certificate:")).isEqualTo(certificate);
            try (Connection connection = DriverManager.getConnection(value(lines, "JDBC:"));
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT id FROM kept")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(42);
            }
        }
    }

    private static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aPortInUseEndsTheCommandWithTwo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Failure failure = failureOf("--port", Integer.toString(taken.getLocalPort()));
            assertThat(failure.status()).isEqualTo(2);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .startsWith("dsql-local: the port cannot be had; choose another one")
                    .contains("{port=" + taken.getLocalPort() + "}");
            assertThat(out.size()).isZero();
        }
    }

    @Test
    void aWrongOptionEndsTheCommandWithTwo() {
        assertThat(failureOf("--prot", "5432").status()).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("dsql-local: unknown option --prot\nTry: dsql-local --help\n");
    }

    @Test
    void anythingElseThatIsWrongEndsTheCommandWithOne(@TempDir Path directory) {
        String missing = directory.resolve("missing.pem").toString();
        assertThat(failureOf("--certificate", missing, "--key", missing).status())
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("certificate").contains("missing.pem");
    }

    @Test
    void helpIsPrintedAndNothingIsStarted() throws Exception {
        assertThat(command.start(List.of("--port", "1", "--help"))).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("Usage: dsql-local")
                .contains("ready port=N");
        assertThat(command.start(List.of("--version"))).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\ndsql-local ");
        assertThat(err.size()).isZero();
    }

    @Test
    void aFailureIsSeenByTheCallingShell() throws Exception {
        try (CommandProcess process = CommandProcess.launch("--token", "none")) {
            assertThat(process.rest()).isEmpty();
            assertThat(process.awaitEnd()).isEqualTo(2);
        }
    }

    private Failure failureOf(String... arguments) {
        return catchThrowableOfType(Failure.class, () -> command.start(List.of(arguments)));
    }
}
