package dev.agentstorage.dsql.internal;

import dev.agentstorage.dsql.internal.memory.DsqlMemoryBackend;
import dev.agentstorage.dsql.internal.pool.Database;
import dev.agentstorage.dsql.internal.schema.SchemaInstaller;
import dev.agentstorage.dsql.internal.schema.Tables;
import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.TransactionCounters;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.dsql.internal.workflow.DsqlWorkflowBackend;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.Unavailable;
import dev.agentstorage.spi.Health;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.WorkflowBackend;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The opened backend: its life, its state, and its domains. Thread-safe. */
@Singleton
final class DsqlBackend implements StorageBackend {
    private static final Logger LOG = LoggerFactory.getLogger(DsqlBackend.class);

    private final Database database;
    private final Transactions transactions;
    private final TransactionCounters counters;
    private final SchemaInstaller schema;
    private final DsqlMemoryBackend memory;
    private final DsqlWorkflowBackend workflows;

    @Inject
    DsqlBackend(
            DsqlSettings settings,
            Database database,
            Transactions transactions,
            TransactionCounters counters,
            DsqlMemoryBackend memory,
            DsqlWorkflowBackend workflows) {
        this.database = database;
        this.transactions = transactions;
        this.counters = counters;
        this.schema = new SchemaInstaller(transactions, settings, Tables.ALL);
        this.memory = memory;
        this.workflows = workflows;
    }

    @Override
    public void init() {
        Dialect dialect = dialect();
        schema.install(dialect);
        LOG.debug("initialised, dialect {}", dialect);
    }

    @Override
    public Health health() {
        try {
            String version = transactions
                    .read(session -> session.first(Sql.of("SELECT version()"), row -> row.text(1)))
                    .orElse("");
            return new Health(true, version, schema.building(dialect()));
        } catch (StorageException e) {
            return new Health(false, e.code() + ": " + e.getMessage(), List.of());
        }
    }

    private Dialect dialect() {
        try {
            return database.dialect();
        } catch (SQLException e) {
            String state = e.getSQLState();
            throw new Unavailable(
                    "connect-failed",
                    "no connection to the database could be had",
                    Map.of("sqlState", state == null ? "" : state),
                    e);
        }
    }

    /** Gives the data source, the pool included, and the counters of transactions. */
    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        if (type.isInstance(counters)) {
            return Optional.of(type.cast(counters));
        }
        return database.dataSource().filter(type::isInstance).map(type::cast);
    }

    @Override
    public Optional<MemoryBackend> memory() {
        return Optional.of(memory);
    }

    @Override
    public Optional<WorkflowBackend> workflows() {
        return Optional.of(workflows);
    }

    @Override
    public void close() {
        database.close();
    }
}
