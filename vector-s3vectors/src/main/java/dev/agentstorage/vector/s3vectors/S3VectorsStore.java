package dev.agentstorage.vector.s3vectors;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.value.Utf8;
import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.KeyPage;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorProvider;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.s3vectors.Service.IndexChanged;
import dev.agentstorage.vector.spi.CheckedVectorStore;
import dev.agentstorage.vector.spi.HitOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3vectors.S3VectorsClient;
import software.amazon.awssdk.services.s3vectors.model.GetOutputVector;
import software.amazon.awssdk.services.s3vectors.model.ListOutputVector;
import software.amazon.awssdk.services.s3vectors.model.ListVectorsResponse;
import software.amazon.awssdk.services.s3vectors.model.PutInputVector;
import software.amazon.awssdk.services.s3vectors.model.QueryOutputVector;
import software.amazon.awssdk.services.s3vectors.model.QueryVectorsRequest;
import software.amazon.awssdk.services.s3vectors.model.QueryVectorsResponse;
import software.amazon.awssdk.services.s3vectors.model.ValidationException;
import software.amazon.awssdk.services.s3vectors.model.VectorData;

/** The store of {@link S3VectorsProvider}, which documents its behaviour. */
final class S3VectorsStore extends CheckedVectorStore {
    private static final int MOST_WRITTEN = 500;
    private static final int MOST_READ = 100;
    private static final int LONGEST_PAGE = 1_000;
    private static final int FILTERABLE_BYTES = 2 << 10;
    private static final int METADATA_BYTES = 40 << 10;

    /** A request may have 20 MiB; some of it is reserved for names, brackets and commas around the records. */
    private static final long REQUEST_BYTES = (20L << 20) - (64L << 10);

    /** Maximum characters of a 32-bit number, such as {@code -1.17549435E-38}, with the comma that follows. */
    private static final int LONGEST_FLOAT = 16;

    private static final int AROUND_RECORD = 64;

    private final Service service;
    private final Indexes indexes;

    S3VectorsStore(VectorProvider provider, StorageConfig config) {
        this(provider, config, System::nanoTime);
    }

    S3VectorsStore(VectorProvider provider, StorageConfig config, LongSupplier nanoTime) {
        super(provider);
        service = new Service(Clients.open(config), config.get(S3VectorsProvider.BUCKET));
        indexes = new Indexes(service, config.get(S3VectorsProvider.INDEX_PREFIX), nanoTime);
    }

    @Override
    protected Optional<VectorIndex> create(VectorIndex index) {
        return indexes.create(index);
    }

    @Override
    protected Optional<VectorIndex> find(String name) {
        return indexes.find(name);
    }

    @Override
    protected Collection<VectorIndex> indexes() {
        return indexes.all();
    }

    @Override
    protected boolean drop(String name) {
        return indexes.drop(name);
    }

    @Override
    protected long size(VectorIndex index) {
        long size = 0;
        Optional<String> next = Optional.empty();
        do {
            ListVectorsResponse page = list(index, next, LONGEST_PAGE);
            size += page.vectors().size();
            next = Optional.ofNullable(page.nextToken());
        } while (next.isPresent());
        return size;
    }

    @Override
    protected void put(VectorIndex index, List<VectorRecord> records) {
        records.forEach(record -> checkMetadata(index, record));
        int dimension = index.dense().orElseThrow().dimension();
        for (List<VectorRecord> batch :
                Batches.of(records, MOST_WRITTEN, REQUEST_BYTES, record -> requestBytes(record, dimension))) {
            List<PutInputVector> vectors =
                    batch.stream().map(S3VectorsStore::written).toList();
            on(
                    index,
                    "PutVectors",
                    client -> client.putVectors(request -> request.vectorBucketName(service.bucket())
                            .indexName(indexes.physical(index.name()))
                            .vectors(vectors)));
        }
    }

    /** How the service measures metadata is not documented; the size as JSON is an upper bound. */
    private static void checkMetadata(VectorIndex index, VectorRecord record) {
        requireAtMost(
                "filterKeys",
                FILTERABLE_BYTES,
                Documents.jsonBytes(record.metadata(), key -> index.filterKeys().containsKey(key)));
        requireAtMost("metadata", METADATA_BYTES, Documents.jsonBytes(record.metadata(), key -> true));
    }

    private static void requireAtMost(String field, long limit, long size) {
        if (size > limit) {
            throw new TooLargeException(
                    "metadata-too-large",
                    "metadata is over the limit of the service, counted as JSON",
                    field,
                    limit,
                    size,
                    "store less metadata, or declare keys as payload");
        }
    }

    private static long requestBytes(VectorRecord record, int dimension) {
        return AROUND_RECORD
                + Documents.quoted(record.id())
                + (long) LONGEST_FLOAT * dimension
                + Documents.jsonBytes(record.metadata(), key -> true);
    }

    private static PutInputVector written(VectorRecord record) {
        return PutInputVector.builder()
                .key(record.id())
                .data(VectorData.fromFloat32(boxed(record.vector().orElseThrow())))
                .metadata(Documents.of(record.metadata()))
                .build();
    }

    private static List<Float> boxed(Embedding vector) {
        List<Float> numbers = new ArrayList<>(vector.dimension());
        for (float number : vector.toArray()) {
            numbers.add(number);
        }
        return numbers;
    }

