package dev.agentstorage.vector.tck;

import dev.agentstorage.error.StorageException;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.spi.ForwardingVectorStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Stores that do not refuse what they must, or have changed something when they do. */
final class RefusalMutants {
    private RefusalMutants() {}

    static List<Mutant> all() {
        List<Mutant> mutants = new ArrayList<>(List.of(
                new Mutant("half a call is stored", "VEC-25", OneByOne::new),
                new Mutant(
                        "texts are dropped quietly",
                        "VEC-34",
                        Set.of(VectorFeature.LEXICAL),
                        store -> new Swallows(store, "feature-unsupported")),
                new Mutant(
                        "any metric is cosine",
                        "VEC-39",
                        Set.of(VectorFeature.EUCLIDEAN),
                        store -> new Swallows(store, "feature-unsupported"))));
        mutants.add(swallows("VEC-22", "filter-key-unknown"));
        mutants.add(swallows("VEC-22", "filter-type"));
        mutants.add(swallows("VEC-23", "filter-too-large"));
        mutants.add(swallows("VEC-24", "top-k-too-large"));
        mutants.add(swallows("VEC-25", "dimension-mismatch"));
        mutants.add(swallows("VEC-25", "vector-zero"));
        mutants.add(swallows("VEC-26", "id-too-long"));
        mutants.add(swallows("VEC-26", "id-repeated"));
        mutants.add(swallows("VEC-27", "metadata-too-large"));
        mutants.add(swallows("VEC-28", "metadata-key-unknown"));
        mutants.add(swallows("VEC-28", "metadata-type"));
        mutants.add(swallows("VEC-30", "null-argument"));
        mutants.add(swallows("VEC-35", "index-not-dense"));
        mutants.add(swallows("VEC-35", "index-not-lexical"));
        mutants.add(swallows("VEC-46", "text-too-large"));
        return mutants;
    }

    private static Mutant swallows(String rule, String code) {
        return new Mutant("no error for " + code, rule, store -> new Swallows(store, code));
    }

    /** Answers with nothing where an error of one code belongs. */
    private static final class Swallows extends ForwardingVectorStore {
        private final String code;

        Swallows(VectorStore delegate, String code) {
            super(delegate);
            this.code = code;
        }

        private <T> T orElse(Supplier<T> call, T nothing) {
            try {
                return call.get();
            } catch (StorageException e) {
                if (e.code().equals(code)) {
                    return nothing;
                }
                throw e;
            }
        }

        @Override
        public boolean createIndex(VectorIndex index) {
            return orElse(() -> super.createIndex(index), true);
        }

        @Override
        public void upsert(String index, List<VectorRecord> records) {
            orElse(
                    () -> {
                        super.upsert(index, records);
                        return true;
                    },
                    false);
        }

        @Override
        public List<VectorHit> query(VectorQuery query) {
            return orElse(() -> super.query(query), List.of());
        }

        @Override
        public List<VectorRecord> get(String index, Collection<String> ids) {
            return orElse(() -> super.get(index, ids), List.of());
        }
    }

    private static final class OneByOne extends ForwardingVectorStore {
        OneByOne(VectorStore delegate) {
            super(delegate);
        }

        @Override
        public void upsert(String index, List<VectorRecord> records) {
            super.upsert(index, List.of());
            records.forEach(record -> super.upsert(index, List.of(record)));
        }
    }
}
