package dev.agentstorage.vector.s3vectors.stub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3vectors.S3VectorsClient;
import software.amazon.awssdk.services.s3vectors.model.ConflictException;
import software.amazon.awssdk.services.s3vectors.model.CreateIndexRequest;
import software.amazon.awssdk.services.s3vectors.model.ListVectorsResponse;
import software.amazon.awssdk.services.s3vectors.model.NotFoundException;
import software.amazon.awssdk.services.s3vectors.model.PutInputVector;
import software.amazon.awssdk.services.s3vectors.model.QueryOutputVector;
import software.amazon.awssdk.services.s3vectors.model.QueryVectorsRequest;
import software.amazon.awssdk.services.s3vectors.model.QueryVectorsResponse;
import software.amazon.awssdk.services.s3vectors.model.TooManyRequestsException;
import software.amazon.awssdk.services.s3vectors.model.ValidationException;
import software.amazon.awssdk.services.s3vectors.model.VectorData;

/** The stub refuses what the service is documented to refuse; a store that passes on a lax stub proves nothing. */
class S3VectorsStubTest {
    private static final String INDEX = "idx";
    private static final Document NOTHING = Document.fromMap(Map.of());

    private S3VectorsStub stub;
    private S3VectorsClient client;

    @BeforeEach
    void start() {
        stub = new S3VectorsStub();
        client = S3VectorsClient.builder()
                .region(Region.US_EAST_1)
                .endpointOverride(URI.create(stub.endpoint()))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(override -> override.retryStrategy(retry -> retry.maxAttempts(1)))
                .build();
        client.createIndex(index(INDEX)
                .metadataConfiguration(metadata -> metadata.nonFilterableMetadataKeys("p"))
                .build());
    }

    @AfterEach
    void stop() {
        client.close();
        stub.close();
    }

    private static CreateIndexRequest.Builder index(String name) {
        return CreateIndexRequest.builder()
                .vectorBucketName(S3VectorsStub.BUCKET)
                .indexName(name)
                .dataType("float32")
                .dimension(2)
                .distanceMetric("cosine");
    }

    private static PutInputVector vector(String key, Document metadata, Float... numbers) {
        return PutInputVector.builder()
                .key(key)
                .data(VectorData.fromFloat32(List.of(numbers)))
                .metadata(metadata)
                .build();
    }

    private void put(List<PutInputVector> vectors) {
        client.putVectors(request ->
                request.vectorBucketName(S3VectorsStub.BUCKET).indexName(INDEX).vectors(vectors));
    }

