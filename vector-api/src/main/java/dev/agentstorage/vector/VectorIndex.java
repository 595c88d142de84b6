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
 * The immutable definition of an index: its name, what can be searched, and the metadata keys of its records (rule {@code VEC-02}). Filter
 * keys are declared with their type; payload keys are only stored and returned. Any other key is rejected, so that a misspelt key does not
 * silently match nothing.
 *
 * @param name 3 to 63 lower-case letters, digits, hyphens and dots, a letter or digit first and last
 * @param dense how vectors are searched; empty when the index has no vectors
 * @param lexical whether texts are searched
 * @param filterKeys the types of the keys that filters may use
 * @param payloadKeys the keys that are only stored and returned; their values may have any type
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
     * @param dimension the dimension of every vector; at least 1
     * @param metric how vectors are compared
     */
    public record Dense(int dimension, Metric metric) {
        /**
         * @param dimension the dimension of every vector
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
     * @param payloadKeys the keys that are only stored and returned
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
     * Returns a builder for an index; requires {@link Builder#dense}, {@link Builder#lexical}, or both.
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

    /** Collects the definition of an index. Not thread-safe. */
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
         * Adds vectors to the index.
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
         * Adds full-text search to the index; needs {@link VectorFeature#LEXICAL}.
         *
         * @return this builder
         */
        public Builder lexical() {
            lexical = true;
            return this;
        }

        /**
         * Declares a key for filters.
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
         * Declares a payload key, which is only stored and returned.
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
         * Declares payload keys, as {@link #payloadKey}.
         *
         * @param keys the keys
         * @return this builder
         */
        public Builder payloadKeys(Set<String> keys) {
            Inputs.notNull("keys", keys).forEach(this::payloadKey);
            return this;
        }

        /**
         * Builds the definition.
         *
         * @return the definition
         * @throws InvalidRequestException {@code index-name-invalid}; {@code index-without-search} with neither vectors nor texts;
         *     {@code metadata-key-repeated} when a key is declared in both ways
         */
        public VectorIndex build() {
            return new VectorIndex(name, dense, lexical, filterKeys, payloadKeys);
        }
    }
}
