package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.internal.schema.Table;
import dev.agentstorage.dsql.internal.schema.Tables;
import dev.agentstorage.dsql.local.DsqlLocal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Separate processes that initialise the same empty database at one moment. They need two minutes on a machine that is busy, so they
 * run on demand; in every build {@link SchemaTest} does the same with sixteen storages of one process.
 *
 * <pre>./mvnw -Dquick -pl storage-dsql -am test -Dgroups=processes -Don.demand=none</pre>
 */
@Tag("processes")
class SixteenProcessesTest {
    private static final int PROCESSES = 16;

    @TempDir
    Path logs;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void allOfThemSucceedOnAnEmptyEndpoint() throws Exception {
        try (Schema schema = Schema.in(Server.DSQL, "sixteen")) {
            List<Process> processes = new ArrayList<>();
            try {
                for (int i = 0; i < PROCESSES; i++) {
                    processes.add(start(schema, logs.resolve(i + ".log")));
                }
                for (Process process : processes) {
                    BufferedReader said = process.inputReader();
                    assertThat(said.readLine()).isEqualTo("ready");
                }
                for (Process process : processes) {
                    begin(process);
                }
                for (int i = 0; i < PROCESSES; i++) {
                    assertThat(processes.get(i).waitFor())
                            .as(() -> "a process said: " + text(logs))
                            .isZero();
                }
            } finally {
                processes.forEach(Process::destroyForcibly);
            }
            assertThat(schema.query("SELECT tablename FROM pg_tables WHERE schemaname = '" + schema + "'"))
                    .containsExactlyInAnyOrderElementsOf(
                            Tables.ALL.stream().map(Table::name).toList());
            try (Storage storage = schema.open()) {
                schema.awaitIndexes(storage);
            }
        }
    }

    private static void begin(Process process) throws IOException {
        try (OutputStream told = process.getOutputStream()) {
            told.write('\n');
        }
    }

    private static Process start(Schema schema, Path log) throws IOException {
        DsqlLocal endpoint = Server.local();
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartingProcess.class.getName(),
                        endpoint.jdbcUrl(),
                        schema.toString())
                .redirectError(Redirect.to(log.toFile()))
                .start();
    }

    private static String text(Path folder) {
        try (var files = Files.list(folder)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
