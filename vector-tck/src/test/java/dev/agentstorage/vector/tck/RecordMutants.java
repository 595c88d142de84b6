package dev.agentstorage.vector.tck;

import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.vector.KeyPage;
import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.MetadataValue;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorLimits;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.spi.ForwardingVectorStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** Stores that keep indexes and records wrongly. */
final class RecordMutants {
    private RecordMutants() {}

    static List<Mutant> all() {
        List<Mutant> mutants = new ArrayList<>(indexes());
        mutants.addAll(records());
        mutants.addAll(lifecycle());
        return mutants;
    }

    private static List<Mutant> indexes() {
        return List.of(
                new Mutant(
                        "store has other limits than its provider",
                        "VEC-01",
                        store -> new ForwardingVectorStore(store) {
                            @Override
                            public VectorLimits limits() {
                                return VectorLimits.WIDE;
                            }
                        }),
                new Mutant("payload keys are forgotten", "VEC-02", store -> new ForwardingVectorStore(store) {
                    @Override
                    public Optional<VectorIndex> findIndex(String name) {
                        return super.findIndex(name).map(index -> {
                            VectorIndex.Builder without = VectorIndex.builder(name);
                            index.dense().ifPresent(dense -> without.dense(dense.dimension(), dense.metric()));
                            index.filterKeys().forEach(without::filterKey);
                            return without.build();
                        });
                    }
                }),
                new Mutant("creating again empties the index", "VEC-02", store -> new ForwardingVectorStore(store) {
                    @Override
                    public boolean createIndex(VectorIndex index) {
                        boolean there = super.dropIndex(index.name());
                        super.createIndex(index);
                        return !there;
                    }
                }),
                new Mutant("another dimension replaces the index", "VEC-03", store -> new ForwardingVectorStore(store) {
                    @Override
                    public boolean createIndex(VectorIndex index) {
                        if (super.findIndex(index.name()).filter(index::equals).isEmpty()) {
                            super.dropIndex(index.name());
                        }
                        return super.createIndex(index);
                    }
                }),
                new Mutant("prefix is ignored", "VEC-04", store -> new ForwardingVectorStore(store) {
                    @Override
                    public List<VectorIndex> listIndexes(String prefix) {
                        return super.listIndexes("");
                    }
                }),
                new Mutant(
                        "names of a narrower service are returned",
                        "VEC-04",
                        store -> new ForwardingVectorStore(store) {
                            @Override
                            public Optional<VectorIndex> findIndex(String name) {
                                return super.findIndex(name)
                                        .map(index -> new VectorIndex(
                                                name.replace('.', '-'),
                                                index.dense(),
                                                index.lexical(),
                                                index.filterKeys(),
                                                index.payloadKeys()));
                            }
                        }),
                new Mutant("drop leaves the index", "VEC-05", store -> new ForwardingVectorStore(store) {
                    @Override
                    public boolean dropIndex(String name) {
                        return super.findIndex(name).isPresent();
                    }
                }),
                new Mutant("missing index is empty", "VEC-06", store -> new ForwardingVectorStore(store) {
                    @Override
                    public List<VectorRecord> get(String index, Collection<String> ids) {
                        return super.findIndex(index).isEmpty() ? List.of() : super.get(index, ids);
                    }
                }),
                new Mutant("delete reaches every index", "VEC-07", store -> new ForwardingVectorStore(store) {
                    @Override
                    public boolean dropIndex(String name) {
                        super.listIndexes("")
                                .forEach(index -> super.delete(
                                        index.name(),
                                        super.listKeys(index.name(), Optional.empty(), 100)
                                                .ids()));
                        return super.dropIndex(name);
                    }
                }),
                new Mutant("empty list is an error", "VEC-08", store -> new ForwardingVectorStore(store) {
                    @Override
                    public void delete(String index, Collection<String> ids) {
                        if (ids.isEmpty()) {
                            throw new IllegalArgumentException("no ids");
                        }
                        super.delete(index, ids);
                    }
                }));
    }

    private static List<Mutant> records() {
        return List.of(
                new Mutant("payload is lost", "VEC-09", written((record, metadata) -> metadata.remove("p"))),
                new Mutant("metadata is merged", "VEC-10", store -> new ForwardingVectorStore(store) {
                    @Override
                    public void upsert(String index, List<VectorRecord> records) {
                        super.upsert(
                                index,
                                records.stream()
                                        .map(record -> merged(index, record))
                                        .toList());
                    }

                    private VectorRecord merged(String index, VectorRecord record) {
                        Metadata.Builder all = Metadata.builder();
                        super.get(index, List.of(record.id()))
                                .forEach(old -> old.metadata().values().forEach(all::set));
                        record.metadata().values().forEach(all::set);
                        return record.toBuilder().metadata(all.build()).build();
                    }
                }),
                new Mutant("only a batch of 500 is stored", "VEC-11", store -> new ForwardingVectorStore(store) {
                    @Override
                    public void upsert(String index, List<VectorRecord> records) {
                        super.upsert(index, records.subList(0, Math.min(500, records.size())));
                    }
                }),
                new Mutant("only 100 are read", "VEC-11", store -> new ForwardingVectorStore(store) {
                    @Override
                    public List<VectorRecord> get(String index, Collection<String> ids) {
                        return super.get(index, ids.stream().limit(100).toList());
                    }
                }),
                new Mutant("second page begins too late", "VEC-12", store -> new ForwardingVectorStore(store) {
                    @Override
                    public KeyPage listKeys(String index, Optional<String> after, int limit) {
                        KeyPage page = super.listKeys(index, after, limit);
                        return after.isPresent() && page.ids().size() > 1
                                ? new KeyPage(page.ids().subList(1, page.ids().size()), page.next())
                                : page;
                    }
                }),
                new Mutant("write is seen after the next one", "VEC-13", Late::new),
                new Mutant("number of 32 bits", "VEC-29", written((record, metadata) -> {
                    if (metadata.get("n") instanceof MetadataValue.Decimal number) {
                        metadata.put("n", new MetadataValue.Decimal((float) number.value()));
                    }
                })),
                new Mutant(
                        "empty list is left out",
                        "VEC-29",
                        written((record, metadata) -> metadata.values()
                                .removeIf(value -> value instanceof MetadataValue.Texts texts
                                        && texts.values().isEmpty()))),
                new Mutant("ids are lower case", "VEC-26", store -> new ForwardingVectorStore(store) {
                    @Override
                    public void upsert(String index, List<VectorRecord> records) {
                        Map<String, VectorRecord> lower = new HashMap<>();
                        records.forEach(record -> lower.put(record.id().toLowerCase(Locale.ROOT), record));
                        super.upsert(index, List.copyOf(lower.values()));
                    }
                }));
    }

