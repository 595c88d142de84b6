package dev.agentstorage.examples.sqlite;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.StorageTck;
import dev.agentstorage.value.Feature;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The kit on SQLite. */
@Tag("slow")
// doc: conformance
class SqliteConformanceTest extends StorageTck {
    @TempDir
    static Path directory;

    @Override
    protected StorageProvider provider() {
        return new SqliteStorageProvider();
    }

    @Override
    protected StorageConfig config() {
        return StorageConfig.builder(SqliteStorageProvider.NAME)
                .set(SqliteStorageProvider.FILE, directory.resolve("kit.db"))
                .set(SqliteStorageProvider.FLUSH, false)
                .build();
    }

    @Override
    protected Set<Feature> declares() {
        return Set.of(
                Feature.MEMORY,
                Feature.WORKFLOWS,
                Feature.OBSERVABILITY,
                Feature.SCORES,
                Feature.AGENTS,
                Feature.PERSISTENCE);
    }
}
// end
