package dev.agentstorage.dsql.local.postgres;

import static dev.agentstorage.dsql.local.postgres.Databases.passable;
import static dev.agentstorage.dsql.local.postgres.Databases.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first starts of a user, when there is nothing in the cache yet. */
@Tag("slow")
class FirstStartTest {
    @TempDir
    private Path temporary;

    @Test
    void concurrentFirstStartsOfSeveralJvmsAllSucceed() throws IOException {
        Path cache = passable(temporary).resolve("cache");
        List<ServerInChildJvm> children = new ArrayList<>();
        try {
            children.add(ServerInChildJvm.launch(cache));
            children.add(ServerInChildJvm.launch(cache));

            assertThat(children.get(0).awaitStarted().pid())
                    .isNotEqualTo(children.get(1).awaitStarted().pid());
        } finally {
            children.forEach(ServerInChildJvm::close);
        }
    }

    @Test
    void aJvmKilledWhileItUnpacksDoesNoHarm() throws IOException, SQLException {
        Path cache = passable(temporary).resolve("cache");
        try (ServerInChildJvm child = ServerInChildJvm.launch(cache)) {
            await().until(() -> unpacking(cache));
            child.kill();
        }
        assertThat(cache.resolve("work")).isNotEmptyDirectory();

        try (EmbeddedPostgres server =
                EmbeddedPostgres.builder().cacheDirectory(cache).start()) {
            assertThat(query(server, "SELECT 1")).isEqualTo("1");
        }
        assertThat(cache.resolve("work")).isEmptyDirectory();
    }

    private static boolean unpacking(Path cache) throws IOException {
        if (!Files.isDirectory(cache.resolve("work"))) {
            return false;
        }
        try (Stream<Path> paths =
                Files.find(cache.resolve("work"), 4, (path, attributes) -> path.endsWith("fresh/content/share"))) {
            return paths.findAny().isPresent();
        }
    }
}
