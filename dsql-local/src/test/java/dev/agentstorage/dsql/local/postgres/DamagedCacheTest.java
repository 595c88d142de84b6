package dev.agentstorage.dsql.local.postgres;

import static dev.agentstorage.dsql.local.postgres.Databases.passable;
import static dev.agentstorage.dsql.local.postgres.Databases.query;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class DamagedCacheTest {
    @TempDir
    private Path temporary;

    @Test
    void isRepairedByTheNextStart() throws IOException, SQLException {
        Path cache = passable(temporary).resolve("cache");
        assertStarts(cache);
        Path postgres = find(cache, "bin/postgres");

        try (RandomAccessFile bytes = new RandomAccessFile(postgres.toFile(), "rw")) {
            bytes.write(new byte[64]);
        }
        assertStarts(cache);

        Files.delete(find(cache, "plpgsql.so"));
        Files.writeString(find(cache, "global/pg_control"), "nonsense");
        assertStarts(cache);
    }

    private static void assertStarts(Path cache) throws SQLException {
        try (EmbeddedPostgres server =
                EmbeddedPostgres.builder().cacheDirectory(cache).start()) {
            assertThat(query(server, "SELECT 1")).isEqualTo("1");
        }
    }

    private static Path find(Path cache, String name) throws IOException {
        try (Stream<Path> paths = Files.walk(cache)) {
            return paths.filter(path -> path.endsWith(name)).findFirst().orElseThrow();
        }
    }
}