    @Override
    protected List<VectorHit> search(VectorIndex index, VectorQuery query) {
        Embedding wanted = query.vector().orElseThrow();
        List<VectorHit> hits = new ArrayList<>();
        QueryVectorsRequest.Builder request = QueryVectorsRequest.builder()
                .vectorBucketName(service.bucket())
                .indexName(indexes.physical(index.name()))
                .topK(query.topK())
                .queryVector(VectorData.fromFloat32(boxed(wanted)))
                .returnDistance(true)
                .returnMetadata(true);
        query.filter().ifPresent(filter -> request.filter(new Filters(index).document(filter)));
        Metric metric = index.dense().orElseThrow().metric();
        String next = null;
        do {
            QueryVectorsResponse page = on(
                    index,
                    "QueryVectors",
                    client -> client.queryVectors(request.build()),
                    e -> Failures.ofHits(query.topK(), e));
            page.vectors().forEach(found -> hits.add(hit(found, metric)));
            next = page.nextToken();
            request.nextToken(next);
        } while (next != null);
        List<VectorHit> matching = (query.includeVectors() ? withVectors(index, wanted, hits) : hits)
                .stream()
                        .filter(hit -> query.filter()
                                .map(filter -> filter.matches(hit.metadata()))
                                .orElse(true))
                        .toList();
        return HitOrder.best(matching, query);
    }

    private static VectorHit hit(QueryOutputVector found, Metric metric) {
        double distance = found.distance();
        double score = metric == Metric.EUCLIDEAN ? 1 / (1 + distance) : Math.max(-1, Math.min(1, 1 - distance));
        return new VectorHit(found.key(), score, Documents.metadata(found.key(), found.metadata()), Optional.empty());
    }

    /** All data of a hit comes from one read, so that a concurrent write cannot mix two states of a record. */
    private List<VectorHit> withVectors(VectorIndex index, Embedding wanted, List<VectorHit> hits) {
        Metric metric = index.dense().orElseThrow().metric();
        return read(index, hits.stream().map(VectorHit::id).toList()).stream()
                .map(record -> new VectorHit(
                        record.id(),
                        metric.score(wanted, record.vector().orElseThrow()),
                        record.metadata(),
                        record.vector()))
                .toList();
    }

    @Override
    protected List<VectorRecord> read(VectorIndex index, Set<String> ids) {
        return read(index, (Collection<String>) ids);
    }

    private List<VectorRecord> read(VectorIndex index, Collection<String> ids) {
        List<VectorRecord> records = new ArrayList<>();
        for (List<String> batch : batches(ids, MOST_READ)) {
            on(
                            index,
                            "GetVectors",
                            client -> client.getVectors(request -> request.vectorBucketName(service.bucket())
                                    .indexName(indexes.physical(index.name()))
                                    .keys(batch)
                                    .returnData(true)
                                    .returnMetadata(true)))
                    .vectors()
                    .forEach(found -> records.add(record(found)));
        }
        return records;
    }

    /** Drops invalid ids, which cannot exist. */
    private List<List<String>> batches(Collection<String> ids, int mostElements) {
        List<String> possible = ids.stream().filter(this::isPossible).toList();
        return Batches.of(possible, mostElements, REQUEST_BYTES, id -> Documents.quoted(id) + 1);
    }

    private boolean isPossible(String id) {
        return !id.isEmpty() && Utf8.length(id) <= limits().idBytes();
    }

    private static VectorRecord record(GetOutputVector found) {
        List<Float> numbers = found.data().float32();
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i);
        }
        return VectorRecord.builder(found.key())
                .vector(Embedding.of(values))
                .metadata(Documents.metadata(found.key(), found.metadata()))
                .build();
    }

    @Override
    protected void remove(VectorIndex index, Set<String> ids) {
        for (List<String> batch : batches(ids, MOST_WRITTEN)) {
            on(
                    index,
                    "DeleteVectors",
                    client -> client.deleteVectors(request -> request.vectorBucketName(service.bucket())
                            .indexName(indexes.physical(index.name()))
                            .keys(batch)));
        }
    }

    @Override
    protected long removeWhere(VectorIndex index, VectorFilter filter) {
        throw new UnsupportedException(VectorFeature.DELETE_BY_FILTER.name(), provider());
    }

    @Override
    protected KeyPage keys(VectorIndex index, Optional<String> after, int limit) {
        if (after.filter(String::isBlank).isPresent()) {
            throw cursorInvalid();
        }
        ListVectorsResponse page = list(index, after, Math.min(limit, LONGEST_PAGE));
        return new KeyPage(
                page.vectors().stream().map(ListOutputVector::key).toList(), Optional.ofNullable(page.nextToken()));
    }

    private ListVectorsResponse list(VectorIndex index, Optional<String> after, int limit) {
        return on(
                index,
                "ListVectors",
                client -> client.listVectors(request -> request.vectorBucketName(service.bucket())
                        .indexName(indexes.physical(index.name()))
                        .maxResults(limit)
                        .nextToken(after.orElse(null))),
                e -> after.isPresent() && Failures.says(e, "token") ? Optional.of(cursorInvalid()) : Optional.empty());
    }

    private <T> T on(VectorIndex index, String action, Function<S3VectorsClient, T> request) {
        return on(index, action, request, e -> Optional.empty());
    }

    private <T> T on(
            VectorIndex index,
            String action,
            Function<S3VectorsClient, T> request,
            Function<ValidationException, Optional<StorageException>> explained) {
        try {
            return service.callIndex(action, request);
        } catch (IndexChanged e) {
            indexes.forget(index.name());
            requireOpen();
            SdkException refusal = e.refusal();
            if (refusal instanceof ValidationException invalid) {
                throw explained.apply(invalid).orElseGet(() -> Failures.of(action, service.bucket(), invalid));
            }
            throw indexNotFound(index.name());
        }
    }

    /** Does nothing: every write is durable when its call returns. */
    @Override
    protected void sync() {
        requireOpen();
    }

    @Override
    protected void shutDown() {
        service.close();
    }
}
