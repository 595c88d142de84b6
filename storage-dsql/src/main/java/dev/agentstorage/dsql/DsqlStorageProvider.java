package dev.agentstorage.dsql;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.internal.Wiring;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.util.List;
import java.util.Set;

/**
 * The backend {@code dsql}: Amazon Aurora DSQL or, if so configured, PostgreSQL 15 or later, over JDBC. It uses the tables of Mastra's
 * {@code @mastra/dsql}, so that both can work on the same data. See {@link DsqlOptions}. Stateless and thread-safe.
 */
public final class DsqlStorageProvider implements StorageProvider {
    /** The name that selects this backend. */
    public static final String NAME = "dsql";

    /** Creates the provider. Called by {@link java.util.ServiceLoader}; does not connect. */
    public DsqlStorageProvider() {}

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
                Feature.INDEXES,
                Feature.UNIQUE_INDEXES,
                Feature.PERSISTENCE);
    }

    /**
     * Returns the limits of DSQL, which are {@link Limits#STANDARD}.
     */
    @Override
    public Limits limits() {
        return DsqlSettings.LIMITS;
    }

    /** Returns {@link #limits()}, lowered by {@link DsqlOptions#BATCH_ROWS} and {@link DsqlOptions#BATCH_BYTES}. */
    @Override
    public Limits limits(StorageConfig config) {
        return SettingsReader.limits(config);
    }

    @Override
    public List<Option<?>> options() {
        return DsqlOptions.ALL;
    }

    /** Returns a problem for each pair of incompatible options. */
    @Override
    public List<Problem> problems(StorageConfig config) {
        return new SettingsReader(config).problems();
    }

    /**
     * Creates a backend without connecting. Its {@code unwrap} supports {@code DataSource} and
     * {@link dev.agentstorage.dsql.events.TransactionStatistics}.
     *
     * @throws dev.agentstorage.error.InvalidRequestException {@code config-invalid} with all incompatible options
     */
    @Override
    public StorageBackend open(StorageConfig config) {
        return Wiring.open(new SettingsReader(config).read());
    }
}
