package dev.agentstorage.examples.sqlite;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Health;
import dev.agentstorage.value.Limits;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Scanner;
import java.util.Set;
import javax.sql.DataSource;

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

    /** Maximum number of rows scanned by one call for a filter on JSON. */
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
        return new Backend(new Database(config, limits(config)));
    }
    // end

    /** The domains over one database. Thread-safe. */
    private record Backend(Database database) implements StorageBackend {
        private static final long SCHEMA_VERSION = 1;

        @Override
        public void init() {
            database.write(Backend::createTables);
        }

        /** Makes all tables of {@code schema.sql}, unless another storage has; returns whether it did. */
        private static boolean createTables(Session session) {
            if (session.number("PRAGMA user_version", List.of()) == SCHEMA_VERSION) {
                return false;
            }
            InputStream script = Objects.requireNonNull(Session.class.getResourceAsStream("schema.sql"));
            try (Scanner statements = new Scanner(script, StandardCharsets.UTF_8)) {
                statements.useDelimiter(";\n").forEachRemaining(statement -> session.update(statement, List.of()));
            }
            session.update("PRAGMA user_version = " + SCHEMA_VERSION, List.of());
            return true;
        }

        @Override
        public Health health() {
            return database.health();
        }

        @Override
        public <T> Optional<T> unwrap(Class<T> type) {
            return type == DataSource.class ? Optional.of(type.cast(database.source)) : Optional.empty();
        }

        @Override
        public Optional<MemoryBackend> memory() {
            return Optional.of(new SqliteMemory(database));
        }

        @Override
        public Optional<WorkflowBackend> workflows() {
            return Optional.of(new SqliteWorkflows(database));
        }

        @Override
        public Optional<ObservabilityBackend> observability() {
            return Optional.of(new SqliteSpans(database));
        }

        @Override
        public Optional<ScoreBackend> scores() {
            return Optional.of(new SqliteScores(database));
        }

        @Override
        public Optional<AgentBackend> agents() {
            return Optional.of(new SqliteAgents(database));
        }

        @Override
        public void close() {
            database.close();
        }
    }
}
