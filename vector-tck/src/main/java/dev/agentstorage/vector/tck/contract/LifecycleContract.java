package dev.agentstorage.vector.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.KeyType;
import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.tck.rule.VectorRule;
import dev.agentstorage.vector.tck.run.VectorContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Deletes, reopening, several writers, closing. */
public abstract class LifecycleContract extends VectorContract {
    /** For subclasses. */
    protected LifecycleContract() {}

    @VectorRule(id = "VEC-31")
    void deletedRecordIsGoneEverywhere() {
        String index = createDense();
        store().upsert(index, records(5));
        store().delete(index, List.of("r1", "missing", "r3"));
        assertThat(ids(query(index, 10, 1, 1, 0, 0))).containsExactlyInAnyOrder("r0", "r2", "r4");
        assertThat(store().get(index, List.of("r1", "r2", "r3")))
                .extracting(VectorRecord::id)
                .containsExactly("r2");
        assertThat(store().count(index)).isEqualTo(3);
        assertThat(keys(index)).containsExactlyInAnyOrder("r0", "r2", "r4");
        store().delete(index, List.of("r1"));
        assertThat(store().count(index)).isEqualTo(3);
    }

    @VectorRule(id = "VEC-32", requires = VectorFeature.DELETE_BY_FILTER)
    void whatMatchesIsDeletedAndNothingElse() {
        String index = createDense();
        List<VectorRecord> records = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            records.add(record(
                    "r" + i,
                    Metadata.builder().text("t", "v" + i % 3).number("n", i).build()));
        }
        records.add(record("bare", Metadata.empty()));
        store().upsert(index, records);
        VectorFilter filter = VectorFilter.and(VectorFilter.eq("t", "v1"), VectorFilter.above("n", 1));
        assertThat(store().deleteWhere(index, filter)).isEqualTo(3);
        assertThat(store().deleteWhere(index, filter)).isZero();
        assertThat(keys(index)).hasSize(10).contains("r1", "bare").doesNotContain("r4", "r7", "r10");
        assertThat(query(index, 20, 1, 1, 1, 1)).hasSize(10);
        assertRefused(
                InvalidRequestException.class,
                "filter-key-unknown",
                "deleteWhere",
                () -> store().deleteWhere(index, VectorFilter.missing("T")));
        assertThat(store().count(index)).isEqualTo(10);
    }

    @VectorRule(id = "VEC-32", absent = VectorFeature.DELETE_BY_FILTER)
    void deleteByFilterIsRefusedAsAWhole() {
        String index = createDense();
        store().upsert(index, records(3));
        assertThat(assertRefused(
                                UnsupportedException.class,
                                "feature-unsupported",
                                "deleteWhere",
                                () -> store().deleteWhere(index, VectorFilter.missing("t")))
                        .feature())
                .isEqualTo("DELETE_BY_FILTER");
        assertThat(store().count(index)).isEqualTo(3);
    }

    @VectorRule(id = "VEC-36", requires = VectorFeature.PERSISTENCE)
    void everythingIsThereAfterReopening() {
        String data = id("reopen");
        VectorIndex shape = VectorIndex.builder(id("idx"))
                .dense(DIMENSION, Metric.COSINE)
                .filterKey("t", KeyType.TEXT)
                .filterKey("n", KeyType.NUMBER)
                .payloadKey("p")
                .build();
        String index = shape.name();
        VectorRecord kept = record(
                "r0",
                Metadata.builder().text("t", "x").number("n", 2).text("p", "y").build());
        VectorQuery query = VectorQuery.dense(index, Embedding.of(1, 1, 1, 0))
                .filter(VectorFilter.eq("t", "x"))
                .includeVectors(true)
                .build();
        List<VectorHit> before;
        try (VectorStore store = open(data)) {
            store.createIndex(shape);
            store.upsert(index, records(4));
            store.upsert(index, List.of(kept));
            store.delete(index, List.of("r2"));
            store.flush();
            before = store.query(query);
        }
        try (VectorStore store = open(data)) {
            assertThat(store.findIndex(index)).contains(shape);
            assertThat(store.listIndexes(index)).containsExactly(shape);
            assertThat(keys(store, index, 2)).containsExactlyInAnyOrder("r0", "r1", "r3");
            assertThat(store.get(index, List.of("r0", "r2"))).containsExactly(kept);
            assertThat(store.query(query)).isEqualTo(before).hasSize(1);
            store.upsert(index, List.of(record("r2", 1, 2, 3, 4)));
            store.delete(index, List.of("r1"));
        }
        try (VectorStore store = open(data)) {
            assertThat(keys(store, index, 10)).containsExactlyInAnyOrder("r0", "r2", "r3");
            assertThat(store.dropIndex(index)).isTrue();
        }
        try (VectorStore store = open(data)) {
            assertThat(store.findIndex(index)).isEmpty();
        }
    }

    @VectorRule(id = "VEC-37", requires = VectorFeature.SINGLE_WRITER)
    void secondWriterIsRefusedAndTheFirstContinues() {
        String data = id("writers");
        String index = id("idx");
        VectorIndex shape =
                VectorIndex.builder(index).dense(DIMENSION, Metric.COSINE).build();
        try (VectorStore first = open(data)) {
            first.createIndex(shape);
            assertRefused(
                    UnavailableException.class,
                    "store-locked",
                    "a second store",
                    () -> open(data).close());
            first.upsert(index, records(2));
            assertThat(first.count(index)).isEqualTo(2);
        }
        try (VectorStore next = open(data)) {
            assertThat(next.count(index)).isEqualTo(2);
            next.dropIndex(index);
        }
    }

    @VectorRule(id = "VEC-37", requires = VectorFeature.PERSISTENCE, absent = VectorFeature.SINGLE_WRITER)
    void storesSeeEachOthersWrites() {
        String data = id("writers");
        String index = id("idx");
        VectorIndex shape =
                VectorIndex.builder(index).dense(DIMENSION, Metric.COSINE).build();
        try (VectorStore first = open(data);
                VectorStore second = open(data)) {
            first.createIndex(shape);
            assertThat(second.createIndex(shape)).isFalse();
            first.upsert(index, List.of(record("a", 1, 0, 0, 0), record("b", 1, 0, 0, 0)));
            second.upsert(index, List.of(record("c", 0, 1, 0, 0)));
            second.delete(index, List.of("b"));
            assertThat(keys(first, index, 10)).containsExactlyInAnyOrder("a", "c");
            assertThat(keys(second, index, 10)).containsExactlyInAnyOrder("a", "c");
            first.dropIndex(index);
        }
    }

    @VectorRule(id = "VEC-38")
    void concurrentUpsertsAllLand() {
        String index = createDense();
        Concurrently.threads(8)
                .rounds(5)
                .run((worker, round) -> {
                    store().upsert(
                                    index,
                                    List.of(
                                            record(worker + "-" + round, 1, worker, round, 0),
                                            record("b" + worker + "-" + round, 1, worker, round, 1)));
                    return null;
                })
                .allowOnly();
        assertThat(store().count(index)).isEqualTo(80);
        assertThat(keys(index)).hasSize(80).doesNotHaveDuplicates();
        assertThat(query(index, 100, 1, 0, 0, 0)).hasSize(80);
    }

    @VectorRule(id = "VEC-38")
    void concurrentUpsertsOfOneIdLeaveOneOfThem() {
        String index = createDense();
        Concurrently.threads(6)
                .rounds(5)
                .run((worker, round) -> {
                    store().upsert(index, List.of(written(worker)));
                    return null;
                })
                .allowOnly();
        assertThat(store().count(index)).isEqualTo(1);
        assertThat(keys(index)).containsExactly("a");
        VectorRecord last = store().get(index, List.of("a")).get(0);
        assertThat(last).isEqualTo(written((int) last.metadata().number("n").orElseThrow()));
        assertThat(query(index, 10, 1, 0, 0, 0))
                .singleElement()
                .satisfies(hit -> assertThat(hit.metadata()).isEqualTo(last.metadata()));
    }

    private static VectorRecord written(int worker) {
        return record("a", 1, worker, 0, 0).toBuilder()
                .metadata(Metadata.builder().number("n", worker).build())
                .build();
    }

    @VectorRule(id = "VEC-38")
    void queriesDuringWritesSeeWholeRecords() {
        String index = createDense();
        store().upsert(index, List.of(written(1)));
        VectorQuery query = VectorQuery.dense(index, Embedding.of(1, 0, 0, 0))
                .includeVectors(true)
                .build();
        Concurrently.threads(4)
                .rounds(20)
                .run((worker, round) -> {
                    if (worker < 2) {
                        store().upsert(index, List.of(written(1 + (round + worker) % 5)));
                    } else {
                        assertThat(store().query(query))
                                .singleElement()
                                .satisfies(hit -> assertThat(hit.vector())
                                        .isEqualTo(written((int) hit.metadata()
                                                        .number("n")
                                                        .orElseThrow())
                                                .vector()));
                    }
                    return null;
                })
                .allowOnly();
        assertThat(store().count(index)).isEqualTo(1);
    }

    @VectorRule(id = "VEC-40")
    void closedStoreRefusesEverything() {
        VectorStore closed = open(id("closed"));
        closed.close();
        closed.close();
        VectorIndex shape = shape().dense(DIMENSION, Metric.COSINE).build();
        Map<String, ThrowingCallable> calls = Map.of(
                "createIndex", () -> closed.createIndex(shape),
                "findIndex", () -> closed.findIndex("idx"),
                "listIndexes", () -> closed.listIndexes(""),
                "dropIndex", () -> closed.dropIndex("idx"),
                "count", () -> closed.count("idx"),
                "upsert", () -> closed.upsert("idx", records(1)),
                "get", () -> closed.get("idx", List.of("a")),
                "delete", () -> closed.delete("idx", List.of("a")),
                "keys", () -> closed.listKeys("idx", Optional.empty(), 1),
                "flush", closed::flush);
        calls.forEach((what, call) -> assertRefused(NotInitializedException.class, "storage-closed", what, call));
        assertRefused(
                NotInitializedException.class,
                "storage-closed",
                "query",
                () -> closed.query(VectorQuery.dense("idx", Embedding.of(1)).build()));
        assertThat(closed.features()).isEqualTo(declared());
    }
}
