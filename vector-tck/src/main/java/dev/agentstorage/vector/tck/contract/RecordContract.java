package dev.agentstorage.vector.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.tck.engine.rule.Kind;
import dev.agentstorage.tck.engine.support.SeededRandom;
import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.tck.rule.VectorRule;
import dev.agentstorage.vector.tck.run.VectorContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Records are stored, replaced, returned and rejected. */
public abstract class RecordContract extends VectorContract {
    private static final int MANY = 1_200;

    /** For subclasses. */
    protected RecordContract() {}

    @VectorRule(id = "VEC-09")
    void recordIsReturnedAsStored() {
        String index = createDense();
        VectorRecord full = VectorRecord.builder("full")
                .vector(Embedding.of(0.1f, -2.5e-8f, 3e7f, Float.MIN_NORMAL))
                .metadata(Metadata.builder()
                        .text("t", "text")
                        .number("n", 0.1)
                        .flag("f", false)
                        .texts("l", List.of("b", "a", "b"))
                        .text("p", "payload")
                        .number("q", 1L << 53)
                        .build())
                .build();
        VectorRecord bare = record("bare", 1, 2, 3, 4);
        store().upsert(index, List.of(full, bare));
        assertThat(store().get(index, List.of("bare", "missing", "full"))).containsExactlyInAnyOrder(full, bare);
    }

    @VectorRule(id = "VEC-09", requires = VectorFeature.LEXICAL)
    void textIsReturnedAsStored() {
        String index = create(shape().dense(DIMENSION, Metric.COSINE).lexical().build());
        VectorRecord both =
                record("both", 1, 2, 3, 4).toBuilder().text(" Two  WORDS\n").build();
        VectorRecord text = VectorRecord.builder("text").text("").build();
        VectorRecord vector = record("vector", 1, 2, 3, 4);
        store().upsert(index, List.of(both, text, vector));
        assertThat(store().get(index, List.of("both", "text", "vector"))).containsExactlyInAnyOrder(both, text, vector);
    }

    @VectorRule(id = "VEC-10")
    void upsertReplacesTheWholeRecord() {
        String index = createDense();
        Metadata old = Metadata.builder().text("t", "old").text("p", "old").build();
        store().upsert(index, List.of(record("a", old)));
        VectorRecord replacement = record("a", 0, 0, 0, 1);
        store().upsert(index, List.of(replacement));
        assertThat(store().get(index, List.of("a"))).containsExactly(replacement);
        assertThat(store().count(index)).isEqualTo(1);
        assertThat(query(index, 10, 0, 0, 0, 1)).singleElement().satisfies(hit -> {
            assertThat(hit.score()).isGreaterThan(0.999);
            assertThat(hit.metadata()).isEqualTo(Metadata.empty());
        });
        assertThat(keys(index)).containsExactly("a");
    }

    /** Services accept a few hundred records per request, so the store must split a call. */
    @VectorRule(id = "VEC-11")
    void oneCallTakesAnyNumberOfRecords() {
        String index = createDense();
        List<VectorRecord> records = records(MANY);
        List<String> ids = records.stream().map(VectorRecord::id).toList();
        store().upsert(index, records);
        assertThat(store().count(index)).isEqualTo(MANY);
        assertThat(store().get(index, ids)).containsExactlyInAnyOrderElementsOf(records);
        store().delete(index, ids.subList(0, MANY - 1));
        assertThat(keys(index)).containsExactly(ids.get(MANY - 1));
    }

    @VectorRule(id = "VEC-12")
    void keysAreListedOnceWhateverThePage() {
        String index = createDense();
        List<String> ids = new ArrayList<>();
        for (VectorRecord record : records(37)) {
            ids.add(record.id());
        }
        store().upsert(index, records(37));
        for (int limit : List.of(1, 7, 37, 100)) {
            assertThat(keys(store(), index, limit)).as("pages of " + limit).containsExactlyInAnyOrderElementsOf(ids);
        }
        store().delete(index, List.of("r3"));
        assertThat(keys(store(), index, 5)).hasSize(36).doesNotContain("r3");
    }

