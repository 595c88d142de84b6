package dev.agentstorage.vector.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.tck.engine.rule.Kind;
import dev.agentstorage.tck.engine.support.SeededRandom;
import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.tck.rule.VectorRule;
import dev.agentstorage.vector.tck.run.VectorContract;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Dense queries: order, scores, filters and errors. */
public abstract class QueryContract extends VectorContract {
    private static final double TOLERANCE = 1e-4;

    /** For subclasses. */
    protected QueryContract() {}

    @VectorRule(id = "VEC-15")
    void bestComeFirstAndEqualOnesById() {
        String index = createDense();
        store().upsert(
                        index,
                        List.of(
                                record("z", 1, 0, 0, 0),
                                record("b", 2, 0, 0, 0),
                                record("far", 0, 1, 0, 0),
                                record("a", 4, 0, 0, 0),
                                record("near", 1, 1, 0, 0)));
        assertThat(ids(query(index, 10, 1, 0, 0, 0))).containsExactly("a", "b", "z", "near", "far");
    }

    @VectorRule(id = "VEC-15")
    void thereAreNotMoreHitsThanWanted() {
        String index = createDense();
        store().upsert(index, records(20));
        assertThat(ids(query(index, 1, 1, 0, 0, 0))).containsExactly("r0");
        assertThat(ids(query(index, 3, 1, 0, 0, 0))).containsExactly("r0", "r1", "r2");
        assertThat(query(index, 50, 1, 0, 0, 0)).hasSize(20);
        assertThat(store().query(VectorQuery.dense(index, Embedding.of(1, 0, 0, 0))
                        .build()))
                .hasSize(10);
    }

    @VectorRule(id = "VEC-16")
    void scoreIsTheCosine() {
        String index = createDense();
        store().upsert(
                        index,
                        List.of(
                                record("same", 3, 4, 0, 0),
                                record("right", 0, 0, 2, 0),
                                record("opposite", -6, -8, 0, 0),
                                record("half", 3, 4, 0, 5)));
        assertScores(
                query(index, 10, 0.6f, 0.8f, 0, 0),
                Map.of("same", 1.0, "right", 0.0, "opposite", -1.0, "half", Math.sqrt(0.5)));
    }

    @VectorRule(id = "VEC-17", requires = VectorFeature.EUCLIDEAN)
    void scoreOfDistanceIsItsInverse() {
        String index = create(shape().dense(DIMENSION, Metric.EUCLIDEAN).build());
        store().upsert(
                        index,
                        List.of(record("same", 1, 2, 3, 4), record("five", 4, 6, 3, 4), record("zero", 0, 0, 0, 0)));
        assertScores(
                query(index, 10, 1, 2, 3, 4), Map.of("same", 1.0, "five", 1.0 / 6, "zero", 1 / (1 + Math.sqrt(30))));
    }

    @VectorRule(id = "VEC-18", requires = VectorFeature.DOT_PRODUCT)
    void scoreOfProductIsTheProduct() {
        String index = create(shape().dense(DIMENSION, Metric.DOT_PRODUCT).build());
        store().upsert(
                        index,
                        List.of(
                                record("large", 10, 20, 0, 0),
                                record("less", -1, -1, 0, 0),
                                record("zero", 0, 0, 0, 0)));
        assertScores(query(index, 10, 1, 2, 0, 0), Map.of("large", 50.0, "zero", 0.0, "less", -3.0));
    }

    private static void assertScores(List<VectorHit> hits, Map<String, Double> expected) {
        assertThat(hits)
                .hasSize(expected.size())
                .allSatisfy(hit ->
                        assertThat(hit.score()).as(hit.id()).isCloseTo(expected.get(hit.id()), within(TOLERANCE)));
        assertThat(hits)
                .isSortedAccordingTo(
                        Comparator.comparingDouble(VectorHit::score).reversed());
    }

    @VectorRule(id = "VEC-19")
    void hitsBelowTheLeastScoreAreLeftOut() {
        String index = createDense();
        store().upsert(
                        index,
                        List.of(record("same", 1, 0, 0, 0), record("half", 1, 1, 0, 0), record("none", 0, 1, 0, 0)));
        VectorQuery.Builder query = VectorQuery.dense(index, Embedding.of(1, 0, 0, 0));
        assertThat(ids(store().query(query.minScore(0.7).build()))).containsExactly("same", "half");
        assertThat(ids(store().query(query.minScore(0.9).build()))).containsExactly("same");
        assertThat(store().query(query.minScore(1.1).build())).isEmpty();
    }

