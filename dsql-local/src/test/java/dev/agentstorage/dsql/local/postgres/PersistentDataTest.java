package dev.agentstorage.dsql.local.postgres;

import static dev.agentstorage.dsql.local.postgres.Databases.execute;
import static dev.agentstorage.dsql.local.postgres.Databases.passable;
import static dev.agentstorage.dsql.local.postgres.Databases.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentstorage.dsql.local.postgres.LocalPostgresException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class PersistentDataTest {
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
    void dataIsWrittenDurablyAndSurvivesARestart() throws SQLException {
        try (EmbeddedPostgres server = start()) {
            assertThat(query(server, "SHOW fsync")).isEqualTo("on");
            assertThat(query(server, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(server, "SHOW full_page_writes")).isEqualTo("on");
            execute(server, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (42)");
        }
        try (EmbeddedPostgres server = start()) {
            assertThat(query(server, "SELECT n FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void committedDataSurvivesTheDeathOfTheJvm() throws IOException, SQLException {
        try (ServerInChildJvm child = ServerInChildJvm.launch(CacheDirectory.defaultLocation(), data)) {
            child.awaitStarted();
            child.kill();
        }
        try (EmbeddedPostgres server = start()) {
            assertThat(query(server, "SELECT word FROM kept")).isEqualTo("committed");
        }
    }

    @Test
    void startsAfterACrashAlthoughAStrangerHasTheOldProcessNumber() throws IOException, SQLException {
        start().close();
        Files.writeString(
                data.resolve("postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + data + "\n0\n5432\n\n\n\nready\n");

        try (EmbeddedPostgres server = start()) {
            assertThat(query(server, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aCopyCutShortIsMadeAgain() throws IOException, SQLException {
        start().close();
        Files.delete(data.resolve("PG_VERSION"));
        Files.delete(data.resolve("global/pg_control"));

        try (EmbeddedPostgres server = start()) {
            assertThat(query(server, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void belongsToOneServerAtATime() throws SQLException, IOException {
        try (EmbeddedPostgres server = start()) {
            assertRefused(Reason.DATA_DIRECTORY_IN_USE);
            assertRefused(Reason.DATA_DIRECTORY_IN_USE);
            assertThat(query(server, "SELECT 1")).isEqualTo("1");
        }
        try (ServerInChildJvm child = ServerInChildJvm.launch(CacheDirectory.defaultLocation(), data)) {
            child.awaitStarted();
            assertRefused(Reason.DATA_DIRECTORY_IN_USE);
        }
    }

    @Test
    void leavesADirectoryOfSomethingElseAlone() throws IOException {
        Files.createDirectories(data);
        Files.writeString(data.resolve("thesis.txt"), "precious");

        assertRefused(Reason.DATA_DIRECTORY_UNUSABLE);

        assertThat(data).isDirectoryContaining("glob:**/thesis.txt");
        try (var entries = Files.list(data)) {
            assertThat(entries).hasSize(1);
        }
    }

    @Test
    void refusesDataOfAnotherMajorVersion() throws IOException {
        Files.createDirectories(data);
        Files.writeString(data.resolve("PG_VERSION"), "15\n");

        assertRefused(Reason.DATA_DIRECTORY_UNUSABLE);
    }

    private void assertRefused(Reason reason) {
        assertThatExceptionOfType(LocalPostgresException.class)
                .isThrownBy(this::start)
                .satisfies(e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e.details()).containsKey("dataDirectory");
                });
    }
}
