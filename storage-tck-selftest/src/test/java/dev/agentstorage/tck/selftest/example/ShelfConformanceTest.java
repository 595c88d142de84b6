package dev.agentstorage.tck.selftest.example;

import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.StorageTck;
import dev.agentstorage.value.Feature;
import java.util.Set;

/** The kit on a backend that lacks most features. */
// doc: test
class ShelfConformanceTest extends StorageTck {
    @Override
    protected StorageProvider provider() {
        return new ShelfProvider();
    }

    @Override
    protected Set<Feature> declares() {
        return Set.of(Feature.MEMORY, Feature.SCORES);
    }
}
// end
