package dev.agentstorage.inmemory;

import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.StorageTck;
import dev.agentstorage.value.Feature;
import java.util.EnumSet;
import java.util.Set;

class InMemoryConformanceTest extends StorageTck {
    @Override
    protected StorageProvider provider() {
        return new InMemoryStorageProvider();
    }

    @Override
    protected Set<Feature> declares() {
        return EnumSet.complementOf(EnumSet.of(Feature.PERSISTENCE, Feature.UNIQUE_INDEXES));
    }
}