    @VectorRule(id = "VEC-20")
    void vectorsComeOnlyWhenAskedFor() {
        String index = createDense();
        Metadata metadata = Metadata.builder().text("t", "x").text("p", "y").build();
        store().upsert(index, List.of(record("a", metadata)));
        VectorQuery.Builder query = VectorQuery.dense(index, Embedding.of(1, 0, 0, 0));
        assertThat(store().query(query.build())).singleElement().satisfies(hit -> {
            assertThat(hit.vector()).isEmpty();
            assertThat(hit.metadata()).isEqualTo(metadata);
        });
        assertThat(store().query(query.includeVectors(true).build()))
                .singleElement()
                .satisfies(hit -> assertThat(hit.vector()).contains(Embedding.of(1, 1, 1, 1)));
    }

    @VectorRule(id = "VEC-14")
    void everyOperatorHasItsMeaning() {
        String index = createDense();
        Map<String, Metadata> stored = Map.of(
                "empty", Metadata.empty(),
                "ab",
                        Metadata.builder()
                                .text("t", "x")
                                .number("n", 1)
                                .flag("f", true)
                                .texts("l", List.of("a", "b"))
                                .build(),
                "b",
                        Metadata.builder()
                                .text("t", "X")
                                .number("n", 2.5)
                                .flag("f", false)
                                .texts("l", List.of("b"))
                                .build(),
                "none",
                        Metadata.builder()
                                .text("t", "")
                                .number("n", -3)
                                .texts("l", List.of())
                                .build());
        stored.forEach((id, metadata) -> store().upsert(index, List.of(record(id, metadata))));
        for (VectorFilter filter : operators()) {
            List<String> expected = stored.entrySet().stream()
                    .filter(entry -> filter.matches(entry.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            assertThat(ids(filtered(index, filter, 10))).as("%s", filter).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static List<VectorFilter> operators() {
        List<VectorFilter> filters = new ArrayList<>(List.of(
                VectorFilter.eq("t", "x"),
                VectorFilter.eq("t", ""),
                VectorFilter.eq("n", 2.5),
                VectorFilter.eq("f", false),
                VectorFilter.eq("l", "b"),
                VectorFilter.ne("t", "x"),
                VectorFilter.ne("n", 1),
                VectorFilter.ne("f", true),
                VectorFilter.ne("l", "a"),
                VectorFilter.in("t", List.of("x", "y", "")),
                VectorFilter.in("l", List.of("a", "c")),
                VectorFilter.atLeast("n", 1),
                VectorFilter.above("n", 1),
                VectorFilter.atMost("n", 1),
                VectorFilter.below("n", 1),
                VectorFilter.exists("t"),
                VectorFilter.exists("l"),
                VectorFilter.missing("f"),
                VectorFilter.missing("n"),
                VectorFilter.and(VectorFilter.atLeast("n", 1), VectorFilter.atMost("n", 2)),
                VectorFilter.or(VectorFilter.eq("t", "x"), VectorFilter.missing("t"))));
        List.copyOf(filters).forEach(filter -> filters.add(VectorFilter.not(filter)));
        filters.add(VectorFilter.not(VectorFilter.not(VectorFilter.eq("t", "x"))));
        return filters;
    }

    /** An ignored filter shows one user's data to another. */
    @VectorRule(id = "VEC-21", kind = Kind.STOCHASTIC)
    void filteredQueryIsExact() {
        String index = createDense();
        SeededRandom random = random();
        List<VectorRecord> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            records.add(RandomFilters.record(random, "r" + i));
        }
        store().upsert(index, records);
        for (int i = 0; i < 60; i++) {
            VectorFilter filter = RandomFilters.filter(random, 3);
            Embedding wanted = RandomFilters.vector(random);
            assertLikeAScan(
                    index,
                    records,
                    VectorQuery.dense(index, wanted).filter(filter).topK(100).build());
            assertLikeAScan(
                    index,
                    records,
                    VectorQuery.dense(index, wanted).filter(filter).topK(3).build());
        }
    }

    private void assertLikeAScan(String index, List<VectorRecord> records, VectorQuery query) {
        VectorFilter filter = query.filter().orElseThrow();
        Map<String, Double> scores = records.stream()
                .filter(record -> filter.matches(record.metadata()))
                .collect(Collectors.toMap(
                        VectorRecord::id,
                        record -> Metric.COSINE.score(
                                query.vector().orElseThrow(), record.vector().orElseThrow())));
        List<Double> best = scores.values().stream()
                .sorted(Comparator.reverseOrder())
                .limit(query.topK())
                .toList();
        List<VectorHit> hits = store().query(query);
        assertThat(hits).as("%s in %s", filter, index).hasSameSizeAs(best);
        for (int i = 0; i < best.size(); i++) {
            VectorHit hit = hits.get(i);
            assertThat(scores).as("%s", filter).containsKey(hit.id());
            assertThat(hit.score()).as("%s", filter).isCloseTo(best.get(i), within(TOLERANCE));
            assertThat(hit.score()).as(hit.id()).isCloseTo(scores.get(hit.id()), within(TOLERANCE));
        }
    }

    @VectorRule(id = "VEC-22")
    void filterOnAKeyThatIsNotDeclaredIsRefused() {
        String index = createDense();
        for (VectorFilter filter : List.of(
                VectorFilter.eq("T", "x"),
                VectorFilter.eq("p", "payload"),
                VectorFilter.missing("x"),
                VectorFilter.atLeast("x", 1),
                VectorFilter.not(VectorFilter.and(VectorFilter.exists("t"), VectorFilter.in("x", List.of("a")))))) {
            assertRefused(
                    InvalidRequestException.class,
                    "filter-key-unknown",
                    filter.toString(),
                    () -> filtered(index, filter, 1));
        }
    }

    @VectorRule(id = "VEC-22")
    void filterOfAnotherTypeIsRefused() {
        String index = createDense();
        for (VectorFilter filter : List.of(
                VectorFilter.eq("t", 1),
                VectorFilter.eq("n", "1"),
                VectorFilter.ne("f", "true"),
                VectorFilter.in("n", List.of("1")),
                VectorFilter.eq("l", true),
                VectorFilter.above("t", 1))) {
            assertRefused(
                    InvalidRequestException.class, "filter-type", filter.toString(), () -> filtered(index, filter, 1));
        }
    }

    @VectorRule(id = "VEC-23")
    void filterUpToTheLimitWorksAndALargerOneIsRefused() {
        String index = createDense();
        store().upsert(
                        index,
                        List.of(record("a", Metadata.builder().text("t", "v0").build())));
        List<String> values = new ArrayList<>();
        for (int i = 0; i < limits().filterValues(); i++) {
            values.add("v" + i);
        }
        assertThat(ids(filtered(index, VectorFilter.in("t", values), 1))).containsExactly("a");
        values.add("more");
        assertRefused(
                TooLargeException.class,
                "filter-too-large",
                "values",
                () -> filtered(index, VectorFilter.in("t", values), 1));
        VectorFilter deep = VectorFilter.exists("t");
        for (int i = 0; i < 40; i++) {
            deep = VectorFilter.not(deep);
        }
        VectorFilter deepest = deep;
        assertRefused(TooLargeException.class, "filter-too-large", "depth", () -> filtered(index, deepest, 1));
    }

    @VectorRule(id = "VEC-24")
    void hitsUpToTheLimitAreGivenAndMoreRefused() {
        String index = createDense();
        int most = Math.min(limits().topK(), 200);
        store().upsert(index, records(most + 1));
        assertThat(query(index, most, 1, 0, 0, 0)).hasSize(most);
        assertThat(query(index, limits().topK(), 1, 0, 0, 0)).hasSizeGreaterThanOrEqualTo(most);
        assertRefused(
                TooLargeException.class,
                "top-k-too-large",
                "topK",
                () -> query(index, limits().topK() + 1, 1, 0, 0, 0));
    }

    private List<VectorHit> filtered(String index, VectorFilter filter, int topK) {
        return store().query(VectorQuery.dense(index, Embedding.of(1, 1, 1, 1))
                .filter(filter)
                .topK(topK)
                .build());
    }
}