    private static List<PutInputVector> vectors(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> vector("k" + i, NOTHING, 1f, (float) i))
                .toList();
    }

    private static QueryVectorsRequest.Builder query(int topK) {
        return QueryVectorsRequest.builder()
                .vectorBucketName(S3VectorsStub.BUCKET)
                .indexName(INDEX)
                .topK(topK)
                .queryVector(VectorData.fromFloat32(List.of(1f, 0f)))
                .returnDistance(true);
    }

    private static void assertInvalid(String text, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(ValidationException.class).hasMessageContaining(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab",
                "Idx",
                "idx_1",
                "-idx",
                "idx-",
                "x2345678901234567890123456789012345678901234567890123456789012345"
            })
    void namesFollowThePattern(String name) {
        assertThatThrownBy(() -> client.createIndex(index(name).build())).isInstanceOf(ValidationException.class);
    }

    @Test
    void shapesAreWithinTheLimits() {
        assertInvalid(
                "dimension",
                () -> client.createIndex(index("other").dimension(4_097).build()));
        assertInvalid(
                "dimension",
                () -> client.createIndex(index("other").dimension(0).build()));
        assertInvalid(
                "distanceMetric",
                () -> client.createIndex(index("other").distanceMetric("dot").build()));
        assertInvalid(
                "dataType",
                () -> client.createIndex(index("other").dataType("float16").build()));
        List<String> eleven = IntStream.range(0, 11).mapToObj(i -> "k" + i).toList();
        assertInvalid(
                "nonFilterableMetadataKeys",
                () -> client.createIndex(index("other")
                        .metadataConfiguration(metadata -> metadata.nonFilterableMetadataKeys(eleven))
                        .build()));
        client.createIndex(index("other").dimension(4_096).build());
    }

    @Test
    void tagsFollowThePattern() {
        assertInvalid(
                "tag",
                () -> client.createIndex(index("other").tags(Map.of("k", "a%b")).build()));
        assertInvalid(
                "tag",
                () -> client.createIndex(
                        index("other").tags(Map.of("k", "x".repeat(257))).build()));
        client.createIndex(index("other").tags(Map.of("k", "a=b:c/d")).build());
        String arn = client.getIndex(request ->
                        request.vectorBucketName(S3VectorsStub.BUCKET).indexName("other"))
                .index()
                .indexArn();
        assertThat(client.listTagsForResource(request -> request.resourceArn(arn))
                        .tags())
                .containsExactly(Map.entry("k", "a=b:c/d"));
    }

    @Test
    void anExistingIndexIsAConflictAndAMissingOneIsNotFound() {
        assertThatThrownBy(() -> client.createIndex(index(INDEX).build()))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("already exists");
        assertThatThrownBy(() -> client.createIndex(
                        index("other").vectorBucketName("other-bucket").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("The specified vector bucket could not be found");
        assertThatThrownBy(
                        () -> client.queryVectors(query(1).indexName("missing").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("The specified index could not be found");
    }

    @Test
    void aBatchHasAtMost500Records() {
        assertInvalid("vectors", () -> put(vectors(501)));
        assertInvalid("vectors", () -> put(List.of()));
        put(vectors(500));
        List<String> keys = IntStream.range(0, 501).mapToObj(i -> "k" + i).toList();
        assertInvalid(
                "keys",
                () -> client.deleteVectors(request -> request.vectorBucketName(S3VectorsStub.BUCKET)
                        .indexName(INDEX)
                        .keys(keys)));
        assertInvalid(
                "keys",
                () -> client.getVectors(request -> request.vectorBucketName(S3VectorsStub.BUCKET)
                        .indexName(INDEX)
                        .keys(keys.subList(0, 101))));
    }

    @Test
    void aRequestHasAtMost20Mebibytes() {
        List<PutInputVector> large = new ArrayList<>(Collections.nCopies(
                500, vector("k", Document.fromMap(Map.of("p", Document.fromString("x".repeat(42_000)))), 1f, 0f)));
        assertInvalid("payload", () -> put(large));
    }

    @Test
    void vectorsFitTheIndex() {
        assertInvalid(
                "Invalid record for key 'k': vector must have length 2, but has length 3",
                () -> put(List.of(vector("k", NOTHING, 1f, 0f, 0f))));
        assertInvalid("zero", () -> put(List.of(vector("k", NOTHING, 0f, 0f))));
        assertInvalid("invalid values", () -> put(List.of(vector("k", NOTHING, Float.NaN, 0f))));
        assertInvalid("1024", () -> put(List.of(vector("x".repeat(1_025), NOTHING, 1f, 0f))));
        assertInvalid("1024", () -> put(List.of(vector("", NOTHING, 1f, 0f))));
        put(List.of(vector("x".repeat(1_024), NOTHING, 1f, 0f)));
    }

    @Test
    void aRefusedBatchStoresNothing() {
        assertInvalid("zero", () -> put(List.of(vector("good", NOTHING, 1f, 0f), vector("bad", NOTHING, 0f, 0f))));
        assertThat(list(10, null).vectors()).isEmpty();
    }

    @Test
    void metadataAreWithinTheLimits() {
        assertInvalid("2048", () -> put(List.of(vector("k", text("f", 2_048), 1f, 0f))));
        put(List.of(vector("k", text("f", 2_040), 1f, 0f)));
        assertInvalid("40960", () -> put(List.of(vector("k", text("p", 40_960), 1f, 0f))));
        put(List.of(vector("k", text("p", 40_950), 1f, 0f)));
        Document.MapBuilder many = Document.mapBuilder();
        IntStream.range(0, 51).forEach(i -> many.putNumber("k" + i, i));
        assertInvalid("50 keys", () -> put(List.of(vector("k", many.build(), 1f, 0f))));
        Document nested = Document.fromMap(Map.of("f", Document.fromMap(Map.of("g", Document.fromNumber(1)))));
        assertInvalid("metadata values", () -> put(List.of(vector("k", nested, 1f, 0f))));
    }

    private static Document text(String key, int length) {
        return Document.fromMap(Map.of(key, Document.fromString("x".repeat(length))));
    }

    @Test
    void filtersHaveTheDocumentedOperatorsOnly() {
        for (Document bad : List.of(
                NOTHING,
                operator("$like", Document.fromString("x")),
                operator("$gt", Document.fromString("1")),
                operator("$in", Document.fromList(List.of())),
                operator("$in", Document.fromString("x")),
                operator("$eq", Document.fromList(List.of(Document.fromString("x")))),
                operator("$exists", Document.fromString("true")),
                Document.fromMap(Map.of("$not", operator("$eq", Document.fromString("x")))),
                Document.fromMap(Map.of("$and", Document.fromList(List.of()))))) {
            assertInvalid(
                    "Invalid query filter",
                    () -> client.queryVectors(query(1).filter(bad).build()));
        }
        Document notFilterable = Document.fromMap(Map.of("p", Document.fromString("x")));
        assertInvalid(
                "non-filterable",
                () -> client.queryVectors(query(1).filter(notFilterable).build()));
    }

    private static Document operator(String operator, Document operand) {
        return Document.fromMap(Map.of("f", Document.fromMap(Map.of(operator, operand))));
    }

    @Test
    void anInequalityIsFalseWithoutTheKeyAndAListEqualsEachOfItsElements() {
        Document list = Document.fromMap(
                Map.of("f", Document.fromList(List.of(Document.fromString("a"), Document.fromString("b")))));
        put(List.of(vector("bare", NOTHING, 1f, 0f), vector("list", list, 1f, 0f)));
        assertThat(filtered(operator("$ne", Document.fromString("z")))).containsExactly("list");
        assertThat(filtered(operator("$ne", Document.fromString("a")))).isEmpty();
        assertThat(filtered(operator("$eq", Document.fromString("b")))).containsExactly("list");
        assertThat(filtered(operator("$exists", Document.fromBoolean(false)))).containsExactly("bare");
    }

    private List<String> filtered(Document filter) {
        return client.queryVectors(query(10).filter(filter).build()).vectors().stream()
                .map(QueryOutputVector::key)
                .toList();
    }

    @Test
    void pagesOfAQueryBelongToThatQuery() {
        put(vectors(100));
        QueryVectorsRequest first = query(90).build();
        QueryVectorsResponse page = client.queryVectors(first);
        assertThat(page.vectors()).hasSize(40);
        String token = page.nextToken();
        assertInvalid(
                "nextToken",
                () -> client.queryVectors(query(91).nextToken(token).build()));
        assertInvalid(
                "nextToken",
                () -> client.queryVectors(query(90)
                        .queryVector(VectorData.fromFloat32(List.of(0f, 1f)))
                        .nextToken(token)
                        .build()));
        assertInvalid(
                "nextToken",
                () -> client.queryVectors(query(90).nextToken("other").build()));
        List<String> keys = new ArrayList<>();
        client.queryVectorsPaginator(first).vectors().forEach(hit -> keys.add(hit.key()));
        assertThat(keys).hasSize(90).doesNotHaveDuplicates().startsWith("k0", "k1", "k2");
        assertInvalid("topK", () -> client.queryVectors(query(10_001).build()));
        assertInvalid("topK", () -> client.queryVectors(query(0).build()));
    }

    private ListVectorsResponse list(int most, String token) {
        return client.listVectors(request -> request.vectorBucketName(S3VectorsStub.BUCKET)
                .indexName(INDEX)
                .maxResults(most)
                .nextToken(token));
    }

    @Test
    void listsHavePages() {
        put(vectors(7));
        ListVectorsResponse first = list(3, null);
        assertThat(first.vectors()).hasSize(3).allSatisfy(vector -> {
            assertThat(vector.data()).isNull();
            assertThat(vector.metadata()).isNull();
        });
        client.createIndex(index("idy").build());
        assertInvalid(
                "nextToken",
                () -> client.listVectors(request -> request.vectorBucketName(S3VectorsStub.BUCKET)
                        .indexName("idy")
                        .nextToken(first.nextToken())));
        ListVectorsResponse last = list(3, list(3, first.nextToken()).nextToken());
        assertThat(last.vectors()).hasSize(1);
        assertThat(last.nextToken()).isNull();
        assertInvalid("maxResults", () -> list(1_001, null));
        assertThat(client.listIndexes(request ->
                                request.vectorBucketName(S3VectorsStub.BUCKET).maxResults(1))
                        .nextToken())
                .isNotNull();
        assertThat(client.listIndexesPaginator(request ->
                                request.vectorBucketName(S3VectorsStub.BUCKET).maxResults(1))
                        .indexes())
                .hasSize(2);
    }

    @Test
    void aFilterNeedsTheRightToRead() {
        stub.deny("GetVectors");
        client.queryVectors(query(1).build());
        assertThatThrownBy(
                        () -> client.queryVectors(query(1).returnMetadata(true).build()))
                .hasMessageContaining("s3vectors:GetVectors");
    }

    @Test
    void itRefusesOnRequest() {
        stub.refuse(1, 429, "TooManyRequestsException", "Slow down");
        assertThatThrownBy(() -> list(1, null)).isInstanceOf(TooManyRequestsException.class);
        assertThat(list(1, null).vectors()).isEmpty();
        assertThat(stub.seen("ListVectors")).hasSize(2);
    }

    @Test
    void unknownMembersAndUnsignedRequestsAreRefused() throws Exception {
        assertThat(post("{}", "").statusCode()).isEqualTo(403);
        String authorization = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3vectors/aws4_request";
        assertThat(post("{\"indexname\":\"idx\"}", authorization).body()).contains("Unknown member: indexname");
    }

    private HttpResponse<String> post(String body, String authorization) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stub.endpoint() + "/GetIndex"))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
