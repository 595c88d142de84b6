package dev.agentstorage.tck.selftest;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Health;
import dev.agentstorage.value.Limits;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider without any domain, which counts what is opened and closed. */
public final class FakeProvider implements StorageProvider {
    private final String name;
    private final Set<Feature> features;
    private final boolean unreachable;
    private final boolean neverClosed;
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    private FakeProvider(String name, Set<Feature> features, boolean unreachable, boolean neverClosed) {
        this.name = name;
        this.features = features;
        this.unreachable = unreachable;
        this.neverClosed = neverClosed;
    }

    public static FakeProvider of(String name, Feature... features) {
        return new FakeProvider(name, Set.of(features), false, false);
    }

    static FakeProvider unreachable(String name) {
        return new FakeProvider(name, Set.of(), true, false);
    }

    static FakeProvider neverClosed(String name) {
        return new FakeProvider(name, Set.of(), false, true);
    }

    int opened() {
        return opened.get();
    }

    int closed() {
        return closed.get();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public SpiVersion spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public Set<Feature> features() {
        return features;
    }

    @Override
    public Limits limits() {
        return Limits.STANDARD;
    }

    @Override
    public List<Option<?>> options() {
        return List.of(Option.string("password").describedAs("opens nothing").asSecret());
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        return new Backend();
    }

    private final class Backend implements StorageBackend {
        @Override
        public void init() {
            opened.incrementAndGet();
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted");
            }
            if (unreachable) {
                throw new IllegalStateException("connection refused");
            }
        }

        @Override
        public Health health() {
            return new Health(true, "Fake \"1.0\" | <b>\nsecond line", List.of());
        }

        @Override
        public <T> Optional<T> unwrap(Class<T> type) {
            return Optional.of(FakeProvider.this).filter(type::isInstance).map(type::cast);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
            if (neverClosed) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
