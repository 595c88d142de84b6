package dev.agentstorage.vector.s3vectors;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.s3vectors.Service.IndexChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3vectors.model.CreateIndexRequest;
import software.amazon.awssdk.services.s3vectors.model.DataType;
import software.amazon.awssdk.services.s3vectors.model.DistanceMetric;
import software.amazon.awssdk.services.s3vectors.model.Index;
import software.amazon.awssdk.services.s3vectors.model.IndexSummary;

/** The indexes of a store: their names in the bucket, and their descriptions, which are cached. Thread-safe. */
final class Indexes {
    /** Lifetime of a cached description. */
    static final Duration KEPT = Duration.ofMinutes(1);

    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_KEY = 63;
    private static final int MOST_RACES = 5;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    private final Service service;
    private final String prefix;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<String, Known> known = new ConcurrentHashMap<>();

    private record Known(VectorIndex shape, Instant created, long since) {}

    Indexes(Service service, String prefix, LongSupplier nanoTime) {
        this.service = service;
        this.prefix = prefix;
        this.nanoTime = nanoTime;
    }

    /** Returns the name of an index in the bucket. */
    String physical(String name) {
        return prefix + name;
    }

    /** Evicts the cached description of an index, because a response of the service contradicts it. */
    void forget(String name) {
        known.remove(name);
    }

    Optional<VectorIndex> find(String name) {
        Known kept = known.get(name);
        return kept != null && nanoTime.getAsLong() - kept.since() < KEPT.toNanos()
                ? Optional.of(kept.shape())
                : load(name);
    }

    private Optional<VectorIndex> load(String name) {
        Optional<Index> stored = describe(name);
        if (stored.isEmpty()) {
            forget(name);
            return Optional.empty();
        }
        Known kept = known.get(name);
        long now = nanoTime.getAsLong();
        if (kept != null && kept.created().equals(stored.get().creationTime())) {
            known.put(name, new Known(kept.shape(), kept.created(), now));
            return Optional.of(kept.shape());
        }
        Map<String, String> tags = tags(stored.get());
        if (!ShapeTags.areOurs(tags)) {
            forget(name);
            return Optional.empty();
        }
        VectorIndex shape = shape(name, stored.get(), tags);
        known.put(name, new Known(shape, stored.get().creationTime(), now));
        return Optional.of(shape);
    }

    private Optional<Index> describe(String name) {
        if (!NAME.matcher(name).matches() || physical(name).length() > LONGEST_NAME) {
            return Optional.empty();
        }
        try {
            return Optional.of(service.callIndex(
                            "GetIndex",
                            client -> client.getIndex(request ->
                                    request.vectorBucketName(service.bucket()).indexName(physical(name))))
                    .index());
        } catch (IndexChanged e) {
            return missing("GetIndex", e);
        }
    }

    private Map<String, String> tags(Index index) {
        try {
            return service.callIndex(
                            "ListTagsForResource",
                            client -> client.listTagsForResource(request -> request.resourceArn(index.indexArn())))
                    .tags();
        } catch (IndexChanged e) {
            return this.<Map<String, String>>missing("ListTagsForResource", e).orElse(Map.of());
        }
    }

    private <T> Optional<T> missing(String action, IndexChanged change) {
        SdkException refusal = change.refusal();
        if (refusal instanceof software.amazon.awssdk.services.s3vectors.model.NotFoundException) {
            return Optional.empty();
        }
        throw Failures.of(action, service.bucket(), refusal);
    }

    private static VectorIndex shape(String name, Index stored, Map<String, String> tags) {
        VectorIndex.Builder shape = VectorIndex.builder(name)
                .dense(
                        stored.dimension(),
                        stored.distanceMetric() == DistanceMetric.EUCLIDEAN ? Metric.EUCLIDEAN : Metric.COSINE);
        ShapeTags.read(tags, shape);
        VectorIndex read = shape.build();
        Set<String> payload = stored.metadataConfiguration() == null
                ? Set.of()
                : new HashSet<>(stored.metadataConfiguration().nonFilterableMetadataKeys());
        if (!payload.equals(read.payloadKeys())) {
            throw new CorruptDataException(
                    "vector-index-unreadable",
                    "the tags of an index name other non-filterable keys than the service",
                    Map.of("name", name));
        }
        return read;
    }

