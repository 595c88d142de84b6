package dev.agentstorage.vector.s3vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.KeyPage;
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
import dev.agentstorage.vector.s3vectors.stub.S3VectorsStub;
import dev.agentstorage.vector.s3vectors.stub.S3VectorsStub.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is particular to the service: requests, pages, errors, names. The kit tests what every store does. */
class S3VectorsStoreTest {
    private static final VectorIndex SHAPE = VectorIndex.builder("idx")
            .dense(2, Metric.COSINE)
            .filterKey("owner", KeyType.TEXT)
            .filterKey("tags", KeyType.TEXTS)
            .payloadKey("text")
            .build();

    private S3VectorsStub stub;
    private VectorStore store;

    @BeforeEach
    void open() {
        stub = new S3VectorsStub();
        store = VectorStores.open(config().build());
        store.createIndex(SHAPE);
        store.count("idx");
        stub.forget();
    }

    @AfterEach
    void close() {
        store.close();
        stub.close();
    }

    private StorageConfig.Builder config() {
        return StorageConfig.builder(S3VectorsProvider.NAME)
                .set(S3VectorsProvider.BUCKET, S3VectorsStub.BUCKET)
                .set(S3VectorsProvider.ENDPOINT, stub.endpoint())
                .set(S3VectorsProvider.ATTEMPTS, 2);
    }

    private static VectorRecord record(String id, float... vector) {
        return VectorRecord.builder(id).vector(Embedding.of(vector)).build();
    }

    private static List<VectorRecord> records(int count) {
        return IntStream.range(0, count).mapToObj(i -> record("r" + i, 1, i)).toList();
    }

    private List<VectorHit> query(VectorStore asked, int topK) {
        return asked.query(
                VectorQuery.dense("idx", Embedding.of(1, 0)).topK(topK).build());
    }

    private static <T extends StorageException> T refused(Class<T> type, String code, ThrowingCallable call) {
        T error = catchThrowableOfType(type, call);
        assertThat(error).isNotNull();
        assertThat(error.code()).isEqualTo(code);
        return error;
    }

    @Test
    void writesAreSplitByCount() {
        store.upsert("idx", records(1_201));
        assertThat(stub.seen("PutVectors")).extracting(Seen::elements).containsExactly(500, 500, 201);
        List<String> ids = records(1_201).stream().map(VectorRecord::id).toList();
        assertThat(store.get("idx", ids)).hasSize(1_201);
        assertThat(stub.seen("GetVectors")).hasSize(13);
        store.delete("idx", ids);
        assertThat(stub.seen("DeleteVectors")).extracting(Seen::elements).containsExactly(500, 500, 201);
        assertThat(store.count("idx")).isZero();
    }

    @Test
    void writesAreSplitByBytes() {
        store.createIndex(VectorIndex.builder("wide")
                .dense(4_096, Metric.COSINE)
                .payloadKey("text")
                .build());
        float[] longest = new float[4_096];
        Arrays.fill(longest, -1.17549435E-38f);
        Metadata text = Metadata.builder().text("text", "\"".repeat(19_000)).build();
        List<VectorRecord> records = IntStream.range(0, 260)
                .mapToObj(
                        i -> record("r" + i, longest).toBuilder().metadata(text).build())
                .toList();
        store.upsert("wide", records);
        assertThat(stub.seen("PutVectors"))
                .hasSizeGreaterThan(1)
                .allSatisfy(request -> assertThat(request.bytes()).isBetween(1_000_000, 20 << 20));
        assertThat(store.count("wide")).isEqualTo(260);
    }

    @Test
    void aBatchTakesAsManyRecordsAsFit() {
        assertThat(Batches.of(List.of(3, 3, 3, 9, 1, 1), 3, 6, Integer::longValue))
                .containsExactly(List.of(3, 3), List.of(3), List.of(9), List.of(1, 1));
        assertThat(Batches.of(List.of(1, 1, 1, 1, 1), 2, 6, Integer::longValue))
                .containsExactly(List.of(1, 1), List.of(1, 1), List.of(1));
    }

    @Test
    void allPagesOfAnAnswerAreRead() {
        store.upsert("idx", records(250));
        stub.hitsOfAPage(30);
        assertThat(query(store, 200))
                .extracting(VectorHit::id)
                .startsWith("r0", "r1")
                .hasSize(200);
        assertThat(stub.seen("QueryVectors")).hasSize(7);
    }

