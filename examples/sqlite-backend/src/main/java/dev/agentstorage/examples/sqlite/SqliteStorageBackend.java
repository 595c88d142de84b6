package dev.agentstorage.examples.sqlite;

import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.spi.support.FilterBound;
import dev.agentstorage.value.Health;
import dev.agentstorage.value.Limits;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Scanner;
import javax.sql.DataSource;

/** The domains over one database. Thread-safe. */
record SqliteStorageBackend(Database database, Limits limits, FilterBound bound) implements StorageBackend {
    private static final long SCHEMA_VERSION = 1;

    @Override
    public void init() {
        database.write(SqliteStorageBackend::createTables);
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
        return Optional.of(new SqliteMemory(database, limits, bound));
    }

    @Override
    public Optional<WorkflowBackend> workflows() {
        return Optional.of(new SqliteWorkflows(database, bound));
    }

    @Override
    public Optional<ObservabilityBackend> observability() {
        return Optional.of(new SqliteSpans(database, limits, bound));
    }

    @Override
    public Optional<ScoreBackend> scores() {
        return Optional.of(new SqliteScores(database));
    }

    @Override
    public Optional<AgentBackend> agents() {
        return Optional.of(new SqliteAgents(database, limits, bound));
    }

    @Override
    public void close() {
        database.close();
    }
}
