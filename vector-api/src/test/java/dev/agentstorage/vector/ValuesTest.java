package dev.agentstorage.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValuesTest {
    static Stream<Arguments> badValues() {
        return Stream.of(
                bad("vector-empty", Embedding::of),
                bad("vector-not-finite", () -> Embedding.of(1, Float.NaN)),
                bad("vector-not-finite", () -> Embedding.of(Float.NEGATIVE_INFINITY)),
                bad("number-not-finite", () -> Metadata.builder().number("k", Double.NaN)),
                bad("number-not-exact", () -> Metadata.builder().number("k", (1L << 53) + 1)),
                bad("text-invalid", () -> Metadata.builder().text("k", "\ud800")),
                bad("text-invalid", () -> Metadata.builder().texts("k", List.of("a\0"))),
                bad("text-empty", () -> Metadata.builder().flag("", true)),
                bad("text-empty", () -> VectorRecord.builder("").text("t").build()),
                bad(
                        "text-invalid",
                        () -> VectorRecord.builder("\udc00").text("t").build()),
                bad("record-without-search", () -> VectorRecord.builder("id").build()),
                bad("index-without-search", () -> VectorIndex.builder("abc").build()),
                bad(
                        "index-name-invalid",
                        () -> VectorIndex.builder("Abc").lexical().build()),
                bad(
                        "index-name-invalid",
                        () -> VectorIndex.builder("ab").lexical().build()),
                bad(
                        "index-name-invalid",
                        () -> VectorIndex.builder("abc-").lexical().build()),
                bad("dimension-not-positive", () -> VectorIndex.builder("abc").dense(0, Metric.COSINE)),
                bad(
                        "metadata-key-repeated",
                        () -> VectorIndex.builder("abc")
                                .lexical()
                                .filterKey("k", KeyType.TEXT)
                                .payloadKey("k")
                                .build()),
                bad("query-ambiguous", () -> VectorQuery.builder("abc").build()),
                bad(
                        "query-ambiguous",
                        () -> VectorQuery.lexical("abc", "t")
                                .vector(Embedding.of(1))
                                .build()),
                bad(
                        "limit-not-positive",
                        () -> VectorQuery.lexical("abc", "t").topK(0).build()),
                bad(
                        "number-not-finite",
                        () -> VectorQuery.lexical("abc", "t")
                                .minScore(Double.NaN)
                                .build()),
                bad("filter-empty", VectorFilter::and),
                bad("filter-empty", VectorFilter::or),
                bad("filter-empty", () -> VectorFilter.in("k", List.of())),
                bad("filter-type", () -> new VectorFilter.Equal("k", new MetadataValue.Texts(List.of()))),
                bad(
                        "filter-type",
                        () -> new VectorFilter.In(
                                "k", List.of(new MetadataValue.Flag(true), new MetadataValue.Decimal(1)))),
                bad("number-not-finite", () -> VectorFilter.atLeast("k", Double.POSITIVE_INFINITY)),
                bad("text-empty", () -> VectorFilter.exists("")),
                bad("dimension-mismatch", () -> Metric.COSINE.score(Embedding.of(1), Embedding.of(1, 2))));
    }

    private static Arguments bad(String code, ThrowingCallable call) {
        return Arguments.of(code, call);
    }

    @ParameterizedTest
    @MethodSource("badValues")
    void badValueHasOneCode(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error)
                                .extracting(StorageException::code)
                                .isEqualTo(code));
    }

    @Test
    void embeddingKeepsACopy() {
        float[] given = {1, 2};
        Embedding embedding = Embedding.of(given);
        given[0] = 9;
        embedding.toArray()[1] = 9;
        assertThat(embedding).isEqualTo(Embedding.of(1, 2)).hasSameHashCodeAs(Embedding.of(1, 2));
    }

    @Test
    void negativeZeroIsZero() {
        assertThat(Embedding.of(-0.0f, 1)).isEqualTo(Embedding.of(0.0f, 1));
        assertThat(Metadata.builder().number("k", -0.0).build())
                .isEqualTo(Metadata.builder().number("k", 0.0).build());
    }

    @Test
    void embeddingShowsNoNumbers() {
        assertThat(Embedding.of(0.25f, 3)).hasToString("Embedding[dimension=2]");
    }

    @Test
    void scoresHaveTheDocumentedScale() {
        Embedding east = Embedding.of(2, 0);
        assertThat(Metric.COSINE.score(east, Embedding.of(5, 0))).isEqualTo(1);
        assertThat(Metric.COSINE.score(east, Embedding.of(0, 3))).isEqualTo(0);
        assertThat(Metric.COSINE.score(east, Embedding.of(-1, 0))).isEqualTo(-1);
        assertThat(Metric.EUCLIDEAN.score(east, east)).isEqualTo(1);
        assertThat(Metric.EUCLIDEAN.score(east, Embedding.of(5, 4))).isEqualTo(1.0 / 6, within(1e-12));
        assertThat(Metric.DOT_PRODUCT.score(Embedding.of(1, 2, 3, 4, 5), Embedding.of(1, 1, 1, 1, -10)))
                .isEqualTo(-40);
    }

    @Test
    void metadataIsReadByType() {
        Metadata metadata = Metadata.builder()
                .text("t", "x")
                .number("n", 1.5)
                .flag("f", true)
                .texts("l", List.of("a", "b"))
                .build();
        assertThat(metadata.text("t")).contains("x");
        assertThat(metadata.text("n")).isEmpty();
        assertThat(metadata.number("n")).hasValue(1.5);
        assertThat(metadata.flag("f")).contains(true);
        assertThat(metadata.texts("l")).containsExactly("a", "b");
        assertThat(metadata.texts("missing")).isEmpty();
    }

    @Test
    void metadataCountsKeysAndValues() {
        Metadata metadata = Metadata.builder()
                .text("é", "xyz")
                .number("n", 1)
                .flag("f", true)
                .texts("l", List.of("a", "bc"))
                .build();
        assertThat(metadata.bytes()).isEqualTo(2 + 3 + 1 + 8 + 1 + 1 + 1 + 3);
        assertThat(metadata.bytes(VectorIndex.builder("abc")
                        .lexical()
                        .filterKey("n", KeyType.NUMBER)
                        .build()
                        .filterKeys()))
                .isEqualTo(9);
    }

    @Test
    void listsAreCopied() {
        List<String> given = new ArrayList<>(List.of("a"));
        Metadata metadata = Metadata.builder().texts("l", given).build();
        given.add("b");
        assertThat(metadata.texts("l")).containsExactly("a");
    }

    @Test
    void copiesAreEqual() {
        VectorIndex index = VectorIndex.builder("abc")
                .dense(2, Metric.EUCLIDEAN)
                .lexical()
                .filterKey("k", KeyType.FLAG)
                .payloadKey("p")
                .build();
        VectorRecord record = VectorRecord.builder("id")
                .vector(Embedding.of(1))
                .text("t")
                .metadata(Metadata.builder().flag("k", true).build())
                .build();
        VectorQuery query = VectorQuery.dense("abc", Embedding.of(1))
                .topK(3)
                .filter(VectorFilter.exists("k"))
                .minScore(0.5)
                .includeVectors(true)
                .build();
        assertThat(index.toBuilder().build()).isEqualTo(index);
        assertThat(record.toBuilder().build()).isEqualTo(record);
        assertThat(query.toBuilder().build()).isEqualTo(query);
        assertThat(record.metadata().toBuilder().build()).isEqualTo(record.metadata());
    }
}
