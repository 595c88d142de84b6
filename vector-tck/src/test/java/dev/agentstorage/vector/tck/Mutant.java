package dev.agentstorage.vector.tck;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorLimits;
import dev.agentstorage.vector.VectorProvider;
import dev.agentstorage.vector.VectorStore;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A wrong store: a decorator over a right one.
 *
 * @param name says what is wrong
 * @param rule the rule that must catch it
 * @param absent the features that the store lacks
 * @param breaks makes a right store wrong
 */
record Mutant(String name, String rule, Set<VectorFeature> absent, UnaryOperator<VectorStore> breaks) {
    Mutant(String name, String rule, UnaryOperator<VectorStore> breaks) {
        this(name, rule, Set.of(), breaks);
    }

    VectorProvider provider() {
        return new Broken(new KeptProvider(absent), breaks);
    }

    @Override
    public String toString() {
        return rule + " " + name;
    }

    private record Broken(KeptProvider right, UnaryOperator<VectorStore> breaks) implements VectorProvider {
        @Override
        public String name() {
            return right.name();
        }

        @Override
        public SpiVersion spiVersion() {
            return right.spiVersion();
        }

        @Override
        public Set<VectorFeature> features() {
            return right.features();
        }

        @Override
        public VectorLimits limits() {
            return right.limits();
        }

        @Override
        public List<Option<?>> options() {
            return right.options();
        }

        @Override
        public VectorStore open(StorageConfig config) {
            return breaks.apply(right.open(config));
        }
    }
}
