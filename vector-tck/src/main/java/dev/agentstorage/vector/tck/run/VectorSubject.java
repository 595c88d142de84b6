package dev.agentstorage.vector.tck.run;

import dev.agentstorage.tck.engine.report.Report;
import dev.agentstorage.tck.engine.run.KitSubject;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorLimits;
import dev.agentstorage.vector.VectorProvider;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.VectorStores;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The provider under test and the store of a run. A failure to open it is cached, so that no other rule waits for the same unreachable server. */
final class VectorSubject implements KitSubject {
    private static final String MAIN = "main";

    private final VectorRun run;
    private final Set<VectorFeature> declared;
    private volatile @Nullable VectorProvider provider;
    private volatile @Nullable VectorStore store;
    private @Nullable RuntimeException failure;

    VectorSubject(VectorRun run) {
        this.run = run;
        declared = Set.copyOf(run.declares());
    }

    VectorRun run() {
        return run;
    }

    Set<VectorFeature> declared() {
        return declared;
    }

    synchronized VectorProvider provider() {
        VectorProvider made = provider;
        if (made == null) {
            made = run.provider();
            provider = made;
        }
        return made;
    }

    synchronized VectorStore store() {
        if (failure != null) {
            throw new IllegalStateException("the store of this run could not be opened", failure);
        }
        VectorStore opened = store;
        if (opened == null) {
            try {
                opened = open(MAIN);
                store = opened;
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
        }
        return opened;
    }

    VectorStore open(String data) {
        return VectorStores.open(provider(), run.config(data));
    }

    @Override
    public Set<String> features() {
        return names(declared);
    }

    @Override
    public Optional<Class<?>> backend() {
        return Optional.ofNullable(provider).map(VectorProvider::getClass);
    }

    @Override
    public Report.Subject describe() {
        Optional<VectorProvider> known = Optional.ofNullable(provider);
        EnumSet<VectorFeature> absent = EnumSet.allOf(VectorFeature.class);
        absent.removeAll(declared);
        return new Report.Subject(
                store == null ? "never opened" : run.reportName(),
                known.map(made -> made.getClass().getPackage().getImplementationVersion()),
                Optional.of(VectorProvider.VERSION.toString()),
                names(declared),
                names(absent),
                new TreeSet<>(),
                known.map(VectorSubject::limits).orElse(Map.of()),
                new TreeMap<>());
    }

    private static SortedSet<String> names(Collection<VectorFeature> features) {
        return features.stream().map(VectorFeature::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** A broken provider must not prevent the report. */
    private static Map<String, Long> limits(VectorProvider provider) {
        Map<String, Long> limits = new LinkedHashMap<>();
        try {
            VectorLimits given = provider.limits();
            limits.put("dimension", (long) given.dimension());
            limits.put("idBytes", (long) given.idBytes());
            limits.put("topK", (long) given.topK());
            limits.put("metadataKeys", (long) given.metadataKeys());
            limits.put("payloadKeys", (long) given.payloadKeys());
            limits.put("filterableBytes", (long) given.filterableBytes());
            limits.put("metadataBytes", (long) given.metadataBytes());
            limits.put("textBytes", (long) given.textBytes());
            limits.put("filterValues", (long) given.filterValues());
        } catch (RuntimeException e) {
            limits.clear();
        }
        return limits;
    }

    @Override
    public void close() {
        VectorStore opened = store;
        if (opened != null) {
            opened.close();
        }
    }
}
