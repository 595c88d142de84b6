package dev.agentstorage.dsql.local.postgres;

import static dev.agentstorage.dsql.local.postgres.Databases.execute;
import static dev.agentstorage.dsql.local.postgres.Databases.passable;
import static dev.agentstorage.dsql.local.postgres.Databases.processesOf;
import static dev.agentstorage.dsql.local.postgres.Databases.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.agentstorage.dsql.local.postgres.LocalPostgresException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the death of a server without any last deed leaves in its data directory and among the processes. */
@Tag("slow")
class HardKillTest {
    @TempDir
    private Path temporary;

    private Path data;

    @BeforeEach
    void chooseADirectory() throws IOException {
        data = passable(temporary).resolve("data");
    }

    private EmbeddedPostgres start() {
        return EmbeddedPostgres.builder().dataDirectory(data).start();
    }

    @Test
    void startsRightAfterJvmAndServerWereKilledTogether() throws IOException, SQLException {
        for (int round = 1; round <= 10; round++) {
            try (ServerInChildJvm child = ServerInChildJvm.launch(CacheDirectory.defaultLocation(), data)) {
                child.awaitStarted();
                child.killWithServer();
                try (EmbeddedPostgres server = start()) {
                    assertThat(query(server, "SELECT count(*) FROM kept"))
                            .as("rows after round %d", round)
                            .isEqualTo(Integer.toString(round));
                }
            }
        }
    }

    @Test
    void startsAlthoughTheDeadServerIsAZombie() throws IOException, SQLException {
        try (UnreapedServer dead = UnreapedServer.launch(this::start)) {
            dead.kill();
            assertThat(ProcessHandle.of(dead.pid())).as("not reaped").isPresent();

            try (EmbeddedPostgres server = start()) {
                assertThat(query(server, "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void waitsForProcessesThatOutliveTheirServer() throws IOException, SQLException {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        EmbeddedPostgres killed = start();
        try (Connection connection = DriverManager.getConnection(killed.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            execute(killed, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (42)");
            // The process of a statement that only computes does not notice the end of its server.
            String computing = "DO 'BEGIN WHILE clock_timestamp() < now() + interval ''3s'' LOOP END LOOP; END'";
            var unused = thread.submit(() -> statement.execute(computing));
            String others = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DO %' AND state = 'active'";
            await().untilAsserted(() -> assertThat(query(killed, others)).isEqualTo("1"));
            ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
            await().until(() -> !killed.isRunning());
            killed.close();

            try (EmbeddedPostgres server = start()) {
                assertThat(query(server, "SELECT n FROM kept")).isEqualTo("42");
            }
        } finally {
            killed.close();
            thread.shutdownNow();
        }
    }

    @Test
    void startsAlthoughAnotherServerHasTheOldProcessNumber() throws IOException, SQLException {
        start().close();
        try (EmbeddedPostgres stranger = EmbeddedPostgres.start()) {
            String checkpointer =
                    query(stranger, "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'");
            for (String pid : List.of(Long.toString(stranger.pid()), checkpointer)) {
                Files.writeString(data.resolve("postmaster.pid"), pid + "\n" + data + "\n0\n5432\n\n\n\nready\n");
                try (EmbeddedPostgres server = start()) {
                    assertThat(query(server, "SELECT 1")).isEqualTo("1");
                }
            }
            assertThat(query(stranger, "SELECT 1")).isEqualTo("1");
        }
    }

    /** It was not started here, so that no lock of a JVM protects it. */
    @Test
    void aServerThatRunsIsRefusedAlsoWithoutItsPidFile() throws IOException, SQLException {
        try (UnreapedServer alive = UnreapedServer.launch(this::start)) {
            assertRefused();
            Files.delete(data.resolve("postmaster.pid"));
            assertRefused();
            assertThat(ProcessHandle.of(alive.pid())
                            .flatMap(process -> process.info().command()))
                    .hasValueSatisfying(command -> assertThat(command).endsWith("/postgres"));
        }
    }

    private void assertRefused() {
        assertThatExceptionOfType(LocalPostgresException.class)
                .isThrownBy(() -> EmbeddedPostgres.builder()
                        .dataDirectory(data)
                        .startupTimeout(Duration.ofSeconds(1))
                        .start())
                .satisfies(e -> {
                    assertThat(e.reason()).isEqualTo(Reason.DATA_DIRECTORY_IN_USE);
                    assertThat(e.details()).containsKey("dataDirectory");
                });
    }

    /** A server whose parent never reaps it, as the first process of many containers. */
    private record UnreapedServer(Process parent, long pid, Path data) implements AutoCloseable {
        private interface Start {
            EmbeddedPostgres start();
        }

        /** Starts a server once to learn how, and then in the same way under such a parent. */
        static UnreapedServer launch(Start start) throws IOException, SQLException {
            List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\" >/dev/null & exec sleep 600", "sh"));
            Path data;
            try (EmbeddedPostgres server = start.start()) {
                ProcessHandle.Info info =
                        ProcessHandle.of(server.pid()).orElseThrow().info();
                command.add(info.command().orElseThrow());
                command.addAll(Arrays.asList(info.arguments().orElseThrow()));
                data = Path.of(query(server, "SHOW data_directory"));
            }
            Process parent = Tool.builder(RunAs.choose(data.getParent()).wrap(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Path pidFile = data.resolve("postmaster.pid");
            await().until(() -> Files.exists(pidFile)
                    && Files.readString(pidFile).stripTrailing().endsWith("ready"));
            long pid = Long.parseLong(Files.readAllLines(pidFile).get(0));
            return new UnreapedServer(parent, pid, data);
        }

        /** Returns when it runs no program any more. */
        void kill() {
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            await().until(() -> ProcessHandle.of(pid)
                    .flatMap(process -> process.info().command())
                    .isEmpty());
        }

        @Override
        public void close() {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            parent.destroyForcibly();
            await().untilAsserted(() -> assertThat(processesOf(data)).isEmpty());
        }
    }
}
