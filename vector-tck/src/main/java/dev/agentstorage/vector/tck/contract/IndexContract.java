package dev.agentstorage.vector.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorLimits;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.tck.rule.VectorRule;
import dev.agentstorage.vector.tck.run.VectorContract;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Features and limits, and indexes. */
public abstract class IndexContract extends VectorContract {
    /** For subclasses. */
    protected IndexContract() {}

    /** If this fails, look at the provider's {@code features()} and at {@code declares()} of the conformance test. */
    @VectorRule(id = "VEC-01")
    void storeHasWhatItsProviderReports() {
        assertThat(provider().features()).isEqualTo(declared());
        assertThat(store().features()).isEqualTo(provider().features());
        assertThat(store().limits()).isEqualTo(provider().limits());
        assertThat(store().provider()).isEqualTo(provider().name());
        assertThat(provider().name()).matches("[a-z][a-z0-9-]*");
        assertThat(provider().features())
                .as("SINGLE_WRITER requires PERSISTENCE")
                .matches(all -> !all.contains(VectorFeature.SINGLE_WRITER) || all.contains(VectorFeature.PERSISTENCE));
    }

    /** Callers that keep to {@link VectorLimits#LEAST} can change stores. */
    @VectorRule(id = "VEC-01")
    void limitsAreNotBelowTheLeast() {
        VectorLimits limits = provider().limits();
        VectorLimits least = VectorLimits.LEAST;
        assertThat(limits.dimension()).isGreaterThanOrEqualTo(least.dimension());
        assertThat(limits.idBytes()).isGreaterThanOrEqualTo(least.idBytes());
        assertThat(limits.topK()).isGreaterThanOrEqualTo(least.topK());
        assertThat(limits.metadataKeys()).isGreaterThanOrEqualTo(least.metadataKeys());
        assertThat(limits.payloadKeys()).isGreaterThanOrEqualTo(least.payloadKeys());
        assertThat(limits.filterableBytes()).isGreaterThanOrEqualTo(least.filterableBytes());
        assertThat(limits.metadataBytes()).isGreaterThanOrEqualTo(least.metadataBytes());
        assertThat(limits.textBytes()).isGreaterThanOrEqualTo(least.textBytes());
        assertThat(limits.filterValues()).isGreaterThanOrEqualTo(least.filterValues());
    }

    @VectorRule(id = "VEC-02")
    void shapeIsKeptAsItWasGiven() {
        VectorIndex shape = shape().dense(7, Metric.COSINE).build();
        create(shape);
        assertThat(store().findIndex(shape.name())).contains(shape);
    }

    @VectorRule(id = "VEC-02")
    void creatingTheSameIndexAgainKeepsIt() {
        VectorIndex shape = shape().dense(DIMENSION, Metric.COSINE).build();
        create(shape);
        store().upsert(shape.name(), records(2));
        assertThat(store().createIndex(shape)).isFalse();
        assertThat(store().count(shape.name())).isEqualTo(2);
    }

    @VectorRule(id = "VEC-03")
    void anotherShapeUnderTheSameNameIsRefused() {
        VectorIndex shape = shape().dense(DIMENSION, Metric.COSINE).build();
        create(shape);
        store().upsert(shape.name(), records(1));
        for (VectorIndex other : List.of(
                shape.toBuilder().dense(DIMENSION + 1, Metric.COSINE).build(),
                shape.toBuilder().payloadKey("other").build())) {
            AlreadyExistsException error = assertRefused(
                    AlreadyExistsException.class, "index-differs", "another shape", () -> store().createIndex(other));
            assertThat(error.stored(VectorIndex.class)).contains(shape);
        }
        assertThat(store().findIndex(shape.name())).contains(shape);
        assertThat(store().count(shape.name())).isEqualTo(1);
    }

    @VectorRule(id = "VEC-04")
    void indexesAreListedByPrefix() {
        String prefix = id("list");
        for (String end : List.of("b", "a", "c.d")) {
            create(named(prefix + "-" + end));
        }
        createDense();
        assertThat(store().listIndexes(prefix))
                .extracting(VectorIndex::name)
                .containsExactly(prefix + "-a", prefix + "-b", prefix + "-c.d");
        assertThat(store().listIndexes("")).extracting(VectorIndex::name).contains(prefix + "-a");
        assertThat(store().listIndexes(prefix + "-x")).isEmpty();
    }

    /** A service that allows fewer names must map them and return the caller's names. */
    @VectorRule(id = "VEC-04")
    void namesOfEveryFormAreKept() {
        String random = id("n").substring(2);
        for (String name : List.of(random.substring(0, 3), random + "-with.dots.and-hyphens.a.b", "0" + random + "0")) {
            assertThat(name.length()).isBetween(3, 63);
            assertThat(create(named(name))).isEqualTo(name);
            assertThat(store().findIndex(name)).map(VectorIndex::name).contains(name);
        }
    }

    private static VectorIndex named(String name) {
        return VectorIndex.builder(name).dense(DIMENSION, Metric.COSINE).build();
    }

