package dev.agentstorage.vector;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The shape of an index, which never changes: its name, what can be searched, and which metadata its records may have (rule {@code
 * VEC-02}). Keys that filters may name are declared with their type; other keys are carried along and given back. A key that is
 * neither is refused, so that a misspelt one cannot make a filter find nothing.
 *
 * @param name 3 to 63 lower-case letters, digits, hyphens and dots, a letter or digit first and last
 * @param dense how vectors are searched; empty when the index has none
 * @param lexical whether texts are searched
 * @param filterKeys the types of the keys that filters may name
 * @param payloadKeys the other keys; their values may have any type
 */
public record VectorIndex(
        String name,
        Optional<Dense> dense,
        boolean lexical,
        SortedMap<String, KeyType> filterKeys,
        SortedSet<String> payloadKeys) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    /**
     * How the vectors of an index are searched.
     *
     * @param dimension of every vector; at least 1
     * @param metric how vectors are compared
     */
    public record Dense(int dimension, Metric metric) {
        /**
         * @param dimension of every vector
         * @param metric how vectors are compared
         * @throws InvalidRequestException {@code dimension-not-positive}
         */
        public Dense {
            if (dimension < 1) {
                throw new InvalidRequestException(
                        "dimension-not-positive",
                        "a dimension must be >= 1",
                        Details.of("field", "dimension", "found", dimension));
            }
            Inputs.notNull("metric", metric);
        }
    }

    /**
     * Checks and copies.
     *
     * @param name 3 to 63 lower-case letters, digits, hyphens and dots, a letter or digit first and last
     * @param dense how vectors are searched
     * @param lexical whether texts are searched
     * @param filterKeys the types of the keys that filters may name
     * @param payloadKeys the other keys
     */
    public VectorIndex {
        if (!NAME.matcher(Inputs.notNull("name", name)).matches()) {
            throw new InvalidRequestException(
                    "index-name-invalid",
                    "an index name is 3 to 63 lower-case letters, digits, hyphens and dots, a letter or digit first and last",
                    Map.of("name", name));
        }
        if (Inputs.notNull("dense", dense).isEmpty() && !lexical) {
            throw new InvalidRequestException(
                    "index-without-search", "an index needs vectors, texts, or both", Map.of("name", name));
        }
        filterKeys = Collections.unmodifiableSortedMap(new TreeMap<>(filterKeys));
        payloadKeys = Collections.unmodifiableSortedSet(new TreeSet<>(payloadKeys));
        for (String key : payloadKeys) {
            if (filterKeys.containsKey(key)) {
                throw new InvalidRequestException(
                        "metadata-key-repeated",
                        "a key is declared for filters and as payload",
                        Details.of("name", name, "key", key));
            }
        }
    }

    /**
     * Returns a builder for an index of that name, which needs {@link Builder#dense}, {@link Builder#lexical}, or both.
     *
     * @param name the name of the index
     * @return a new builder
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * Returns a builder with the values of this object.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder copy = new Builder(name);
        copy.dense = dense;
        copy.lexical = lexical;
        copy.filterKeys.putAll(filterKeys);
        copy.payloadKeys.addAll(payloadKeys);
        return copy;
    }

    /** Collects the shape of an index. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private Optional<Dense> dense = Optional.empty();
        private boolean lexical;
        private final TreeMap<String, KeyType> filterKeys = new TreeMap<>();
        private final TreeSet<String> payloadKeys = new TreeSet<>();

        private Builder(String name) {
            this.name = Inputs.notNull("name", name);
        }

        /**
         * Gives the index vectors.
         *
         * @param dimension the number of dimensions
         * @param metric how two vectors are compared
         * @return this builder
         * @throws InvalidRequestException {@code dimension-not-positive}
         */
        public Builder dense(int dimension, Metric metric) {
            dense = Optional.of(new Dense(dimension, metric));
            return this;
        }

        /**
         * Gives the index texts to search by their words; needs {@link VectorFeature#LEXICAL}.
         *
         * @return this builder
         */
        public Builder lexical() {
            lexical = true;
            return this;
        }

        /**
         * Declares a key that filters may name.
         *
         * @param key the key
         * @param type the type of its values
         * @return this builder
         * @throws InvalidRequestException {@code text-empty}, {@code text-invalid}
         */
        public Builder filterKey(String key, KeyType type) {
            filterKeys.put(Inputs.notEmpty("key", key), Inputs.notNull("type", type));
            return this;
        }

        /**
         * Declares a key that is carried along.
         *
         * @param key the key
         * @return this builder
         * @throws InvalidRequestException {@code text-empty}, {@code text-invalid}
         */
        public Builder payloadKey(String key) {
            payloadKeys.add(Inputs.notEmpty("key", key));
            return this;
        }

        /**
         * Declares keys that are carried along, as {@link #payloadKey}.
         *
         * @param keys the keys
         * @return this builder
         */
        public Builder payloadKeys(Set<String> keys) {
            Inputs.notNull("keys", keys).forEach(this::payloadKey);
            return this;
        }

        /**
         * Builds the shape.
         *
         * @return the shape
         * @throws InvalidRequestException {@code index-name-invalid}; {@code index-without-search} with neither vectors nor texts;
         *     {@code metadata-key-repeated} when a key is declared in both ways
         */
        public VectorIndex build() {
            return new VectorIndex(name, dense, lexical, filterKeys, payloadKeys);
        }
    }
}
