package dev.agentstorage.dsql;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.Feature;
import dev.agentstorage.spi.Limits;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import java.util.List;
import java.util.Set;

/** The backend under a second name: a report of the kit has its provider's name, and there is one for each kind of server. */
public final class PostgresqlProvider implements StorageProvider {
    static final String NAME = "dsql-postgresql";

    private final StorageProvider provider = new DsqlStorageProvider();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SpiVersion spiVersion() {
        return provider.spiVersion();
    }

    @Override
    public Set<Feature> features() {
        return provider.features();
    }

    @Override
    public Limits limits() {
        return provider.limits();
    }

    @Override
    public List<Option<?>> options() {
        return provider.options();
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        return provider.open(config);
    }
}
