package dev.agentstorage.vector.s3vectors.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One index with its vectors. Not thread-safe: the stub answers one request at a time. */
final class Index {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int METADATA_BYTES = 40 << 10;
    private static final int FILTERABLE_BYTES = 2 << 10;
    private static final int MOST_KEYS = 50;

    private final int dimension;
    private final boolean cosine;
    private final Set<String> notFilterable;
    final ObjectNode description;
    final Map<String, String> tags;
    final TreeMap<String, Vector> vectors = new TreeMap<>();

    /** What is stored under a key; it is never changed. */
    static final class Vector {
        private final float[] data;
        private final JsonNode metadata;

        Vector(float[] data, JsonNode metadata) {
            this.data = data;
            this.metadata = metadata;
        }
    }

    record Found(String key, float distance, Vector vector) {}

    Index(int dimension, boolean cosine, Set<String> notFilterable, ObjectNode description, Map<String, String> tags) {
        this.dimension = dimension;
        this.cosine = cosine;
        this.notFilterable = notFilterable;
        this.description = description;
        this.tags = tags;
    }

    /** All of them or none. */
    void put(List<JsonNode> records) {
        Map<String, Vector> checked = new TreeMap<>();
        for (JsonNode record : records) {
            new Request(record).only("key", "data", "metadata");
            String key = Request.key(record.path("key"));
            checked.put(key, new Vector(vector(key, record.path("data")), metadata(key, record.path("metadata"))));
        }
        vectors.putAll(checked);
    }

    private float[] vector(String key, JsonNode data) {
        JsonNode numbers = data.path("float32");
        if (!numbers.isArray() || data.size() != 1) {
            throw record(key, "data must be float32");
        }
        if (numbers.size() != dimension) {
            throw record(key, "vector must have length " + dimension + ", but has length " + numbers.size());
        }
        float[] values = new float[dimension];
        boolean zero = true;
        for (int i = 0; i < dimension; i++) {
            // NaN and infinite numbers have no form in JSON
            if (!numbers.get(i).isNumber()
                    || !Float.isFinite(numbers.get(i).decimalValue().floatValue())) {
                throw record(key, "vector contains invalid values");
            }
            values[i] = numbers.get(i).decimalValue().floatValue();
            zero &= values[i] == 0;
        }
        if (zero && cosine) {
            throw record(key, "zero vectors are not allowed with the cosine distance metric");
        }
        return values;
    }

    private JsonNode metadata(String key, JsonNode metadata) {
        if (metadata.isMissingNode()) {
            return JSON.objectNode();
        }
        if (!metadata.isObject()) {
            throw record(key, "metadata must be an object");
        }
        if (metadata.size() > MOST_KEYS) {
            throw record(key, "metadata must have at most " + MOST_KEYS + " keys");
        }
        ObjectNode filterable = JSON.objectNode();
        metadata.properties().forEach(entry -> {
            requireValue(key, entry.getValue());
            if (!notFilterable.contains(entry.getKey())) {
                filterable.set(entry.getKey(), entry.getValue());
            }
        });
        if (bytes(metadata) > METADATA_BYTES) {
            throw record(key, "metadata must have at most " + METADATA_BYTES + " bytes");
        }
        if (bytes(filterable) > FILTERABLE_BYTES) {
            throw record(key, "Filterable metadata must have at most " + FILTERABLE_BYTES + " bytes");
        }
        return metadata;
    }

    private static void requireValue(String key, JsonNode value) {
        boolean primitive = value.isTextual() || value.isNumber() || value.isBoolean();
        if (value.isArray()) {
            value.forEach(element -> requireValue(key, element.isArray() ? JSON.nullNode() : element));
        } else if (!primitive) {
            throw record(key, "metadata values must be strings, numbers, booleans or lists");
        }
    }

    private static int bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static Refusal record(String key, String problem) {
        return Refusal.invalid("Invalid record for key '" + key + "': " + problem);
    }

    /** The nearest first; those of equal distance in no order that a client may rely on. */
    List<Found> query(JsonNode vector, JsonNode filter, int topK, boolean filterIgnored) {
        float[] wanted = vector("query", vector);
        Predicate<JsonNode> matches = filter.isMissingNode() ? all -> true : new Filter(notFilterable).of(filter);
        List<Found> found = new ArrayList<>();
        vectors.descendingMap().forEach((key, stored) -> {
            if (filterIgnored || matches.test(stored.metadata)) {
                found.add(new Found(key, distance(wanted, stored.data), stored));
            }
        });
        found.sort(Comparator.comparing(Found::distance));
        return found.subList(0, Math.min(topK, found.size()));
    }

    private float distance(float[] a, float[] b) {
        double product = 0;
        double ofA = 0;
        double ofB = 0;
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            ofA += (double) a[i] * a[i];
            ofB += (double) b[i] * b[i];
            squares += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        }
        return (float) (cosine ? 1 - product / Math.sqrt(ofA) / Math.sqrt(ofB) : Math.sqrt(squares));
    }

    static ObjectNode shown(String key, Vector vector, boolean data, boolean metadata) {
        ObjectNode node = JSON.objectNode().put("key", key);
        if (data) {
            ArrayNode numbers = node.putObject("data").putArray("float32");
            for (float number : vector.data) {
                numbers.add(number);
            }
        }
        if (metadata && !vector.metadata.isEmpty()) {
            node.set("metadata", vector.metadata);
        }
        return node;
    }
}
