package dev.agentstorage.dsql;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.StorageTck;
import dev.agentstorage.tck.fault.Faults;
import dev.agentstorage.value.Feature;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** The kit on DSQL. */
@Tag("slow")
class DsqlConformanceTest extends StorageTck {
    private final Schema schema = Schema.in(Server.DSQL);

    @Override
    protected StorageProvider provider() {
        return new DsqlStorageProvider();
    }

    @Override
    protected Set<Feature> declares() {
        return EnumSet.of(
                Feature.MEMORY,
                Feature.WORKFLOWS,
                Feature.OBSERVABILITY,
                Feature.SCORES,
                Feature.AGENTS,
                Feature.INDEXES,
                Feature.UNIQUE_INDEXES,
                Feature.PERSISTENCE);
    }

    @Override
    protected StorageConfig config() {
        return schema.config().build();
    }

    @Override
    protected Optional<Faults> faults() {
        return Optional.of(new DsqlFaults(schema));
    }
}
