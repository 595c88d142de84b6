package dev.agentstorage.tck.run;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.engine.report.Report;
import dev.agentstorage.tck.engine.run.KitSubject;
import dev.agentstorage.tck.fault.Fault;
import dev.agentstorage.tck.fault.Faults;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Health;
import dev.agentstorage.value.Limits;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The provider under test and the storages of a run: the main one, a second one over the same data for concurrent workers, and one with small
 * limits. Each is created lazily. A failure is cached, so that hundreds of rules do not each wait for the same unreachable server.
 */
final class Subject implements KitSubject {
    private final TckRun run;
    private final Set<Feature> declared;
    private final Optional<Faults> faults;
    private final Once<StorageProvider> provider;
    private final Once<StorageConfig> config;
    private final Once<Storage> storage;
    private final Once<Storage> second;
    private final Once<Storage> small;
    // recorded when the backend was opened: at the end of a run it may be unreachable
    private volatile String description = "never opened";

    Subject(TckRun run) {
        this.run = run;
        declared = Set.copyOf(run.declares());
        faults = run.faults();
        provider = new Once<>(run::provider);
        config = new Once<>(run::config);
        storage = new Once<>(this::open);
        second = new Once<>(() -> openAnother(provider()));
        small = new Once<>(() -> openAnother(SmallLimits.of(provider(), config())));
    }

    StorageProvider provider() {
        return provider.get();
    }

    StorageConfig config() {
        return config.get();
    }

    Storage storage() {
        return storage.get();
    }

    /** Returns the storage for a worker: one of two over the same data, if the backend can share it. */
    Storage storage(int worker) {
        return declared.contains(Feature.PERSISTENCE) && worker % 2 == 1 ? second.get() : storage.get();
    }

    /** Returns a storage with small limits, over the same data if the backend can share it. */
    Storage small() {
        return small.get();
    }

    Set<Feature> declared() {
        return declared;
    }

    boolean mayLoseBumps() {
        return run.mayLoseBumps();
    }

    Faults faults() {
        return faults.orElseThrow();
    }

    /** Returns everything that a rule can require: features and faults. */
    @Override
    public Set<String> features() {
        Set<String> all = new TreeSet<>(names(declared));
        supported().stream().map(Fault::requirement).forEach(all::add);
        return all;
    }

    private Set<Fault> supported() {
        return faults.map(Faults::supported).orElse(Set.of());
    }

    private SortedSet<String> absentFaults() {
        Set<Fault> absent = EnumSet.allOf(Fault.class);
        absent.removeAll(supported());
        return absent.stream().map(Fault::name).collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public Optional<Class<?>> backend() {
        return Optional.ofNullable(provider.made()).map(StorageProvider::getClass);
    }

    @Override
    public Report.Subject describe() {
        Optional<StorageProvider> known = Optional.ofNullable(provider.made());
        Set<Feature> absent = EnumSet.allOf(Feature.class);
        absent.removeAll(declared);
        return new Report.Subject(
                description,
                known.map(made -> made.getClass().getPackage().getImplementationVersion()),
                known.flatMap(made -> told(made::spiVersion)).map(SpiVersion::toString),
                names(declared),
                names(absent),
                absentFaults(),
                known.flatMap(made -> told(made::limits)).map(Subject::limits).orElse(Map.of()),
                givenOptions());
    }

    /** A broken provider must not prevent the report. */
    private static <T> Optional<T> told(Supplier<T> source) {
        try {
            return Optional.of(source.get());
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static SortedSet<String> names(Set<Feature> features) {
        return features.stream().map(Feature::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Long> limits(Limits limits) {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("idBytes", (long) limits.idBytes());
        map.put("nameBytes", (long) limits.nameBytes());
        map.put("valueBytes", limits.valueBytes());
        map.put("snapshotBytes", limits.snapshotBytes());
        map.put("atomicRows", (long) limits.atomicRows());
        map.put("atomicBytes", limits.atomicBytes());
        return map;
    }

    /** Returns the configured options, without the values of secret ones; empty when the configuration is invalid. */
    private SortedMap<String, String> givenOptions() {
        StorageProvider known = provider.made();
        StorageConfig given = config.made();
        SortedMap<String, String> options = new TreeMap<>();
        if (known != null && given != null) {
            try {
                StorageConfig valid = given.validate(known.options());
                known.options().stream()
                        .filter(valid::isGiven)
                        .forEach(option ->
                                options.put(option.name(), option.isSecret() ? "(secret)" : shown(valid, option)));
            } catch (RuntimeException e) {
                // the tests have already reported the error
                options.clear();
            }
        }
        return options;
    }

    private static String shown(StorageConfig config, Option<?> option) {
        return config.find(option).map(String::valueOf).orElse("");
    }

    @Override
    public void close() {
        close(small.made());
        close(second.made());
        close(storage.made());
    }

    private static void close(@Nullable Storage opened) {
        if (opened != null) {
            opened.close();
        }
    }

    private Storage openAnother(StorageProvider opening) {
        Storage opened = Storages.open(opening, config());
        opened.init();
        return opened;
    }

    private Storage open() {
        Storage opened = Storages.open(provider(), config());
        try {
            opened.init();
            Health health = opened.health();
            description = health.description();
            return opened;
        } catch (RuntimeException | Error e) {
            description = "could not be opened: " + e;
            opened.close();
            throw e;
        }
    }

    /**
     * A value that is created at most once, in a separate thread: some rules interrupt the thread of their test, which must not make the creation
     * fail for all later tests.
     */
    private static final class Once<T> {
        private final Supplier<T> maker;
        private final AtomicReference<@Nullable CompletableFuture<T>> made = new AtomicReference<>();

        Once(Supplier<T> maker) {
            this.maker = maker;
        }

        T get() {
            CompletableFuture<T> first = new CompletableFuture<>();
            CompletableFuture<T> making = made.compareAndExchange(null, first);
            if (making != null) {
                return of(making, true);
            }
            first.completeAsync(maker, Once::run);
            return of(first, false);
        }

        /** Returns the value if it exists, without waiting for its creation. */
        @Nullable
        T made() {
            CompletableFuture<T> making = made.get();
            return making == null || making.isCompletedExceptionally() ? null : making.getNow(null);
        }

        private static void run(Runnable making) {
            Thread thread = new Thread(making, "making of the subject");
            thread.setDaemon(true);
            thread.start();
        }

        private static <T> T of(CompletableFuture<T> making, boolean earlier) {
            try {
                return making.join();
            } catch (CompletionException e) {
                Throwable failure = e.getCause();
                if (earlier || failure == null) {
                    throw new IllegalStateException("the subject of this run could not be made", failure);
                } else if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            }
        }
    }
}
