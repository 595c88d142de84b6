package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.index.IndexInfo;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.inmemory.InMemoryStorageProvider;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.AgentRecordBackend;
import dev.agentstorage.spi.IndexBackend;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.spi.support.ForwardingMessageBackend;
import dev.agentstorage.spi.support.ForwardingStorageBackend;
import dev.agentstorage.spi.support.ForwardingWorkflowBackend;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a backend may get wrong that keeps its data. One backend in memory is the disk of a run; each storage that is opened is another view of
 * it, with the defect.
 */
final class PersistenceMutants {
    static final String UNBROKEN = "unbroken-persistent";

    private static final StorageProvider REAL = new InMemoryStorageProvider();
    private static final int ALL_ROWS = 1_000_000;

    private PersistenceMutants() {}

    static List<Mutant> all() {
        return Stream.of(lives(), views(), caches()).flatMap(List::stream).toList();
    }

    static Mutant unbroken() {
        return kept(UNBROKEN, "CORE-19", UnaryOperator.identity());
    }

    /** What is lost when a storage begins, is initialised or ends. */
    private static List<Mutant> lives() {
        AtomicBoolean closed = new AtomicBoolean();
        return List.of(
                kept(
                        "clears-runs-when-init-is-repeated",
                        "CORE-11",
                        real -> atInit(
                                real,
                                backend -> backend.workflows().orElseThrow().clear(ALL_ROWS))),
                kept(
                        "forgets-resources-when-init-is-repeated",
                        "CORE-11",
                        real -> atInit(real, backend -> {
                            ResourceBackend resources =
                                    backend.memory().orElseThrow().resources();
                            resources
                                    .list(ResourceQuery.ALL, Window.offset(0, ALL_ROWS))
                                    .forEach(resource -> resources.delete(resource.id()));
                        })),
                kept(
                        "drops-indexes-when-init-is-repeated",
                        "IDX-21",
                        real -> atInit(real, backend -> {
                            IndexBackend indexes = backend.indexes().orElseThrow();
                            List<String> defaults = indexes.defaultIndexes().stream()
                                    .map(IndexSpec::name)
                                    .toList();
                            indexes.listIndexes(Optional.empty()).stream()
                                    .map(IndexInfo::name)
                                    .filter(name -> !defaults.contains(name))
                                    .forEach(indexes::dropIndex);
                        })),
                kept("forgets-agents-when-it-is-opened", "CORE-19", real -> {
                    real.agents().orElseThrow().clear(ALL_ROWS);
                    return real;
                }),
                kept(
                        "forgets-spans-when-it-is-closed",
                        "CORE-19",
                        real -> atClose(
                                real,
                                backend -> backend.observability().orElseThrow().clear(ALL_ROWS))),
                kept(
                        "forgets-versions-of-agents-when-it-is-closed",
                        "CORE-19",
                        real -> atClose(real, backend -> {
                            AgentBackend agents = backend.agents().orElseThrow();
                            agents.agents()
                                    .list(AgentQuery.ALL, Window.offset(0, ALL_ROWS))
                                    .forEach(agent -> agents.versions().deleteOfAgent(agent.id(), ALL_ROWS));
                        })),
                kept("closes-what-others-use", "CORE-14", real -> new ForwardingStorageBackend(real) {
                    @Override
                    public Optional<MemoryBackend> memory() {
                        if (closed.get()) {
                            throw new UnavailableException("pool-exhausted", "the pool is closed", Map.of());
                        }
                        return super.memory();
                    }

                    @Override
                    public void close() {
                        closed.set(true);
                        super.close();
                    }
                }));
    }

    /** What one storage keeps to itself, so that another one does not see it. */
    private static List<Mutant> views() {
        return List.of(
                kept("keeps-scores-to-itself", "CORE-19", real -> {
                    Optional<ScoreBackend> own = opened().scores();
                    return new ForwardingStorageBackend(real) {
                        @Override
                        public Optional<ScoreBackend> scores() {
                            return own;
                        }
                    };
                }),
                kept("keeps-indexes-to-itself", "IDX-21", real -> {
                    Optional<IndexBackend> own = opened().indexes();
                    return new ForwardingStorageBackend(real) {
                        @Override
                        public Optional<IndexBackend> indexes() {
                            return own;
                        }
                    };
                }),
                kept("keeps-labels-of-runs-to-itself", "CORE-19", real -> withWorkflows(real, OwnLabels::new)),
                kept("keeps-deletions-of-runs-to-itself", "CORE-19", real -> withWorkflows(real, OwnDeletions::new)),
                kept("keeps-marks-of-messages-to-itself", "CORE-19", real -> {
                    Map<String, Set<String>> marks = new ConcurrentHashMap<>();
                    return Mutant.ofMessages("", "", messages -> new OwnMarks(messages, marks))
                            .defect()
                            .apply(real);
                }));
    }

    /** What one storage remembers although another one has changed it. */
    private static List<Mutant> caches() {
        return List.of(
                stale("threads", () -> Mutant.ofThreads("", "", Wrong.cached(ThreadBackend.class, "get"))),
                stale("messages", () -> Mutant.ofMessages("", "", Wrong.cached(MessageBackend.class, "get"))),
                stale("resources", () -> Mutant.ofResources("", "", Wrong.cached(ResourceBackend.class, "get"))),
                stale("runs", () -> Mutant.ofWorkflows("", "", Wrong.cached(WorkflowBackend.class, "get"))),
                stale(
                        "spans",
                        () -> Mutant.ofObservability("", "", Wrong.cached(ObservabilityBackend.class, "getSpan"))),
                stale("scores", () -> Mutant.ofScores("", "", Wrong.cached(ScoreBackend.class, "get"))),
                stale("agents", () -> Mutant.ofAgentRecords("", "", Wrong.cached(AgentRecordBackend.class, "get"))));
    }