    @Test
    void tenThousandHitsAreGiven() {
        store.upsert("idx", records(10_001));
        stub.hitsOfAPage(1_000);
        assertThat(query(store, 10_000)).hasSize(10_000);
        assertThat(store.limits().topK()).isEqualTo(10_000);
    }

    @Test
    void theOldMaximumOfHitsIsExplained() {
        stub.mostHits(100);
        store.upsert("idx", records(3));
        TooLargeException error = refused(TooLargeException.class, "top-k-too-large", () -> query(store, 101));
        assertThat(error.limit()).isEqualTo(100);
        assertThat(error.getMessage()).contains("its maximum may still be 100", "maxTopK");
        assertThat(query(store, 100)).hasSize(3);
        try (VectorStore lower =
                VectorStores.open(config().set(S3VectorsProvider.MAX_TOP_K, 100).build())) {
            assertThat(lower.limits().topK()).isEqualTo(100);
            refused(TooLargeException.class, "top-k-too-large", () -> query(lower, 101));
            assertThat(query(lower, 100)).hasSize(3);
        }
    }

    @Test
    void throttlingIsRetried() {
        stub.refuse(1, 429, "TooManyRequestsException", "Slow down");
        store.upsert("idx", records(1));
        assertThat(stub.seen("PutVectors")).hasSize(2);
        assertThat(store.count("idx")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "429, TooManyRequestsException, service-throttled",
        "503, ServiceUnavailableException, service-unavailable",
        "500, InternalServerException, service-unavailable"
    })
    void whatDoesNotGoAwayIsUnavailable(int status, String type, String code) {
        stub.refuse(2, status, type, "Later");
        UnavailableException error = refused(UnavailableException.class, code, () -> store.upsert("idx", records(1)));
        assertThat(error.details()).containsEntry("attempts", 2).containsEntry("reason", "Later");
        store.upsert("idx", records(1));
        assertThat(store.count("idx")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "400, ValidationException, request-refused",
        "402, ServiceQuotaExceededException, quota-exceeded",
        "409, ConflictException, retries-exhausted",
        "403, AccessDeniedException, rights-missing",
        "400, KmsDisabledException, encryption-key-unusable"
    })
    void whatIsRefusedIsNotRetried(int status, String type, String code) {
        stub.refuse(1, status, type, "No");
        refused(StorageException.class, code, () -> store.delete("idx", List.of("a")));
        assertThat(stub.seen("DeleteVectors")).hasSize(1);
    }

    @Test
    void aMissingRightIsNamed() {
        stub.deny("QueryVectors");
        assertThat(refused(InvalidRequestException.class, "rights-missing", () -> query(store, 1))
                        .getMessage())
                .contains("right=s3vectors:QueryVectors");
    }

    @Test
    void aServiceThatIsGoneIsUnavailableAndNothingSecretIsSaid() {
        stub.close();
        UnavailableException error = refused(UnavailableException.class, "service-unreachable", () -> query(store, 1));
        assertThat(error.toString() + error.details()).doesNotContain(System.getProperty("aws.secretAccessKey"));
        assertThat(error).hasMessageContaining("QueryVectors");
    }

    @Test
    void anInterruptEndsTheCallAndIsKept() {
        Thread.currentThread().interrupt();
        refused(UnavailableException.class, "interrupted", () -> query(store, 1));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(query(store, 1)).isEmpty();
    }

    @Test
    void aMissingBucketIsNotAMissingIndex() {
        try (VectorStore other = VectorStores.open(
                config().set(S3VectorsProvider.BUCKET, "other-bucket").build())) {
            NotFoundException error =
                    refused(NotFoundException.class, "bucket-not-found", () -> other.findIndex("idx"));
            assertThat(error).hasMessageContaining("other-bucket");
            refused(NotFoundException.class, "bucket-not-found", () -> other.createIndex(SHAPE));
            refused(NotFoundException.class, "bucket-not-found", () -> other.listIndexes(""));
        }
    }

