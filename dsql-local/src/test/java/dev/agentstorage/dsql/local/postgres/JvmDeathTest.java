package dev.agentstorage.dsql.local.postgres;

import static dev.agentstorage.dsql.local.postgres.Databases.passable;
import static dev.agentstorage.dsql.local.postgres.Databases.processesOf;
import static dev.agentstorage.dsql.local.postgres.Databases.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentstorage.dsql.local.postgres.ServerInChildJvm.Started;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class JvmDeathTest {
    @TempDir
    private Path temporary;

    @Test
    void aKilledJvmLeavesNothingRunning() throws IOException {
        try (ServerInChildJvm child = ServerInChildJvm.launch()) {
            assertNothingRunsAfterAKill(child);
        }
    }

    /** Where the build itself runs as an ordinary user this is the same as the test above, and costs little. */
    @Test
    void anOrdinaryUserStartsAServerToo() throws IOException {
        try (ServerInChildJvm child = RunAs.ownUid() == 0
                ? ServerInChildJvm.launchAsOrdinaryUser(passable(temporary))
                : ServerInChildJvm.launch()) {
            assertNothingRunsAfterAKill(child);
        }
    }

    private static void assertNothingRunsAfterAKill(ServerInChildJvm child) throws IOException {
        Started server = child.awaitStarted();
        assertThat(ProcessHandle.of(server.pid())
                        .flatMap(process -> process.info().command()))
                .hasValueSatisfying(command -> assertThat(command).endsWith("/postgres"));
        assertThat(processesOf(server.dataDirectory())).hasSizeGreaterThan(1);

        child.kill();

        await().untilAsserted(() -> {
            // Where no process reaps orphans a zombie remains, which runs no command.
            assertThat(ProcessHandle.of(server.pid())
                            .flatMap(process -> process.info().command()))
                    .isEmpty();
            assertThat(processesOf(server.dataDirectory())).isEmpty();
        });
    }

    @Test
    void theNextStartRemovesOnlyTheDataOfADeadJvm() throws IOException, SQLException {
        try (ServerInChildJvm dead = ServerInChildJvm.launch();
                ServerInChildJvm alive = ServerInChildJvm.launch();
                EmbeddedPostgres own = EmbeddedPostgres.start()) {
            Path deadData = dead.awaitStarted().dataDirectory();
            Path aliveData = alive.awaitStarted().dataDirectory();
            Path ownData = Path.of(query(own, "SHOW data_directory"));
            dead.kill();
            assertThat(deadData).isDirectory();

            await().untilAsserted(() -> {
                EmbeddedPostgres.start().close();
                assertThat(deadData.getParent()).doesNotExist();
            });

            assertThat(aliveData).isDirectory();
            assertThat(ownData).isDirectory();
            assertThat(query(own, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aJvmThatEndsWithoutClosingCleansUp() throws IOException {
        try (ServerInChildJvm child = ServerInChildJvm.launch()) {
            Started server = child.awaitStarted();

            assertThat(child.endWithoutClosing()).isZero();

            assertThat(server.dataDirectory()).doesNotExist();
            await().untilAsserted(() ->
                    assertThat(processesOf(server.dataDirectory())).isEmpty());
        }
    }
}