    @VectorRule(id = "VEC-12")
    void pagesNeedALimit() {
        String index = createDense();
        for (int limit : List.of(0, -1)) {
            assertRefused(
                    InvalidRequestException.class,
                    "limit-not-positive",
                    "limit " + limit,
                    () -> store().listKeys(index, Optional.empty(), limit));
        }
    }

    @VectorRule(id = "VEC-13")
    void writesAreSeenAsSoonAsTheyReturn() {
        String index = createDense();
        for (int i = 0; i < 20; i++) {
            String id = "r" + i;
            store().upsert(index, List.of(record(id, 1, i, 0, 0)));
            assertThat(ids(query(index, 1, 1, i, 0, 0))).containsExactly(id);
            assertThat(store().count(index)).isEqualTo(1);
            store().delete(index, List.of(id));
            assertThat(query(index, 10, 1, i, 0, 0)).isEmpty();
            assertThat(store().get(index, List.of(id))).isEmpty();
        }
    }

    @VectorRule(id = "VEC-25")
    void vectorThatDoesNotFitIsRefused() {
        String index = createDense();
        assertRefusedAsAWhole(index, "dimension-mismatch", record("bad", 1, 0, 0));
        assertRefusedAsAWhole(index, "dimension-mismatch", record("bad", 1, 0, 0, 0, 0));
        assertRefusedAsAWhole(index, "vector-zero", record("bad", 0, 0, 0, 0));
        refusedQuery("dimension-mismatch", () -> query(index, 1, 1, 0));
        refusedQuery("vector-zero", () -> query(index, 1, 0, 0, 0, 0));
    }

    private static void refusedQuery(String code, ThrowingCallable query) {
        assertRefused(InvalidRequestException.class, code, "query", query);
    }

    private void assertRefusedAsAWhole(String index, String code, VectorRecord bad) {
        assertRefused(
                InvalidRequestException.class,
                code,
                "upsert",
                () -> store().upsert(index, List.of(record("good", 1, 0, 0, 0), bad)));
        assertThat(store().count(index)).as("records after " + code).isZero();
    }

    @VectorRule(id = "VEC-26", kind = Kind.STOCHASTIC)
    void idsOfAnyTextAreDifferentIds() {
        String index = createDense();
        SeededRandom random = random();
        List<String> ids = new ArrayList<>(List.of(
                "a", "A", "a ", " a", "a#1", "a/1", "ä", "a\u0308", "%", "*", "a:b", "\ud83d\ude00", "\uffee", "null"));
        for (int i = 0; i < 30; i++) {
            ids.add(i + random.text(6));
        }
        ids.add("x".repeat(limits().idBytes()));
        List<VectorRecord> records =
                ids.stream().map(id -> record(id, 1, ids.indexOf(id), 0, 0)).toList();
        store().upsert(index, records);
        assertThat(keys(store(), index, 3)).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(store().get(index, ids)).containsExactlyInAnyOrderElementsOf(records);
        assertThat(ids(query(index, 100, 1, 1, 0, 0))).containsExactlyInAnyOrderElementsOf(ids);
        store().delete(index, List.of("A", "ä"));
        assertThat(keys(index)).hasSize(ids.size() - 2).contains("a", "a\u0308");
    }

    @VectorRule(id = "VEC-26", kind = Kind.STOCHASTIC)
    void idsThatAreTooLongOrRepeatedAreRefused() {
        String index = createDense();
        String tooLong = "x".repeat(limits().idBytes() - 1) + "é";
        TooLargeException error = assertRefused(
                TooLargeException.class,
                "id-too-long",
                "upsert",
                () -> store().upsert(index, List.of(record("good", 1, 0, 0, 0), record(tooLong, 1, 0, 0, 0))));
        assertThat(error.limit()).isEqualTo(limits().idBytes());
        assertThat(store().count(index)).isZero();
        assertRefusedAsAWhole(index, "id-repeated", record("good", 0, 1, 0, 0));
    }

