package dev.agentstorage.vector.spi;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.value.Utf8;
import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.KeyType;
import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.MetadataValue;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorLimits;
import dev.agentstorage.vector.VectorRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that records are valid for an index. */
final class RecordChecks {
    private final VectorIndex index;
    private final VectorLimits limits;

    RecordChecks(VectorIndex index, VectorLimits limits) {
        this.index = index;
        this.limits = limits;
    }

    void check(List<VectorRecord> records) {
        Set<String> ids = new HashSet<>();
        for (VectorRecord record : records) {
            CheckedVectorStore.notNull("records", record);
            if (!ids.add(record.id())) {
                throw new InvalidRequestException(
                        "id-repeated", "two records of one call have the same id", Map.of("key", record.id()));
            }
            CheckedVectorStore.requireAtMost("id-too-long", "id", limits.idBytes(), Utf8.length(record.id()));
            record.vector().ifPresent(vector -> checkVector(index, vector));
            record.text().ifPresent(text -> checkText(index, limits, text));
            checkMetadata(record.metadata());
        }
    }

    static void checkVector(VectorIndex index, Embedding vector) {
        VectorIndex.Dense dense = index.dense()
                .orElseThrow(() -> new InvalidRequestException(
                        "index-not-dense", "the index has no vectors", Map.of("name", index.name())));
        if (dense.dimension() != vector.dimension()) {
            throw new InvalidRequestException(
                    "dimension-mismatch",
                    "the vector has another dimension than the index",
                    Details.of("name", index.name(), "expected", dense.dimension(), "found", vector.dimension()));
        }
        if (dense.metric() == Metric.COSINE && vector.isZero()) {
            throw new InvalidRequestException(
                    "vector-zero", "a vector of zeros has no direction", Map.of("name", index.name()));
        }
    }

    static void checkText(VectorIndex index, VectorLimits limits, String text) {
        if (!index.lexical()) {
            throw new InvalidRequestException(
                    "index-not-lexical", "the index has no texts", Map.of("name", index.name()));
        }
        CheckedVectorStore.requireAtMost("text-too-large", "text", limits.textBytes(), Utf8.length(text));
    }

    private void checkMetadata(Metadata metadata) {
        for (Map.Entry<String, MetadataValue> entry : metadata.values().entrySet()) {
            String key = entry.getKey();
            KeyType declared = index.filterKeys().get(key);
            if (declared == null && !index.payloadKeys().contains(key)) {
                throw new InvalidRequestException(
                        "metadata-key-unknown",
                        "the index does not declare this key",
                        Details.of("name", index.name(), "key", key));
            }
            if (declared != null && declared != entry.getValue().type()) {
                throw new InvalidRequestException(
                        "metadata-type",
                        "the index declares another type for this key",
                        Details.of(
                                "name",
                                index.name(),
                                "key",
                                key,
                                "expected",
                                declared.name(),
                                "found",
                                entry.getValue().type().name()));
            }
        }
        CheckedVectorStore.requireAtMost(
                "metadata-too-large", "filterKeys", limits.filterableBytes(), metadata.bytes(index.filterKeys()));
        CheckedVectorStore.requireAtMost("metadata-too-large", "metadata", limits.metadataBytes(), metadata.bytes());
    }
}
