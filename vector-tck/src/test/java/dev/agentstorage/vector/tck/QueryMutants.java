package dev.agentstorage.vector.tck;

import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.spi.ForwardingVectorStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/** Stores that answer queries wrongly. */
final class QueryMutants {
    private QueryMutants() {}

    static List<Mutant> all() {
        List<Mutant> mutants = new ArrayList<>(dense());
        mutants.addAll(lexical());
        return mutants;
    }

    private static List<Mutant> dense() {
        return List.of(
                new Mutant("not equal needs the key", "VEC-14", asked(query -> filter(query, QueryMutants::needsKey))),
                new Mutant(
                        "not needs the key", "VEC-14", asked(query -> filter(query, QueryMutants::negationNeedsKey))),
                new Mutant("range is open", "VEC-14", asked(query -> filter(query, QueryMutants::open))),
                new Mutant("worst comes first", "VEC-15", answered(QueryMutants::reversed)),
                new Mutant(
                        "one hit too many",
                        "VEC-15",
                        asked(query -> query.toBuilder()
                                .topK(Math.min(100, query.topK() + 1))
                                .build())),
                new Mutant("cosine between 0 and 1", "VEC-16", answered(hits -> scored(hits, 0.5, 0.5))),
                new Mutant(
                        "distance as it is",
                        "VEC-17",
                        answered(hits -> hits.stream()
                                .map(hit -> scored(hit, 1 / hit.score() - 1))
                                .toList())),
                new Mutant("product is scaled", "VEC-18", answered(hits -> scored(hits, 0.5, 0))),
                new Mutant("least score is left out", "VEC-19", store -> new ForwardingVectorStore(store) {
                    @Override
                    public List<VectorHit> query(VectorQuery query) {
                        return super.query(new VectorQuery(
                                query.index(),
                                query.vector(),
                                query.text(),
                                query.topK(),
                                query.filter(),
                                OptionalDouble.empty(),
                                query.includeVectors()));
                    }
                }),
                new Mutant(
                        "vectors always come",
                        "VEC-20",
                        asked(query -> query.toBuilder().includeVectors(true).build())),
                new Mutant(
                        "hits have no metadata",
                        "VEC-20",
                        answered(hits -> hits.stream()
                                .map(hit -> new VectorHit(hit.id(), hit.score(), Metadata.empty(), hit.vector()))
                                .toList())),
                new Mutant("filter is applied to the best hits", "VEC-21", store -> new ForwardingVectorStore(store) {
                    @Override
                    public List<VectorHit> query(VectorQuery query) {
                        return super.query(withoutFilter(query)).stream()
                                .filter(hit -> query.filter().isEmpty()
                                        || query.filter().get().matches(hit.metadata()))
                                .toList();
                    }
                }),
                new Mutant("filter is ignored", "VEC-21", asked(QueryMutants::withoutFilter)),
                new Mutant(
                        "fewer hits than wanted",
                        "VEC-24",
                        answered(hits -> hits.size() > 30 ? hits.subList(0, 30) : hits)));
    }

