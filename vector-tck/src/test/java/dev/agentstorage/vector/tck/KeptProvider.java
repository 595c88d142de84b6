package dev.agentstorage.vector.tck;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorLimits;
import dev.agentstorage.vector.VectorProvider;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.exact.ExactVectorStore;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Exact stores whose data stays with the provider, so that they can be opened again; with limits that tests reach quickly. */
final class KeptProvider implements VectorProvider {
    static final Option<String> DATA = Option.string("data").withDefault("main");
    static final String NAME = "kept";

    private final Set<VectorFeature> features;
    private final Map<String, ExactVectorStore> contents = new ConcurrentHashMap<>();
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    KeptProvider(Set<VectorFeature> absent) {
        EnumSet<VectorFeature> all = EnumSet.allOf(VectorFeature.class);
        all.removeAll(absent);
        features = Set.copyOf(all);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SpiVersion spiVersion() {
        return new SpiVersion(1, 0);
    }

    @Override
    public Set<VectorFeature> features() {
        return features;
    }

    @Override
    public VectorLimits limits() {
        return VectorLimits.LEAST;
    }

    @Override
    public List<Option<?>> options() {
        return List.of(DATA);
    }

    @Override
    public VectorStore open(StorageConfig config) {
        String data = config.get(DATA);
        boolean single = features.contains(VectorFeature.SINGLE_WRITER);
        if (single && !open.add(data)) {
            throw new UnavailableException("store-locked", "another store has the data open", Map.of("name", data));
        }
        return new KeptStore(
                this, contents.computeIfAbsent(data, name -> new ExactVectorStore()), () -> open.remove(data));
    }
}
