package dev.agentstorage;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Health;
import dev.agentstorage.value.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider of a backend that stores nothing and does what a test requests. */
public class TestProvider implements StorageProvider {
    final AtomicInteger inits = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();
    final List<Object> objects = new ArrayList<>();
    Runnable duringInit = () -> {};
    Runnable duringClose = () -> {};
    Set<Feature> features = Set.of();
    Limits limits = Limits.STANDARD;
    List<Option<?>> options = List.of();
    SpiVersion version = SpiVersion.CURRENT;
    String name = "test";

    /** Makes the provider, also for a {@code ServiceLoader}. */
    public TestProvider() {}

    TestProvider named(String name) {
        this.name = name;
        return this;
    }

    TestProvider with(Feature... features) {
        this.features = Set.of(features);
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public SpiVersion spiVersion() {
        return version;
    }

    @Override
    public Set<Feature> features() {
        return features;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public List<Option<?>> options() {
        return options;
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        return new StorageBackend() {
            @Override
            public void init() {
                inits.incrementAndGet();
                duringInit.run();
            }

            @Override
            public Health health() {
                return new Health(closes.get() == 0, name + " is there", List.of("index of " + name));
            }

            @Override
            public <T> Optional<T> unwrap(Class<T> type) {
                return objects.stream().filter(type::isInstance).map(type::cast).findFirst();
            }

            @Override
            public void close() {
                closes.incrementAndGet();
                duringClose.run();
            }
        };
    }
}
