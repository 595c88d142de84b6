package dev.agentstorage.vector.tck;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorProvider;
import java.util.EnumSet;
import java.util.Set;

/** The side of the rules that stores without optional features are on, and several writers. */
class KeptConformanceTest extends VectorTck {
    private final VectorProvider provider =
            new KeptProvider(EnumSet.complementOf(EnumSet.of(VectorFeature.PERSISTENCE)));

    @Override
    protected VectorProvider provider() {
        return provider;
    }

    @Override
    protected Set<VectorFeature> declares() {
        return Set.of(VectorFeature.PERSISTENCE);
    }

    @Override
    protected StorageConfig config(String data) {
        return StorageConfig.builder(KeptProvider.NAME)
                .set(KeptProvider.DATA, data)
                .build();
    }
}
