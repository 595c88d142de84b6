package dev.agentstorage.examples.sqlite;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.spi.support.FilterBound;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The backend {@value #NAME}: the five core domains in one file, which any number of processes of one machine may share. Stateless. */
public final class SqliteStorageProvider implements StorageProvider {
    /** The name of the backend. */
    public static final String NAME = "sqlite";

    /** The file of the database. It is made when it is missing, its directory is not. */
    public static final Option<Path> FILE =
            Option.path("file").asRequired().describedAs("file of the database, made when it is missing");

    /** How long a call waits for writers of other processes and threads. */
    public static final Option<Duration> BUSY_TIMEOUT = Option.duration("busyTimeout")
            .withDefault(Duration.ofSeconds(30))
            .accepting("must not be negative", timeout -> !timeout.isNegative())
            .describedAs("how long a call waits while others write");

    /** Whether a commit waits for the disk. Without it the end of a process loses nothing, but a loss of power may damage the file. */
    public static final Option<Boolean> FLUSH =
            Option.bool("flush").withDefault(true).describedAs("whether a commit waits until the disk has the data");

    /** How many rows one call may read to answer a filter on JSON. */
    public static final Option<Long> FILTER_ROWS = Option.longInteger("filterRows")
            .withDefault(100_000L)
            .accepting("must be at least 1", rows -> rows >= 1)
            .describedAs("most rows that one call reads to answer a filter on metadata, scope or tags");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SpiVersion spiVersion() {
        return new SpiVersion(1, 0);
    }

    @Override
    public Set<Feature> features() {
        return Set.of(
                Feature.MEMORY,
                Feature.WORKFLOWS,
                Feature.OBSERVABILITY,
                Feature.SCORES,
                Feature.AGENTS,
                Feature.PERSISTENCE);
    }

    @Override
    public Limits limits() {
        // SQLite takes far more, but data of equal limits can be moved between backends
        return Limits.STANDARD;
    }

    @Override
    public List<Option<?>> options() {
        return List.of(FILE, BUSY_TIMEOUT, FLUSH, FILTER_ROWS);
    }

    // doc: open
    @Override
    public StorageBackend open(StorageConfig config) {
        return new SqliteStorageBackend(
                new Database(config), limits(config), new FilterBound(config.get(FILTER_ROWS), FILTER_ROWS.name()));
    }
    // end
}
