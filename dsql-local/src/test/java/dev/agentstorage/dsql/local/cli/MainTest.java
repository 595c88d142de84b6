package dev.agentstorage.dsql.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentstorage.dsql.local.DsqlLocal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
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
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

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
            assertThat(run("--port", Integer.toString(taken.getLocalPort()))).isEqualTo(2);
            assertThat(err.toString())
                    .startsWith("dsql-local: the port is not available; choose another one")
                    .contains("{port=" + taken.getLocalPort() + "}");
            assertThat(out.toString()).isEmpty();
        }
    }

    @Test
    void aWrongOptionEndsTheCommandWithTwo() {
        assertThat(run("--prot", "5432")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("dsql-local: Unknown options: '--prot', '5432'", "Try: dsql-local --help");
        assertThat(out.toString()).isEmpty();
        assertThat(run("--transaction-row", "5")).isEqualTo(2);
        assertThat(err.toString()).contains("Possible solutions:").contains("--transaction-rows");
    }

    @Test
    void optionsThatDoNotFitEndTheCommandWithTwo() {
        assertThat(run("--certificate", "a.pem")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines(
                        "dsql-local: --certificate and --key go together\nTry: dsql-local --help\n");
    }

    @Test
    void aRecordingNeedsAHostAndKnownGroups() {
        assertThat(run("record")).isEqualTo(2);
        assertThat(err.toString()).contains("Missing required option: '--host=HOST'", "Try: dsql-local record --help");
        assertThat(run("record", "--host", "a.example", "--group", "fruits")).isEqualTo(2);
        assertThat(err.toString()).contains("--group must be one of [environment");
    }

    @Test
    void aRecordingSaysWhetherTheAnswersAreTheSame(@TempDir Path directory) throws Exception {
        try (DsqlLocal local = DsqlLocal.start()) {
            Path token = Files.writeString(directory.resolve("token"), "local\n");
            String[] arguments = {
                "record",
                "--host",
                local.host(),
                "--port",
                Integer.toString(local.port()),
                "--token-file",
                token.toString(),
                "--tls-ca",
                local.certificate().toString(),
                "--output",
                directory.resolve("answers").toString(),
                "--group",
                "lexing"
            };
            assertThat(run(arguments)).as(() -> err.toString()).isZero();
            assertThat(directory.resolve("answers/cases.jsonl")).isNotEmptyFile();
            assertThat(out.toString()).contains("0 answered otherwise");
            local.faults().inject("server-unavailable on statement 90");
            assertThat(run(arguments)).isEqualTo(3);
        }
    }

    @Test
    void anythingElseThatIsWrongEndsTheCommandWithOne(@TempDir Path directory) {
        String missing = directory.resolve("missing.pem").toString();
        assertThat(run("--certificate", missing, "--key", missing)).isEqualTo(1);
        assertThat(err.toString()).contains("certificate").contains("missing.pem");
    }

    @Test
    void helpIsPrintedAndNothingIsStarted() {
        assertThat(run("--port", "1", "--help")).isZero();
        assertThat(out.toString())
                .startsWith("Usage: dsql-local")
                .contains("ready port=N")
                .contains("--transaction-bytes=N");
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).contains("\ndsql-local ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aFailureIsSeenByTheCallingShell() throws Exception {
        try (CommandProcess process = CommandProcess.launch("--token", "none")) {
            assertThat(process.rest()).isEmpty();
            assertThat(process.awaitEnd()).isEqualTo(2);
        }
    }

    private int run(String... arguments) {
        return Main.command(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }
}