    @VectorRule(id = "VEC-27")
    void metadataUpToTheLimitIsKept() {
        String index = createDense();
        VectorRecord largest = record("a", sized(limits().filterableBytes(), limits().metadataBytes()));
        store().upsert(index, List.of(largest));
        assertThat(store().get(index, List.of("a"))).containsExactly(largest);
    }

    @VectorRule(id = "VEC-27")
    void metadataOverALimitIsRefused() {
        String index = createDense();
        Metadata filterable = sized(limits().filterableBytes() + 1, limits().metadataBytes());
        Metadata altogether = sized(limits().filterableBytes(), limits().metadataBytes() + 1);
        for (Metadata metadata : List.of(filterable, altogether)) {
            assertRefused(
                    TooLargeException.class,
                    "metadata-too-large",
                    "upsert",
                    () -> store().upsert(index, List.of(record("good", 1, 0, 0, 0), record("bad", metadata))));
            assertThat(store().count(index)).isZero();
        }
    }

    private static Metadata sized(int filterable, int altogether) {
        Metadata filled = Metadata.builder()
                .text("t", "x".repeat(filterable - 1))
                .text("p", "y".repeat(altogether - filterable - 1))
                .build();
        assertThat(filled.bytes()).isEqualTo(altogether);
        return filled;
    }

    @VectorRule(id = "VEC-28")
    void metadataThatTheIndexDoesNotDeclareIsRefused() {
        String index = createDense();
        assertRefusedAsAWhole(
                index,
                "metadata-key-unknown",
                record("bad", Metadata.builder().text("T", "x").build()));
        assertRefusedAsAWhole(
                index,
                "metadata-type",
                record("bad", Metadata.builder().number("t", 1).build()));
        assertRefusedAsAWhole(
                index,
                "metadata-type",
                record("bad", Metadata.builder().text("l", "x").build()));
    }

    @VectorRule(id = "VEC-29", kind = Kind.STOCHASTIC)
    void valuesOfMetadataAreExact() {
        String index = createDense();
        SeededRandom random = random();
        List<VectorRecord> records = new ArrayList<>();
        for (double number :
                new double[] {0, 0.1, -1e-300, 1e300, 1L << 53, -(1L << 53), 1_798_000_000_123L, 1.0 / 3}) {
            records.add(record(
                    "n" + records.size(),
                    Metadata.builder().number("n", number).number("q", number).build()));
        }
        for (int i = 0; i < 30; i++) {
            records.add(record(
                    "t" + i,
                    Metadata.builder()
                            .text("t", random.text(8))
                            .texts("l", List.of(random.text(3), "", random.text(3)))
                            .texts("p", List.of())
                            .flag("q", i % 2 == 0)
                            .build()));
        }
        records.add(record(
                "empty", Metadata.builder().text("t", "").texts("l", List.of()).build()));
        store().upsert(index, records);
        assertThat(store().get(index, records.stream().map(VectorRecord::id).toList()))
                .containsExactlyInAnyOrderElementsOf(records);
        query(index, 100, 1, 1, 1, 1)
                .forEach(hit -> assertThat(records)
                        .filteredOn(record -> record.id().equals(hit.id()))
                        .extracting(VectorRecord::metadata)
                        .containsExactly(hit.metadata()));
    }

    @VectorRule(id = "VEC-30")
    void nullIsRefused() {
        String index = createDense();
        List<VectorRecord> withNull = new ArrayList<>(records(1));
        withNull.add(null);
        List<String> idsWithNull = new ArrayList<>();
        idsWithNull.add(null);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> store().upsert(index, withNull),
                () -> store().get(index, idsWithNull),
                () -> store().delete(index, idsWithNull))) {
            assertRefused(InvalidRequestException.class, "null-argument", "null", call);
        }
        assertThat(store().count(index)).isZero();
    }
}