    @Test
    void storesOfDifferentPrefixesShareABucket() {
        try (VectorStore other = VectorStores.open(
                config().set(S3VectorsProvider.INDEX_PREFIX, "team-a.").build())) {
            assertThat(other.findIndex("idx")).isEmpty();
            VectorIndex own =
                    VectorIndex.builder("idx").dense(3, Metric.EUCLIDEAN).build();
            assertThat(other.createIndex(own)).isTrue();
            other.upsert("idx", List.of(record("a", 1, 2, 3)));
            assertThat(other.listIndexes("")).containsExactly(own);
            assertThat(store.count("idx")).isZero();
            assertThat(store.listIndexes("")).extracting(VectorIndex::name).containsExactly("idx", "team-a.idx");
            String longest = "x".repeat(56);
            assertThat(other.createIndex(own(longest))).isTrue();
            TooLargeException error = refused(
                    TooLargeException.class, "index-name-too-long", () -> other.createIndex(own(longest + "x")));
            assertThat(error.limit()).isEqualTo(56);
            assertThat(other.findIndex(longest + "x")).isEmpty();
        }
    }

    private static VectorIndex own(String name) {
        return VectorIndex.builder(name).dense(2, Metric.COSINE).build();
    }

    @Test
    void keysOfAnyTextAreKeptInTheTags() {
        VectorIndex.Builder shape = own("keys").toBuilder().payloadKey("größe/=: %");
        for (int i = 0; i < 45; i++) {
            shape.filterKey(
                    "a-rather-long-name-of-a-key-that-fills-tags-" + i,
                    List.of(KeyType.values()).get(i % 4));
        }
        store.createIndex(shape.build());
        try (VectorStore other = VectorStores.open(config().build())) {
            assertThat(other.findIndex("keys")).contains(shape.build());
        }
        refused(
                InvalidRequestException.class,
                "metadata-key-invalid",
                () -> store.createIndex(
                        own("bad").toBuilder().filterKey("$eq", KeyType.TEXT).build()));
        refused(
                InvalidRequestException.class,
                "metadata-key-invalid",
                () -> store.createIndex(
                        own("bad").toBuilder().payloadKey("x".repeat(64)).build()));
        assertThat(store.findIndex("bad")).isEmpty();
    }

    @Test
    void keysWhoseNamesFillTheTagsAreRefused() {
        VectorIndex.Builder shape = own("keys").toBuilder();
        for (int i = 10; i < 60; i++) {
            shape.filterKey("\u00fc".repeat(61) + i, KeyType.TEXT);
        }
        TooLargeException error =
                refused(TooLargeException.class, "metadata-keys-too-many", () -> store.createIndex(shape.build()));
        assertThat(error.size()).isGreaterThan(error.limit());
        assertThat(store.findIndex("keys")).isEmpty();
    }

    @Test
    void indexesOfOtherProgramsAreLeftAlone() {
        stub.createForeign("foreign", Map.of("team", "search"));
        assertThat(store.listIndexes("")).containsExactly(SHAPE);
        assertThat(store.findIndex("foreign")).isEmpty();
        assertThat(store.dropIndex("foreign")).isFalse();
        AlreadyExistsException error =
                refused(AlreadyExistsException.class, "index-differs", () -> store.createIndex(own("foreign")));
        assertThat(error.stored(VectorIndex.class)).isEmpty();
        assertThat(stub.seen("DeleteIndex")).isEmpty();
    }

    @Test
    void tagsThatWereChangedAreCorruptData() {
        for (Map<String, String> tags : List.of(
                Map.of("agent-storage.format", "2"),
                Map.of("agent-storage.format", "1"),
                Map.of("agent-storage.format", "1", "agent-storage.keys.0", "text:payload/owner"),
                Map.of("agent-storage.format", "1", "agent-storage.keys.0", "text:payload/owner:colour"))) {
            stub.retag("idx", tags);
            try (VectorStore other = VectorStores.open(config().build())) {
                refused(CorruptDataException.class, "vector-index-unreadable", () -> other.findIndex("idx"));
            }
        }
    }

    @Test
    void shapesAreAskedForOnceAMinute() {
        AtomicLong now = new AtomicLong();
        StorageConfig config = config().build().validate(new S3VectorsProvider().options());
        try (VectorStore clocked = new S3VectorsStore(new S3VectorsProvider(), config, now::get)) {
            query(clocked, 1);
            query(clocked, 1);
            assertThat(stub.seen("GetIndex")).hasSize(1);
            assertThat(stub.seen("ListTagsForResource")).hasSize(1);
            now.addAndGet(Duration.ofMinutes(1).toNanos());
            query(clocked, 1);
            assertThat(stub.seen("GetIndex")).hasSize(2);
            assertThat(stub.seen("ListTagsForResource")).as("of the same index").hasSize(1);
            VectorIndex other =
                    own("idx").toBuilder().filterKey("n", KeyType.NUMBER).build();
            store.dropIndex("idx");
            store.createIndex(other);
            now.addAndGet(Duration.ofMinutes(1).toNanos());
            assertThat(clocked.findIndex("idx")).contains(other);
        }
    }

