package dev.agentstorage.guice;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.inmemory.InMemoryStorageProvider;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Health;
import dev.agentstorage.value.Limits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A backend with one domain, which can be down, and which writes down what becomes of it. */
public final class PartialProvider implements StorageProvider {
    static final String NAME = "partial";
    static final Option<Boolean> REACHABLE = Option.bool("reachable").withDefault(true);
    static final Option<Boolean> USABLE = Option.bool("usable").withDefault(true);
    static final Option<Integer> SMALL = Option.integer("small").withDefault(1).accepting("be at most 3", v -> v <= 3);
    static final Option<Diary> DIARY = Option.object("diary", Diary.class).withDefault(new Diary());
    static final Option<String> LABEL = Option.string("label").withDefault("");

    /** What became of storages, in its order. */
    static final class Diary {
        final List<String> entries = new CopyOnWriteArrayList<>();
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
    public Set<Feature> features() {
        return Set.of(Feature.MEMORY);
    }

    @Override
    public Limits limits() {
        return Limits.STANDARD;
    }

    @Override
    public List<Option<?>> options() {
        return List.of(REACHABLE, USABLE, SMALL, DIARY, LABEL);
    }

    @Override
    public List<Problem> problems(StorageConfig config) {
        return List.of();
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        InMemoryStorageProvider reference = new InMemoryStorageProvider();
        StorageBackend inMemory =
                reference.open(StorageConfig.of(InMemoryStorageProvider.NAME).validate(reference.options()));
        Diary diary = config.get(DIARY);
        String label = config.get(LABEL);
        diary.entries.add("open " + label);
        return new StorageBackend() {
            @Override
            public void init() {
                if (!config.get(USABLE)) {
                    throw new UnavailableException("partial-unusable", "the backend cannot be used", Map.of());
                }
                diary.entries.add("init " + label);
                inMemory.init();
            }

            @Override
            public Health health() {
                return new Health(config.get(REACHABLE), "as configured", List.of());
            }

            @Override
            public <T> Optional<T> unwrap(Class<T> type) {
                return Optional.empty();
            }

            @Override
            public Optional<MemoryBackend> memory() {
                return inMemory.memory();
            }

            @Override
            public void close() {
                diary.entries.add("close " + label);
                inMemory.close();
            }
        };
    }
}
