package dev.agentstorage.vector.lucene;

import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.vector.KeyType;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.VectorIndex;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metadata of an index, in the user data of every commit.
 *
 * @param index the name, dimension, metric and keys
 * @param language the analyzer of its texts
 */
record Schema(VectorIndex index, Language language) {
    private static final String FORMAT = "format";
    private static final String CURRENT = "2";
    private static final String NAME = "name";
    private static final String DIMENSION = "dimension";
    private static final String METRIC = "metric";
    private static final String LEXICAL = "lexical";
    private static final String LANGUAGE = "language";
    private static final String FILTER = "filter.";
    private static final String PAYLOAD = "payload.";

    Map<String, String> toUserData() {
        Map<String, String> data = new LinkedHashMap<>();
        data.put(FORMAT, CURRENT);
        data.put(NAME, index.name());
        index.dense().ifPresent(dense -> {
            data.put(DIMENSION, Integer.toString(dense.dimension()));
            data.put(METRIC, dense.metric().name());
        });
        data.put(LEXICAL, Boolean.toString(index.lexical()));
        data.put(LANGUAGE, language.name());
        index.filterKeys().forEach((key, type) -> data.put(FILTER + key, type.name()));
        index.payloadKeys().forEach(key -> data.put(PAYLOAD + key, ""));
        return data;
    }

    static Schema of(Map<String, String> data) {
        if (!CURRENT.equals(data.get(FORMAT))) {
            throw new CorruptDataException(
                    "vector-index-unreadable",
                    "the index was written by another version",
                    Map.of("format", String.valueOf(data.get(FORMAT))));
        }
        VectorIndex.Builder index = VectorIndex.builder(String.valueOf(data.get(NAME)));
        String dimension = data.get(DIMENSION);
        if (dimension != null) {
            index.dense(Integer.parseInt(dimension), Metric.valueOf(String.valueOf(data.get(METRIC))));
        }
        if (Boolean.parseBoolean(data.get(LEXICAL))) {
            index.lexical();
        }
        data.forEach((key, value) -> {
            if (key.startsWith(FILTER)) {
                index.filterKey(key.substring(FILTER.length()), KeyType.valueOf(value));
            } else if (key.startsWith(PAYLOAD)) {
                index.payloadKey(key.substring(PAYLOAD.length()));
            }
        });
        return new Schema(index.build(), Language.valueOf(String.valueOf(data.get(LANGUAGE))));
    }
}