    private static List<Mutant> lexical() {
        return List.of(
                new Mutant(
                        "case counts",
                        "VEC-41",
                        asked(query -> query.text().isEmpty()
                                ? query
                                : query.toBuilder()
                                        .text(query.text().get().replaceAll("\\p{Lu}", ""))
                                        .build())),
                new Mutant("every word is needed", "VEC-41", store -> new ForwardingVectorStore(store) {
                    @Override
                    public List<VectorHit> query(VectorQuery query) {
                        List<VectorHit> hits = super.query(query);
                        return query.text().isEmpty() || hits.size() < 2 ? hits : List.of();
                    }
                }),
                new Mutant("texts in any order", "VEC-42", answered(QueryMutants::reversed)),
                new Mutant(
                        "lexical query ignores its filter",
                        "VEC-43",
                        asked(query -> query.text().isPresent() ? withoutFilter(query) : query)),
                new Mutant("words of others count", "VEC-43", store -> new ForwardingVectorStore(store) {
                    @Override
                    public List<VectorHit> query(VectorQuery query) {
                        if (query.text().isEmpty() || query.filter().isEmpty()) {
                            return super.query(query);
                        }
                        return super.query(withoutFilter(query).toBuilder()
                                        .topK(limits().topK())
                                        .build())
                                .stream()
                                .filter(hit -> query.filter().get().matches(hit.metadata()))
                                .limit(query.topK())
                                .toList();
                    }
                }),
                new Mutant("minus excludes", "VEC-44", store -> new ForwardingVectorStore(store) {
                    @Override
                    public List<VectorHit> query(VectorQuery query) {
                        return query.text().filter(text -> text.contains(" -")).isPresent()
                                ? List.of()
                                : super.query(query);
                    }
                }),
                new Mutant(
                        "star finds all",
                        "VEC-44",
                        asked(query -> query.text().filter("*"::equals).isEmpty()
                                ? query
                                : query.toBuilder().text("bread").build())),
                new Mutant("long text is cut", "VEC-46", store -> new ForwardingVectorStore(store) {
                    @Override
                    public void upsert(String index, List<VectorRecord> records) {
                        super.upsert(
                                index,
                                records.stream()
                                        .map(record -> record.text()
                                                .filter(text -> text.length() == limits().textBytes() - 6
                                                        || text.endsWith("last"))
                                                .map(text -> record.toBuilder()
                                                        .text(text.substring(0, text.length() / 2))
                                                        .build())
                                                .orElse(record))
                                        .toList());
                    }
                }));
    }

    private static UnaryOperator<VectorStore> asked(UnaryOperator<VectorQuery> change) {
        return store -> new ForwardingVectorStore(store) {
            @Override
            public List<VectorHit> query(VectorQuery query) {
                return super.query(change.apply(query));
            }
        };
    }

    private static UnaryOperator<VectorStore> answered(UnaryOperator<List<VectorHit>> change) {
        return store -> new ForwardingVectorStore(store) {
            @Override
            public List<VectorHit> query(VectorQuery query) {
                return change.apply(super.query(query));
            }
        };
    }

    private static List<VectorHit> reversed(List<VectorHit> hits) {
        List<VectorHit> reversed = new ArrayList<>(hits);
        Collections.reverse(reversed);
        return reversed;
    }

    private static List<VectorHit> scored(List<VectorHit> hits, double factor, double summand) {
        return hits.stream()
                .map(hit -> scored(hit, hit.score() * factor + summand))
                .toList();
    }

    private static VectorHit scored(VectorHit hit, double score) {
        return new VectorHit(hit.id(), score, hit.metadata(), hit.vector());
    }

    private static VectorQuery withoutFilter(VectorQuery query) {
        return new VectorQuery(
                query.index(),
                query.vector(),
                query.text(),
                query.topK(),
                Optional.empty(),
                query.minScore(),
                query.includeVectors());
    }

    private static VectorQuery filter(VectorQuery query, UnaryOperator<VectorFilter> change) {
        return query.filter().isEmpty()
                ? query
                : query.toBuilder().filter(change.apply(query.filter().get())).build();
    }

    private static VectorFilter needsKey(VectorFilter filter) {
        return filter instanceof VectorFilter.NotEqual notEqual
                ? VectorFilter.and(notEqual, VectorFilter.exists(notEqual.key()))
                : filter;
    }

    private static VectorFilter negationNeedsKey(VectorFilter filter) {
        return filter instanceof VectorFilter.Not not && not.part() instanceof VectorFilter.Range range
                ? VectorFilter.and(not, VectorFilter.exists(range.key()))
                : filter;
    }

    private static VectorFilter open(VectorFilter filter) {
        return filter instanceof VectorFilter.Range range
                        && range.lower().filter(VectorFilter.Bound::inclusive).isPresent()
                ? VectorFilter.above(range.key(), range.lower().get().value())
                : filter;
    }
}
