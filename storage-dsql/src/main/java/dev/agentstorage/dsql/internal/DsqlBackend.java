package dev.agentstorage.dsql.internal;

import dev.agentstorage.dsql.events.TransactionStatistics;
import dev.agentstorage.dsql.internal.index.OwnIndexes;
import dev.agentstorage.dsql.internal.pool.Database;
import dev.agentstorage.dsql.internal.schema.Catalog;
import dev.agentstorage.dsql.internal.schema.Catalogs;
import dev.agentstorage.dsql.internal.schema.SchemaInstaller;
import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.TransactionCounters;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.IndexBackend;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.value.Health;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The opened backend: its lifecycle, its health, and its domains. Thread-safe. */
@Singleton
final class DsqlBackend implements StorageBackend {
    private static final Logger LOG = LoggerFactory.getLogger(DsqlBackend.class);

    private final Database database;
    private final Transactions transactions;
    private final TransactionCounters counters;
    private final Catalogs catalogs;
    private final SchemaInstaller schema;
    private final OwnIndexes ownIndexes;
    private final Domains domains;

    @Inject
    DsqlBackend(
            Database database,
            Transactions transactions,
            TransactionCounters counters,
            Catalogs catalogs,
            SchemaInstaller schema,
            OwnIndexes ownIndexes,
            Domains domains) {
        this.database = database;
        this.transactions = transactions;
        this.counters = counters;
        this.catalogs = catalogs;
        this.schema = schema;
        this.ownIndexes = ownIndexes;
        this.domains = domains;
    }

    @Override
    public void init() {
        Dialect dialect = catalogs.dialect();
        ownIndexes.create(schema.install(dialect));
        LOG.debug("initialised, dialect {}", dialect);
    }

    @Override
    public Health health() {
        try {
            String version = transactions
                    .read(session -> session.first(Sql.of("SELECT version() AS version"), row -> row.text("version")))
                    .orElse("");
            Catalog found = catalogs.read();
            return new Health(true, version + ownIndexes.problems(found, schema.refused()), ownIndexes.building(found));
        } catch (StorageException e) {
            return new Health(false, e.getMessage(), List.of());
        }
    }

    /** Supports the data source, which may be the backend's own pool, and the transaction statistics. */
    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        if (type.isInstance(counters)) {
            return Optional.of(type.cast(counters));
        }
        if (type == TransactionStatistics.class) {
            return Optional.of(type.cast(counters.statistics()));
        }
        return DataSource.class.isAssignableFrom(type)
                ? Optional.of(transactions.connecting(database::dataSource))
                        .filter(type::isInstance)
                        .map(type::cast)
                : Optional.empty();
    }

    @Override
    public Optional<MemoryBackend> memory() {
        return Optional.of(domains.memory());
    }

    @Override
    public Optional<WorkflowBackend> workflows() {
        return Optional.of(domains.workflows());
    }

    @Override
    public Optional<ObservabilityBackend> observability() {
        return Optional.of(domains.observability());
    }

    @Override
    public Optional<ScoreBackend> scores() {
        return Optional.of(domains.scores());
    }

    @Override
    public Optional<AgentBackend> agents() {
        return Optional.of(domains.agents());
    }

    @Override
    public Optional<IndexBackend> indexes() {
        return Optional.of(domains.indexes());
    }

    @Override
    public void close() {
        database.close();
    }
}
