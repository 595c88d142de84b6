package dev.agentstorage.examples.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.ConversationThread;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kit cannot do to a database of which it knows nothing: a file that is none, a lock of another program, a damaged row. */
class OutageTest {
    @TempDir
    Path directory;

    @Test
    void aFileThatIsNoDatabaseIsAnOutage() throws Exception {
        Path file =
                Files.writeString(directory.resolve("text.db"), "this is no database, however long it is".repeat(20));
        try (Storage storage = open(file, Duration.ofSeconds(1))) {
            assertThat(storage.health().reachable()).isFalse();
            assertThatThrownBy(() -> storage.memory().getThread("t"))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            e -> assertThat(e.code()).isEqualTo("database-unavailable"));
        }
    }

    @Test
    void aWriteGivesUpWhenAnotherProgramKeepsTheLock() throws Exception {
        try (Storage storage = open(directory.resolve("locked.db"), Duration.ofMillis(200))) {
            storage.init();
            try (Connection other = storage.unwrap(DataSource.class).getConnection()) {
                execute(other, "BEGIN IMMEDIATE");

                assertThat(storage.memory().getThread("t")).isEmpty();
                assertThatThrownBy(() -> create(storage))
                        .isInstanceOfSatisfying(
                                UnavailableException.class,
                                e -> assertThat(e.code()).isEqualTo("database-busy"));
                execute(other, "ROLLBACK");
            }
            assertThat(create(storage).id()).isEqualTo("t");
        }
    }

    @Test
    void aWriteThatWaitsForTheLockEndsWhenTheStorageIsClosed() throws Exception {
        Storage storage = open(directory.resolve("closed.db"), Duration.ofMinutes(2));
        storage.init();
        try (Connection other = storage.unwrap(DataSource.class).getConnection()) {
            execute(other, "BEGIN IMMEDIATE");
            CompletableFuture<ConversationThread> waiting = CompletableFuture.supplyAsync(() -> create(storage));
            assertThatThrownBy(() -> waiting.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

            storage.close();

            assertThatThrownBy(waiting::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            NotInitializedException.class,
                            e -> assertThat(e.code()).isEqualTo("storage-closed"));
            execute(other, "ROLLBACK");
        }
    }

    @Test
    void whatCannotBeReadIsNamed() throws Exception {
        try (Storage storage = open(directory.resolve("damaged.db"), Duration.ofSeconds(1))) {
            create(storage);
            try (Connection other = storage.unwrap(DataSource.class).getConnection()) {
                execute(other, "UPDATE threads SET metadata = '{' WHERE id = 't'");
            }

            assertThatThrownBy(() -> storage.memory().getThread("t"))
                    .isInstanceOfSatisfying(
                            CorruptDataException.class,
                            e -> assertThat(e.details())
                                    .containsEntry("table", "threads")
                                    .containsEntry("key", "t")
                                    .containsEntry("column", "metadata"));
        }
    }

    private static Storage open(Path file, Duration busyTimeout) {
        return Storages.open(StorageConfig.builder(SqliteStorageProvider.NAME)
                .set(SqliteStorageProvider.FILE, file)
                .set(SqliteStorageProvider.BUSY_TIMEOUT, busyTimeout)
                .build());
    }

    private static ConversationThread create(Storage storage) {
        return storage.memory()
                .createThread(ConversationThread.builder("user").id("t").build());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