    @Test
    void anIndexThatAnotherProcessDroppedIsNotFoundImmediately() {
        stub.drop("idx");
        refused(NotFoundException.class, "index-not-found", () -> query(store, 1));
        assertThat(store.findIndex("idx")).isEmpty();
        assertThat(store.createIndex(own("idx"))).isTrue();
        assertThat(query(store, 1)).isEmpty();
    }

    @Test
    void metadataOverTheLimitOfTheServiceAreRefusedBeforeAnythingIsSent() {
        List<VectorRecord> records = new ArrayList<>(records(600));
        records.add(record("bad", 1, 1).toBuilder()
                .metadata(Metadata.builder()
                        .texts("tags", Collections.nCopies(800, ""))
                        .build())
                .build());
        TooLargeException error =
                refused(TooLargeException.class, "metadata-too-large", () -> store.upsert("idx", records));
        assertThat(error.limit()).isEqualTo(2_048);
        assertThat(stub.seen("PutVectors")).isEmpty();
    }

    @Test
    void whatTheServiceGivesIsCheckedAgainstTheFilter() {
        Metadata mine = Metadata.builder().text("owner", "me").build();
        store.upsert("idx", List.of(record("a", 1, 0).toBuilder().metadata(mine).build(), record("b", 1, 0)));
        stub.ignoreFilters();
        VectorQuery.Builder query = VectorQuery.dense("idx", Embedding.of(1, 0));
        assertThat(store.query(query.build())).hasSize(2);
        assertThat(store.query(query.filter(VectorFilter.eq("owner", "me")).build()))
                .extracting(VectorHit::id)
                .containsExactly("a");
        assertThat(store.query(query.filter(VectorFilter.not(VectorFilter.in("owner", List.of("me", "you"))))
                        .build()))
                .extracting(VectorHit::id)
                .containsExactly("b");
    }

    @Test
    void aCursorOfNoPageIsRefused() {
        for (String cursor : List.of("", "other")) {
            refused(
                    InvalidRequestException.class,
                    "cursor-invalid",
                    () -> store.listKeys("idx", Optional.of(cursor), 10));
        }
    }

    @Test
    void theLengthOfAPageMayChange() {
        store.upsert("idx", records(9));
        KeyPage first = store.listKeys("idx", Optional.empty(), 3);
        KeyPage second = store.listKeys("idx", first.next(), 4);
        KeyPage third = store.listKeys("idx", second.next(), 1_000_000);
        assertThat(third.next()).isEmpty();
        assertThat(List.of(first.ids().size(), second.ids().size(), third.ids().size()))
                .containsExactly(3, 4, 2);
    }

    @Test
    void idsThatCannotBeStoredAreNotThere() {
        String tooLong = "x".repeat(1_025);
        assertThat(store.get("idx", List.of("", tooLong))).isEmpty();
        store.delete("idx", List.of("", tooLong));
        assertThat(stub.seen("GetVectors")).isEmpty();
    }

    @Test
    void everyProblemOfAConfigurationIsReported() {
        InvalidRequestException error = refused(
                InvalidRequestException.class,
                "config-invalid",
                () -> VectorStores.open(StorageConfig.builder(S3VectorsProvider.NAME)
                        .option("bucket", "Bucket")
                        .option("endpoint", "https://user:secret@host")
                        .option("indexPrefix", "A")
                        .option("maxTopK", "99")
                        .option("attempts", "0")
                        .option("region", "EU west")
                        .build()));
        assertThat(error.problems())
                .extracting(InvalidRequestException.Problem::field)
                .containsExactlyInAnyOrder("bucket", "endpoint", "indexPrefix", "maxTopK", "attempts", "region");
        assertThat(refused(
                                InvalidRequestException.class,
                                "config-invalid",
                                () -> VectorStores.open(config().set(S3VectorsProvider.TIMEOUT, Duration.ofSeconds(1))
                                        .build()))
                        .problems())
                .extracting(InvalidRequestException.Problem::field)
                .containsExactly("timeout");
    }
}