    private static Mutant stale(String rows, Supplier<Mutant> cached) {
        return kept(
                "reads-" + rows + "-from-a-stale-cache",
                "CORE-19",
                real -> cached.get().defect().apply(real));
    }

    private static Mutant kept(String name, String rule, UnaryOperator<StorageBackend> defect) {
        return new Mutant(name, rule, defect, new Kept());
    }

    private static StorageBackend opened() {
        return REAL.open(StorageConfig.of(REAL.name()));
    }

    private static StorageBackend atInit(StorageBackend real, Consumer<StorageBackend> loss) {
        return new ForwardingStorageBackend(real) {
            @Override
            public void init() {
                super.init();
                loss.accept(delegate());
            }
        };
    }

    private static StorageBackend atClose(StorageBackend real, Consumer<StorageBackend> loss) {
        return new ForwardingStorageBackend(real) {
            @Override
            public void close() {
                loss.accept(delegate());
                super.close();
            }
        };
    }

    private static StorageBackend withWorkflows(StorageBackend real, UnaryOperator<WorkflowBackend> defect) {
        Optional<WorkflowBackend> workflows = real.workflows().map(defect);
        return new ForwardingStorageBackend(real) {
            @Override
            public Optional<WorkflowBackend> workflows() {
                return workflows;
            }
        };
    }

    /** The provider of the in-memory backend with one backend for all storages, which is never closed. */
    private static final class Kept implements StorageProvider {
        private final StorageBackend disk = opened();

        @Override
        public String name() {
            return REAL.name();
        }

        @Override
        public SpiVersion spiVersion() {
            return REAL.spiVersion();
        }

        @Override
        public Set<Feature> features() {
            Set<Feature> features = EnumSet.copyOf(REAL.features());
            features.add(Feature.PERSISTENCE);
            return features;
        }

        @Override
        public Limits limits() {
            return REAL.limits();
        }

        @Override
        public List<Option<?>> options() {
            return REAL.options();
        }

        @Override
        public StorageBackend open(StorageConfig config) {
            return new ForwardingStorageBackend(disk) {
                @Override
                public void close() {
                    // others may look at it
                }
            };
        }
    }

    /** The labels that this storage changed are written nowhere else. */
    private static final class OwnLabels extends ForwardingWorkflowBackend {
        private final Map<String, Json> labels = new ConcurrentHashMap<>();

        OwnLabels(WorkflowBackend real) {
            super(real);
        }

        @Override
        public Optional<WorkflowRun> get(String workflowName, String runId) {
            return super.get(workflowName, runId).map(this::labelled);
        }

        @Override
        public List<WorkflowRun> list(WorkflowQuery query, Window window) {
            return super.list(query, window).stream().map(this::labelled).toList();
        }

        @Override
        public Optional<Json> updateLabels(String workflowName, String runId, Json patch, Instant now, long maxBytes) {
            return super.get(workflowName, runId).map(run -> {
                labels.put(workflowName + "/" + runId, patch);
                return patch;
            });
        }

        private WorkflowRun labelled(WorkflowRun run) {
            Json own = labels.get(run.workflowName() + "/" + run.runId());
            return own == null ? run : run.toBuilder().labels(own).build();
        }
    }

    /** What this storage deleted is only hidden from it. */
    private static final class OwnDeletions extends ForwardingWorkflowBackend {
        private final Set<String> deleted = ConcurrentHashMap.newKeySet();

        OwnDeletions(WorkflowBackend real) {
            super(real);
        }

        @Override
        public Optional<WorkflowRun> get(String workflowName, String runId) {
            return super.get(workflowName, runId).filter(this::isThere);
        }

        @Override
        public List<WorkflowRun> list(WorkflowQuery query, Window window) {
            return super.list(query, window).stream().filter(this::isThere).toList();
        }

        @Override
        public boolean delete(String workflowName, String runId) {
            return super.get(workflowName, runId).isPresent() && deleted.add(workflowName + "/" + runId);
        }

        private boolean isThere(WorkflowRun run) {
            return !deleted.contains(run.workflowName() + "/" + run.runId());
        }
    }

    /** The marks that this storage made are written nowhere else. */
    private static final class OwnMarks extends ForwardingMessageBackend {
        private final Map<String, Set<String>> marked;

        OwnMarks(MessageBackend real, Map<String, Set<String>> marked) {
            super(real);
            this.marked = marked;
        }

        @Override
        public List<Message> pending(Scope scope, String index, int limit) {
            Set<String> own = marked.getOrDefault(index, Set.of());
            return super.pending(scope, index, limit).stream()
                    .filter(message -> !own.contains(message.id()))
                    .toList();
        }

        @Override
        public Collection<String> markIndexed(Scope scope, String index, Map<String, Version> versions) {
            marked.computeIfAbsent(index, name -> ConcurrentHashMap.newKeySet()).addAll(versions.keySet());
            return versions.keySet();
        }
    }
}
