package dev.agentstorage.tck.cli;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.StorageTck;
import dev.agentstorage.value.Feature;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;

/** The kit for the backend that the command line names. */
@ExtendWith(TargetResolver.class)
class CommandLineKit extends StorageTck {
    private final Target target;

    CommandLineKit(Target target) {
        this.target = target;
    }

    @Override
    protected StorageProvider provider() {
        return target.provider();
    }

    @Override
    protected StorageConfig config() {
        return target.config();
    }

    @Override
    protected Set<Feature> declares() {
        return target.features();
    }
}
