package dev.agentstorage.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.vector.exact.ExactVectorProvider;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VectorStoresTest {
    @Test
    void exactStoreIsFoundByName() {
        try (VectorStore store = VectorStores.open("exact")) {
            assertThat(store.provider()).isEqualTo("exact");
        }
        assertThat(VectorStores.providers()).extracting(VectorProvider::name).contains("exact");
    }

    @Test
    void unknownProviderListsTheProvidersFound() {
        assertThatThrownBy(() -> VectorStores.open("exactly"))
                .hasMessageStartingWith("provider-unknown")
                .hasMessageContaining("exact (dev.agentstorage.vector.exact.ExactVectorProvider)");
    }

    @Test
    void optionsOfStoragesAreRefused() {
        StorageConfig config =
                StorageConfig.builder("exact").option("clockLead", "5m").build();
        assertThatThrownBy(() -> VectorStores.open(config))
                .hasMessageStartingWith("config-invalid")
                .hasMessageContaining("clockLead");
    }

    @Test
    void unknownOptionsAreRefused() {
        StorageConfig config =
                StorageConfig.builder("exact").option("path", "x").build();
        assertThatThrownBy(() -> VectorStores.open(config)).hasMessageStartingWith("config-invalid");
    }

    @Test
    void configurationOfAnotherStoreIsRefused() {
        assertThatThrownBy(() -> VectorStores.open(new ExactVectorProvider(), StorageConfig.of("other")))
                .hasMessageStartingWith("config-of-another-backend");
    }

    @Test
    void providerOfAnotherVersionIsRefused() {
        assertThatThrownBy(() -> VectorStores.open(new OfTheFuture(), StorageConfig.of("future")))
                .hasMessageStartingWith("provider-version");
    }

    private static final class OfTheFuture implements VectorProvider {
        @Override
        public String name() {
            return "future";
        }

        @Override
        public SpiVersion spiVersion() {
            return new SpiVersion(2, 0);
        }

        @Override
        public Set<VectorFeature> features() {
            return Set.of();
        }

        @Override
        public VectorLimits limits() {
            return VectorLimits.LEAST;
        }

        @Override
        public List<Option<?>> options() {
            return List.of();
        }

        @Override
        public VectorStore open(StorageConfig config) {
            throw new IllegalStateException("must not be opened");
        }
    }
}
