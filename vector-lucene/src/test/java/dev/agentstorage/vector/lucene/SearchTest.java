package dev.agentstorage.vector.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.KeyType;
import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.VectorStores;
import dev.agentstorage.vector.exact.ExactVectorStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
    private static final String INDEX = "memory";

    @TempDir
    Path folder;

    private StorageConfig.Builder config() {
        return StorageConfig.builder(LuceneVectorProvider.NAME).set(LuceneVectorProvider.PATH, folder);
    }

    private static VectorIndex dense(int dimension, Metric metric) {
        return VectorIndex.builder(INDEX)
                .dense(dimension, metric)
                .filterKey("user", KeyType.TEXT)
                .build();
    }

    /** Vectors around a number of centres, as those of texts are. */
    private static List<VectorRecord> clustered(Random random, int count, int dimension) {
        List<float[]> centres = new ArrayList<>();
        for (int i = 0; i < Math.max(20, count / 100); i++) {
            centres.add(near(new float[dimension], 1, random));
        }
        List<VectorRecord> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            float[] vector = near(centres.get(random.nextInt(centres.size())), 0.6f, random);
            records.add(VectorRecord.builder("r" + i)
                    .vector(Embedding.of(vector))
                    .metadata(Metadata.builder().text("user", "u" + i % 100).build())
                    .build());
        }
        return records;
    }

    private static float[] near(float[] centre, float distance, Random random) {
        float[] vector = centre.clone();
        for (int i = 0; i < vector.length; i++) {
            vector[i] += (float) random.nextGaussian() * distance;
        }
        return vector;
    }

    private static double recall(VectorStore store, VectorStore oracle, List<VectorQuery> queries) {
        int wanted = 0;
        int found = 0;
        for (VectorQuery query : queries) {
            List<String> best = oracle.query(query).stream().map(VectorHit::id).toList();
            wanted += best.size();
            found += (int) store.query(query).stream()
                    .map(VectorHit::id)
                    .filter(best::contains)
                    .count();
        }
        return (double) found / wanted;
    }

    private static List<VectorQuery> queries(Random random, List<VectorRecord> records, int count) {
        List<VectorQuery> queries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] near = records.get(random.nextInt(records.size()))
                    .vector()
                    .orElseThrow()
                    .toArray();
            queries.add(VectorQuery.dense(INDEX, Embedding.of(near(near, 0.3f, random)))
                    .build());
        }
        return queries;
    }

    @Test
    void selectiveFilterIsExactAndTheGraphNearlySo() {
        Random random = new Random(Long.getLong("test.seed", 1L));
        List<VectorRecord> records = clustered(random, 4_000, 32);
        StorageConfig config =
                config().set(LuceneVectorProvider.EXACT_RECORDS, 1_000).build();
        try (VectorStore store = VectorStores.open(config);
                VectorStore oracle = new ExactVectorStore()) {
            for (VectorStore each : List.of(store, oracle)) {
                each.createIndex(dense(32, Metric.COSINE));
                each.upsert(INDEX, records);
            }
            List<VectorQuery> queries = queries(random, records, 50);
            List<VectorQuery> filtered = queries.stream()
                    .map(query -> query.toBuilder()
                            .filter(VectorFilter.eq("user", "u" + random.nextInt(100)))
                            .build())
                    .toList();
            assertThat(recall(store, oracle, filtered)).isEqualTo(1);
            assertThat(recall(store, oracle, queries)).isGreaterThan(0.95);
            VectorHit best = store.query(queries.get(0)).get(0);
            assertThat(best.score())
                    .isCloseTo(oracle.query(queries.get(0)).get(0).score(), within(1e-9));
        }
    }

    @Test
    void vectorsMayHaveMoreNumbersThanLuceneTakesByItself() {
        try (VectorStore store = VectorStores.open(config().build())) {
            store.createIndex(dense(4_096, Metric.DOT_PRODUCT));
            float[] vector = new float[4_096];
            vector[4_095] = 2;
            VectorRecord record =
                    VectorRecord.builder("a").vector(Embedding.of(vector)).build();
            store.upsert(INDEX, List.of(record));
            store.flush();
        }
        try (VectorStore store = VectorStores.open(config().build())) {
            assertThat(store.get(INDEX, List.of("a")))
                    .singleElement()
                    .satisfies(record ->
                            assertThat(record.vector().orElseThrow().get(4_095)).isEqualTo(2));
        }
    }

    @Test
    void englishWordsOfOneStemAreTheSame() {
        VectorIndex index = VectorIndex.builder(INDEX).lexical().build();
        try (VectorStore store = VectorStores.open(config().build())) {
            store.createIndex(index);
            store.upsert(
                    INDEX,
                    List.of(VectorRecord.builder("a")
                            .text("She was running marathons")
                            .build()));
            assertThat(store.query(VectorQuery.lexical(INDEX, "run a marathon").build()))
                    .hasSize(1);
            assertThat(store.query(VectorQuery.lexical(INDEX, "the was").build()))
                    .isEmpty();
        }
        StorageConfig any =
                config().set(LuceneVectorProvider.LANGUAGE, Language.ANY).build();
        try (VectorStore store = VectorStores.open(any)) {
            assertThat(store.query(VectorQuery.lexical(INDEX, "marathon").build()))
                    .as("an index keeps its language")
                    .hasSize(1);
            store.createIndex(VectorIndex.builder("other").lexical().build());
            store.upsert(
                    "other", List.of(VectorRecord.builder("a").text("running").build()));
            assertThat(store.query(VectorQuery.lexical("other", "run").build())).isEmpty();
            assertThat(store.query(VectorQuery.lexical("other", "RUNNING").build()))
                    .hasSize(1);
        }
    }

    @Test
    void longQueryCountsWithItsFirstWords() {
        try (VectorStore store = VectorStores.open(config().build())) {
            store.createIndex(VectorIndex.builder(INDEX).lexical().build());
            store.upsert(INDEX, List.of(VectorRecord.builder("a").text("zebra").build()));
            StringBuilder words = new StringBuilder("zebra");
            for (int i = 0; i < 3_000; i++) {
                words.append(" w").append(i);
            }
            assertThat(store.query(VectorQuery.lexical(INDEX, words).build())).hasSize(1);
        }
    }

    @Test
    void pathIsNeeded() {
        assertThatThrownBy(() -> VectorStores.open("lucene"))
                .hasMessageStartingWith("config-invalid")
                .hasMessageContaining("path");
    }
}
