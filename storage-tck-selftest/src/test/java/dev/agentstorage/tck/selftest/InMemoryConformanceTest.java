package dev.agentstorage.tck.selftest;

import dev.agentstorage.inmemory.InMemoryStorageProvider;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.StorageTck;
import dev.agentstorage.value.Feature;
import java.util.EnumSet;
import java.util.Set;

/** The kit on the reference. It is here and not in the module of the reference, on which the kit depends (ADR 19). */
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