    /** Creates an index; returns the existing one if there is one, otherwise empty. */
    Optional<VectorIndex> create(VectorIndex index) {
        checkNames(index);
        for (int race = 0; race < MOST_RACES; race++) {
            Optional<VectorIndex> there = load(index.name());
            if (there.isPresent()) {
                return there;
            }
            if (make(index)) {
                return Optional.empty();
            }
            Optional<Index> faster = describe(index.name());
            // requested again, because an index that is being dropped appears to have no tags
            if (faster.isPresent()
                    && !ShapeTags.areOurs(tags(faster.get()))
                    && describe(index.name()).isPresent()) {
                throw new AlreadyExistsException(
                        "index-differs",
                        "an index with this name was created by another program",
                        Map.of("name", physical(index.name())),
                        null);
            }
        }
        throw new ConflictException(
                "retries-exhausted",
                "the index was repeatedly created and dropped by others",
                Map.of("name", index.name()),
                (Object) null);
    }

    private boolean make(VectorIndex index) {
        VectorIndex.Dense dense = index.dense().orElseThrow();
        CreateIndexRequest.Builder request = CreateIndexRequest.builder()
                .vectorBucketName(service.bucket())
                .indexName(physical(index.name()))
                .dataType(DataType.FLOAT32)
                .dimension(dense.dimension())
                .distanceMetric(dense.metric() == Metric.EUCLIDEAN ? DistanceMetric.EUCLIDEAN : DistanceMetric.COSINE)
                .tags(ShapeTags.write(index));
        if (!index.payloadKeys().isEmpty()) {
            request.metadataConfiguration(metadata -> metadata.nonFilterableMetadataKeys(index.payloadKeys()));
        }
        return service.call("CreateIndex", client -> {
            try {
                client.createIndex(request.build());
                return true;
            } catch (software.amazon.awssdk.services.s3vectors.model.ConflictException e) {
                return false;
            }
        });
    }

    private void checkNames(VectorIndex index) {
        if (physical(index.name()).length() > LONGEST_NAME) {
            throw new TooLargeException(
                    "index-name-too-long",
                    "the name with the prefix of the store is longer than the service allows",
                    "name",
                    LONGEST_NAME - prefix.length(),
                    index.name().length(),
                    "use a shorter name or prefix");
        }
        Stream.concat(index.filterKeys().keySet().stream(), index.payloadKeys().stream())
                .forEach(Indexes::checkKey);
    }

    private static void checkKey(String key) {
        if (key.startsWith("$") || key.codePointCount(0, key.length()) > LONGEST_KEY) {
            throw new InvalidRequestException(
                    "metadata-key-invalid",
                    "a metadata key has at most 63 characters and does not begin with a dollar sign",
                    Map.of("key", key));
        }
    }

    boolean drop(String name) {
        if (load(name).isEmpty()) {
            return false;
        }
        forget(name);
        try {
            service.callIndex(
                    "DeleteIndex",
                    client -> client.deleteIndex(request ->
                            request.vectorBucketName(service.bucket()).indexName(physical(name))));
            return true;
        } catch (IndexChanged e) {
            return missing("DeleteIndex", e).isPresent();
        }
    }

    /** Returns the descriptions of all indexes of the store, with one request for each 500 indexes, and two for each one that is not cached. */
    List<VectorIndex> all() {
        List<VectorIndex> shapes = new ArrayList<>();
        String token = null;
        do {
            @Nullable String from = token;
            var page = service.call(
                    "ListIndexes",
                    client -> client.listIndexes(request -> request.vectorBucketName(service.bucket())
                            .prefix(prefix.isEmpty() ? null : prefix)
                            .nextToken(from)));
            for (IndexSummary index : page.indexes()) {
                find(index.indexName().substring(prefix.length())).ifPresent(shapes::add);
            }
            token = page.nextToken();
        } while (token != null);
        return shapes;
    }
}