    private static List<Mutant> lifecycle() {
        return List.of(
                new Mutant("delete takes the first id only", "VEC-31", store -> new ForwardingVectorStore(store) {
                    @Override
                    public void delete(String index, Collection<String> ids) {
                        super.delete(index, ids.stream().limit(1).toList());
                    }
                }),
                new Mutant(
                        "delete by filter removes the first part", "VEC-32", store -> new ForwardingVectorStore(store) {
                            @Override
                            public long deleteWhere(String index, VectorFilter filter) {
                                return super.deleteWhere(
                                        index,
                                        filter instanceof VectorFilter.And and
                                                ? and.parts().get(0)
                                                : filter);
                            }
                        }),
                new Mutant(
                        "delete by filter quietly does nothing",
                        "VEC-32",
                        Set.of(VectorFeature.DELETE_BY_FILTER),
                        store -> new ForwardingVectorStore(store) {
                            @Override
                            public long deleteWhere(String index, VectorFilter filter) {
                                return 0;
                            }
                        }),
                new Mutant("data is forgotten at the end", "VEC-36", store -> new ForwardingVectorStore(store) {
                    private boolean closed;

                    @Override
                    public void close() {
                        if (!closed) {
                            super.listIndexes("").forEach(index -> super.dropIndex(index.name()));
                        }
                        closed = true;
                        super.close();
                    }
                }),
                new Mutant("lock stays", "VEC-37", store -> new ForwardingVectorStore(store) {
                    @Override
                    public void close() {
                        if (super.listIndexes("").isEmpty()) {
                            super.close();
                        }
                    }
                }),
                new Mutant(
                        "store sees its own writes only",
                        "VEC-37",
                        Set.of(VectorFeature.SINGLE_WRITER),
                        OwnWrites::new),
                new Mutant("concurrent write is dropped", "VEC-38", store -> new ForwardingVectorStore(store) {
                    private final AtomicInteger calls = new AtomicInteger();

                    @Override
                    public void upsert(String index, List<VectorRecord> records) {
                        if (calls.incrementAndGet() % 7 != 0) {
                            super.upsert(index, records);
                        }
                    }
                }),
                new Mutant("closed store answers", "VEC-40", store -> new ForwardingVectorStore(store) {
                    @Override
                    public List<VectorIndex> listIndexes(String prefix) {
                        try {
                            return super.listIndexes(prefix);
                        } catch (NotInitializedException e) {
                            return List.of();
                        }
                    }
                }),
                new Mutant("old text is still found", "VEC-45", store -> new ForwardingVectorStore(store) {
                    private final Set<VectorHit> seen = ConcurrentHashMap.newKeySet();

                    @Override
                    public void upsert(String index, List<VectorRecord> records) {
                        super.upsert(index, records);
                        if (super.findIndex(index).orElseThrow().lexical()) {
                            seen.addAll(super.query(
                                    VectorQuery.lexical(index, "parrot").build()));
                        }
                    }

                    @Override
                    public List<VectorHit> query(VectorQuery query) {
                        return query.text().isPresent() ? List.copyOf(seen) : super.query(query);
                    }
                }));
    }

    private static UnaryOperator<VectorStore> written(BiConsumer<VectorRecord, Map<String, MetadataValue>> change) {
        return store -> new ForwardingVectorStore(store) {
            @Override
            public void upsert(String index, List<VectorRecord> records) {
                super.upsert(index, records.stream().map(this::changed).toList());
            }

            private VectorRecord changed(VectorRecord record) {
                Map<String, MetadataValue> values =
                        new HashMap<>(record.metadata().values());
                change.accept(record, values);
                Metadata.Builder metadata = Metadata.builder();
                values.forEach(metadata::set);
                return record.toBuilder().metadata(metadata.build()).build();
            }
        };
    }

    /** Stores what was given with the next write, as an index that is refreshed periodically. */
    private static final class Late extends ForwardingVectorStore {
        private Runnable waiting = () -> {};

        Late(VectorStore delegate) {
            super(delegate);
        }

        @Override
        public synchronized void upsert(String index, List<VectorRecord> records) {
            waiting.run();
            waiting = () -> super.upsert(index, records);
        }
    }

    private static final class OwnWrites extends ForwardingVectorStore {
        private final Set<String> own = ConcurrentHashMap.newKeySet();

        OwnWrites(VectorStore delegate) {
            super(delegate);
        }

        @Override
        public void upsert(String index, List<VectorRecord> records) {
            super.upsert(index, records);
            records.forEach(record -> own.add(record.id()));
        }

        @Override
        public KeyPage listKeys(String index, Optional<String> after, int limit) {
            KeyPage page = super.listKeys(index, after, limit);
            return new KeyPage(page.ids().stream().filter(own::contains).toList(), page.next());
        }
    }
}