    @VectorRule(id = "VEC-05")
    void whatIsDroppedIsGone() {
        VectorIndex shape = shape().dense(DIMENSION, Metric.COSINE).build();
        create(shape);
        store().upsert(shape.name(), records(3));
        assertThat(store().dropIndex(shape.name())).isTrue();
        assertThat(store().findIndex(shape.name())).isEmpty();
        assertThat(store().listIndexes(shape.name())).isEmpty();
        assertThat(store().dropIndex(shape.name())).isFalse();
        VectorIndex other = shape.toBuilder().dense(2, Metric.COSINE).build();
        create(other);
        assertThat(store().count(other.name())).isZero();
        assertThat(query(other.name(), 10, 1, 0)).isEmpty();
    }

    @VectorRule(id = "VEC-06")
    void missingIndexIsAnError() {
        String missing = id("missing");
        Map<String, ThrowingCallable> calls = Map.of(
                "count", () -> store().count(missing),
                "upsert", () -> store().upsert(missing, records(1)),
                "upsert of nothing", () -> store().upsert(missing, List.of()),
                "query", () -> query(missing, 1, 1, 0, 0, 0),
                "get", () -> store().get(missing, List.of("a")),
                "delete", () -> store().delete(missing, List.of("a")),
                "keys", () -> store().listKeys(missing, Optional.empty(), 1));
        calls.forEach((what, call) -> assertRefused(NotFoundException.class, "index-not-found", what, call));
        assertThat(store().findIndex(missing)).isEmpty();
        assertThat(store().dropIndex(missing)).isFalse();
    }

    @VectorRule(id = "VEC-06", requires = VectorFeature.DELETE_BY_FILTER)
    void missingIndexIsAnErrorForDeletesByFilter() {
        assertRefused(
                NotFoundException.class,
                "index-not-found",
                "deleteWhere",
                () -> store().deleteWhere(id("missing"), VectorFilter.exists("t")));
    }

    @VectorRule(id = "VEC-07")
    void indexesDoNotShareRecords() {
        String one = createDense();
        String two = createDense();
        store().upsert(one, List.of(record("a", 1, 0, 0, 0)));
        store().upsert(two, List.of(record("a", 0, 1, 0, 0), record("b", 1, 0, 0, 0)));
        store().delete(two, List.of("b"));
        assertThat(store().get(one, List.of("a"))).containsExactly(record("a", 1, 0, 0, 0));
        assertThat(ids(query(one, 10, 1, 0, 0, 0))).containsExactly("a");
        store().dropIndex(two);
        assertThat(store().count(one)).isEqualTo(1);
    }

    @VectorRule(id = "VEC-08")
    void emptyIndexAnswers() {
        String index = createDense();
        store().upsert(index, List.of());
        assertThat(query(index, 10, 1, 0, 0, 0)).isEmpty();
        assertThat(store().count(index)).isZero();
        assertThat(keys(index)).isEmpty();
        assertThat(store().get(index, List.of("a"))).isEmpty();
        assertThat(store().get(index, List.of())).isEmpty();
        store().delete(index, List.of("a"));
        store().delete(index, List.of());
        assertThat(store().count(index)).isZero();
    }

    @VectorRule(id = "VEC-35")
    void denseIndexHasNoTexts() {
        String index = createDense();
        assertRefused(InvalidRequestException.class, "index-not-lexical", "search", () -> search(index, "word"));
        assertRefused(
                InvalidRequestException.class,
                "index-not-lexical",
                "upsert",
                () -> store().upsert(
                                index,
                                List.of(VectorRecord.builder("a").text("word").build())));
        assertThat(store().count(index)).isZero();
    }

    @VectorRule(id = "VEC-35", requires = VectorFeature.LEXICAL)
    void lexicalIndexHasNoVectors() {
        String index = createLexical();
        assertRefused(InvalidRequestException.class, "index-not-dense", "query", () -> query(index, 1, 1, 0, 0, 0));
        assertRefused(
                InvalidRequestException.class,
                "index-not-dense",
                "upsert",
                () -> store().upsert(index, List.of(record("a", Metadata.empty()))));
        assertThat(store().count(index)).isZero();
    }

    @VectorRule(id = "VEC-34", absent = VectorFeature.LEXICAL)
    void textsAreRefusedAsAWhole() {
        VectorIndex shape = shape().lexical().build();
        assertThat(assertRefused(
                                UnsupportedException.class,
                                "feature-unsupported",
                                "createIndex",
                                () -> store().createIndex(shape))
                        .feature())
                .isEqualTo("LEXICAL");
        assertThat(store().findIndex(shape.name())).isEmpty();
    }

    @VectorRule(id = "VEC-39", absent = VectorFeature.EUCLIDEAN)
    void distanceIsRefused() {
        assertMetricIsRefused(Metric.EUCLIDEAN);
    }

    @VectorRule(id = "VEC-39", absent = VectorFeature.DOT_PRODUCT)
    void productIsRefused() {
        assertMetricIsRefused(Metric.DOT_PRODUCT);
    }

    private void assertMetricIsRefused(Metric metric) {
        VectorIndex shape = shape().dense(DIMENSION, metric).build();
        assertRefused(
                UnsupportedException.class, "feature-unsupported", "createIndex", () -> store().createIndex(shape));
        assertThat(store().findIndex(shape.name())).isEmpty();
    }
}
