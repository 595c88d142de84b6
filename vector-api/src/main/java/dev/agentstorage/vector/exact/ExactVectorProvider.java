package dev.agentstorage.vector.exact;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorLimits;
import dev.agentstorage.vector.VectorProvider;
import dev.agentstorage.vector.VectorStore;
import java.util.List;
import java.util.Set;

/** The provider {@value #NAME} of {@link ExactVectorStore}. It has no options. Thread-safe. */
public final class ExactVectorProvider implements VectorProvider {
    /** The name of the provider. */
    public static final String NAME = "exact";

    /** For {@link java.util.ServiceLoader}. */
    public ExactVectorProvider() {}

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
        return Set.of(
                VectorFeature.LEXICAL,
                VectorFeature.EUCLIDEAN,
                VectorFeature.DOT_PRODUCT,
                VectorFeature.DELETE_BY_FILTER);
    }

    @Override
    public VectorLimits limits() {
        return VectorLimits.WIDE;
    }

    @Override
    public List<Option<?>> options() {
        return List.of();
    }

    @Override
    public VectorStore open(StorageConfig config) {
        return new ExactVectorStore();
    }
}
