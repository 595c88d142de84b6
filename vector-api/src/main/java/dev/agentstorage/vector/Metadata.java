package dev.agentstorage.vector;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.value.Utf8;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** The values of a record by key, in addition to its vector and text. Immutable and thread-safe. */
public final class Metadata {
    private static final Metadata EMPTY = new Metadata(new TreeMap<>());

    /** Whole numbers up to this limit are exact as 64-bit floating-point numbers. */
    private static final long MOST_EXACT = 1L << 53;

    private final SortedMap<String, MetadataValue> values;

    private Metadata(SortedMap<String, MetadataValue> values) {
        this.values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** {@return empty metadata} */
    public static Metadata empty() {
        return EMPTY;
    }

    /**
     * Returns a builder for metadata, initially empty.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this object.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder copy = new Builder();
        copy.values.putAll(values);
        return copy;
    }

    /** {@return the values by key, in the order of {@link String#compareTo}; unmodifiable} */
    public SortedMap<String, MetadataValue> values() {
        return values;
    }

    /**
     * {@return the value of a key}
     *
     * @param key the key
     */
    public Optional<MetadataValue> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /**
     * {@return the value of a key if it is a string; empty otherwise}
     *
     * @param key the key
     */
    public Optional<String> text(String key) {
        return values.get(key) instanceof MetadataValue.Text text ? Optional.of(text.value()) : Optional.empty();
    }

    /**
     * {@return the value of a key if it is a number; empty otherwise}
     *
     * @param key the key
     */
    public OptionalDouble number(String key) {
        return values.get(key) instanceof MetadataValue.Decimal number
                ? OptionalDouble.of(number.value())
                : OptionalDouble.empty();
    }

    /**
     * {@return the value of a key if it is a boolean; empty otherwise}
     *
     * @param key the key
     */
    public Optional<Boolean> flag(String key) {
        return values.get(key) instanceof MetadataValue.Flag flag ? Optional.of(flag.value()) : Optional.empty();
    }

    /**
     * {@return the value of a key if it is a list of strings; an empty list otherwise}
     *
     * @param key the key
     */
    public List<String> texts(String key) {
        return values.get(key) instanceof MetadataValue.Texts texts ? texts.values() : List.of();
    }

    /** {@return the size of all keys and values for the limits: the bytes of each key in UTF-8, and {@link MetadataValue#bytes()}} */
    public long bytes() {
        return values.entrySet().stream().mapToLong(Metadata::bytes).sum();
    }

    /**
     * {@return the size of the entries whose keys are in {@code keys}}
     *
     * @param keys the keys to count, with their types
     */
    public long bytes(Map<String, KeyType> keys) {
        return values.entrySet().stream()
                .filter(entry -> keys.containsKey(entry.getKey()))
                .mapToLong(Metadata::bytes)
                .sum();
    }

    private static long bytes(Map.Entry<String, MetadataValue> entry) {
        return Utf8.length(entry.getKey()) + entry.getValue().bytes();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Metadata metadata && values.equals(metadata.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Returns only the keys: values may be user content. */
    @Override
    public String toString() {
        return "Metadata" + values.keySet();
    }

    /** Collects metadata; setting a key again replaces its value. Not thread-safe. */
    public static final class Builder {
        private final TreeMap<String, MetadataValue> values = new TreeMap<>();

        private Builder() {}

        /**
         * Sets a value.
         *
         * @param key the key
         * @param value the value
         * @return this builder
         * @throws InvalidRequestException {@code text-empty}, {@code text-invalid} for the key
         */
        public Builder set(String key, MetadataValue value) {
            values.put(Inputs.notEmpty("key", key), Inputs.notNull("value", value));
            return this;
        }

        /**
         * Sets a string.
         *
         * @param key the key
         * @param value the value
         * @return this builder
         * @throws InvalidRequestException {@code text-invalid}
         */
        public Builder text(String key, String value) {
            return set(key, new MetadataValue.Text(value));
        }

        /**
         * Sets a number.
         *
         * @param key the key
         * @param value the value
         * @return this builder
         * @throws InvalidRequestException {@code number-not-finite}
         */
        public Builder number(String key, double value) {
            return set(key, new MetadataValue.Decimal(value));
        }

        /**
         * Sets a whole number, for example milliseconds.
         *
         * @param key the key
         * @param value the value
         * @return this builder
         * @throws InvalidRequestException {@code number-not-exact} beyond 2^53
         */
        public Builder number(String key, long value) {
            if (value > MOST_EXACT || value < -MOST_EXACT) {
                throw new InvalidRequestException(
                        "number-not-exact",
                        "an integer must be between -2^53 and 2^53",
                        Details.of("field", "value", "key", key));
            }
            return set(key, new MetadataValue.Decimal(value));
        }

        /**
         * Sets a boolean.
         *
         * @param key the key
         * @param value the value
         * @return this builder
         */
        public Builder flag(String key, boolean value) {
            return set(key, new MetadataValue.Flag(value));
        }

        /**
         * Sets a list of strings.
         *
         * @param key the key
         * @param values the texts
         * @return this builder
         * @throws InvalidRequestException {@code text-invalid}
         */
        public Builder texts(String key, List<String> values) {
            return set(key, new MetadataValue.Texts(values));
        }

        /**
         * Builds the metadata.
         *
         * @return the metadata
         */
        public Metadata build() {
            return values.isEmpty() ? EMPTY : new Metadata(values);
        }
    }
}
