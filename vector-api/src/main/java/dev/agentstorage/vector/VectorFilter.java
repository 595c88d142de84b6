package dev.agentstorage.vector;

import dev.agentstorage.error.InvalidRequestException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;

/**
 * A condition on the metadata keys that the index {@linkplain VectorIndex#filterKeys() declares} (rule {@code VEC-14}). {@link #matches}
 * defines the semantics for every store. {@link Not} is true whenever its part is false, also when the key is missing. Immutable and
 * thread-safe.
 */
public sealed interface VectorFilter {
    /**
     * {@return whether the condition holds for this metadata}
     *
     * @param metadata the metadata of a record
     */
    boolean matches(Metadata metadata);

    /**
     * {@return the number of values and bounds in the condition, including all parts; limited by {@link VectorLimits#filterValues()}}
     */
    int values();

    /** The key has this value, or a list that contains it. */
    record Equal(String key, MetadataValue value) implements VectorFilter {
        /**
         * @param key the key
         * @param value the value to compare with
         * @throws InvalidRequestException {@code filter-type} when the value is a list
         */
        public Equal {
            requireOperand(key, value);
        }

        @Override
        public boolean matches(Metadata metadata) {
            return has(metadata, key, value);
        }

        @Override
        public int values() {
            return 1;
        }
    }

    /** The negation of {@link Equal}: the key is missing, or has another value. */
    record NotEqual(String key, MetadataValue value) implements VectorFilter {
        /**
         * @param key the key
         * @param value the value to compare with
         * @throws InvalidRequestException {@code filter-type} when the value is a list
         */
        public NotEqual {
            requireOperand(key, value);
        }

        @Override
        public boolean matches(Metadata metadata) {
            return !has(metadata, key, value);
        }

        @Override
        public int values() {
            return 1;
        }
    }

    /** The key has one of these values, compared as by {@link Equal}; all values have the same type. */
    record In(String key, List<? extends MetadataValue> options) implements VectorFilter {
        /**
         * @param key the key
         * @param options the accepted values, at least one
         * @throws InvalidRequestException {@code filter-empty} without a value; {@code filter-type} for lists and for values of different
         *     types
         */
        public In {
            options = List.copyOf(Inputs.notNull("options", options));
            requireParts(options);
            for (MetadataValue option : options) {
                requireOperand(key, option);
                if (option.type() != options.get(0).type()) {
                    throw wrongType(key);
                }
            }
        }

        @Override
        public boolean matches(Metadata metadata) {
            return options.stream().anyMatch(option -> has(metadata, key, option));
        }

        @Override
        public int values() {
            return options.size();
        }
    }

    /** The key has a number within bounds; at least one bound is required. */
    record Range(String key, Optional<Bound> lower, Optional<Bound> upper) implements VectorFilter {
        /**
         * @param key the key
         * @param lower the lower bound; empty for none
         * @param upper the upper bound; empty for none
         * @throws InvalidRequestException {@code filter-empty} without a bound
         */
        public Range {
            Inputs.notEmpty("key", key);
            Inputs.notNull("lower", lower);
            Inputs.notNull("upper", upper);
            if (lower.isEmpty() && upper.isEmpty()) {
                throw empty();
            }
        }

        @Override
        public boolean matches(Metadata metadata) {
            DoublePredicate above = lower.<DoublePredicate>map(
                            bound -> value -> bound.inclusive() ? value >= bound.value() : value > bound.value())
                    .orElse(value -> true);
            DoublePredicate below = upper.<DoublePredicate>map(
                            bound -> value -> bound.inclusive() ? value <= bound.value() : value < bound.value())
                    .orElse(value -> true);
            return metadata.number(key).stream().anyMatch(above.and(below));
        }

        @Override
        public int values() {
            return (lower.isPresent() ? 1 : 0) + (upper.isPresent() ? 1 : 0);
        }
    }

    /** One end of a range. */
    record Bound(double value, boolean inclusive) {
        /**
         * @param value the value to compare with
         * @param inclusive whether the bound itself is in the range
         * @throws InvalidRequestException {@code number-not-finite}
         */
        public Bound {
            value = new MetadataValue.Decimal(value).value();
        }
    }

    /** The key has a value, or has none; an empty list counts as a value. */
    record Exists(String key, boolean present) implements VectorFilter {
        /**
         * Checks.
         *
         * @param key the key
         * @param present {@code true} if the key must have a value, {@code false} if it must not
         */
        public Exists {
            Inputs.notEmpty("key", key);
        }

        @Override
        public boolean matches(Metadata metadata) {
            return metadata.find(key).isPresent() == present;
        }

        @Override
        public int values() {
            return 1;
        }
    }

    /** All parts hold. */
    record And(List<VectorFilter> parts) implements VectorFilter {
        /**
         * @param parts the filters to combine
         * @throws InvalidRequestException {@code filter-empty} without a part
         */
        public And {
            parts = List.copyOf(Inputs.notNull("parts", parts));
            requireParts(parts);
        }

        @Override
        public boolean matches(Metadata metadata) {
            return parts.stream().allMatch(part -> part.matches(metadata));
        }

        @Override
        public int values() {
            return sum(parts);
        }
    }

    /** At least one part holds. */
    record Or(List<VectorFilter> parts) implements VectorFilter {
        /**
         * @param parts the filters to combine
         * @throws InvalidRequestException {@code filter-empty} without a part
         */
        public Or {
            parts = List.copyOf(Inputs.notNull("parts", parts));
            requireParts(parts);
        }

        @Override
        public boolean matches(Metadata metadata) {
            return parts.stream().anyMatch(part -> part.matches(metadata));
        }

        @Override
        public int values() {
            return sum(parts);
        }
    }

    /** The part does not hold. */
    record Not(VectorFilter part) implements VectorFilter {
        /**
         * Checks.
         *
         * @param part the filter to negate
         */
        public Not {
            Inputs.notNull("part", part);
        }

        @Override
        public boolean matches(Metadata metadata) {
            return !part.matches(metadata);
        }

        @Override
        public int values() {
            return part.values();
        }
    }

    /**
     * The key has this string, or a list that contains it.
     *
     * @param key the key
     * @param value the value to compare with
     * @return the filter
     */
    static VectorFilter eq(String key, String value) {
        return new Equal(key, new MetadataValue.Text(value));
    }

    /**
     * The key has this number.
     *
     * @param key the key
     * @param value the value to compare with
     * @return the filter
     */
    static VectorFilter eq(String key, double value) {
        return new Equal(key, new MetadataValue.Decimal(value));
    }

    /**
     * The key has this boolean.
     *
     * @param key the key
     * @param value the value to compare with
     * @return the filter
     */
    static VectorFilter eq(String key, boolean value) {
        return new Equal(key, new MetadataValue.Flag(value));
    }

    /**
     * The key is missing, has another string, or has a list that does not contain this string.
     *
     * @param key the key
     * @param value the value to compare with
     * @return the filter
     */
    static VectorFilter ne(String key, String value) {
        return new NotEqual(key, new MetadataValue.Text(value));
    }

    /**
     * The key is missing or has another number.
     *
     * @param key the key
     * @param value the value to compare with
     * @return the filter
     */
    static VectorFilter ne(String key, double value) {
        return new NotEqual(key, new MetadataValue.Decimal(value));
    }

    /**
     * The key is missing or has the other boolean.
     *
     * @param key the key
     * @param value the value to compare with
     * @return the filter
     */
    static VectorFilter ne(String key, boolean value) {
        return new NotEqual(key, new MetadataValue.Flag(value));
    }

    /**
     * The key has one of these strings, or a list that contains one of them.
     *
     * @param key the key
     * @param values the values
     * @return the filter
     * @throws InvalidRequestException {@code filter-empty}
     */
    static VectorFilter in(String key, List<String> values) {
        return new In(key, values.stream().map(MetadataValue.Text::new).toList());
    }

    /**
     * The key has a number that is at least this.
     *
     * @param key the key
     * @param value the value to compare with
     * @return the filter
     */
    static VectorFilter atLeast(String key, double value) {
        return new Range(key, Optional.of(new Bound(value, true)), Optional.empty());
    }

    /**
     * The key has a number that is above this.
     *
     * @param key the key
     * @param value the value to compare with
     * @return the filter
     */
    static VectorFilter above(String key, double value) {
        return new Range(key, Optional.of(new Bound(value, false)), Optional.empty());
    }

    /**
     * The key has a number that is at most this.
     *
     * @param key the key
     * @param value the value to compare with
     * @return the filter
     */
    static VectorFilter atMost(String key, double value) {
        return new Range(key, Optional.empty(), Optional.of(new Bound(value, true)));
    }

    /**
     * The key has a number that is below this.
     *
     * @param key the key
     * @param value the value to compare with
     * @return the filter
     */
    static VectorFilter below(String key, double value) {
        return new Range(key, Optional.empty(), Optional.of(new Bound(value, false)));
    }

    /**
     * The key has a value.
     *
     * @param key the key
     * @return the filter
     */
    static VectorFilter exists(String key) {
        return new Exists(key, true);
    }

    /**
     * The key has no value.
     *
     * @param key the key
     * @return the filter
     */
    static VectorFilter missing(String key) {
        return new Exists(key, false);
    }

    /**
     * All parts hold.
     *
     * @param parts the filters to combine
     * @return the filter
     * @throws InvalidRequestException {@code filter-empty} without any
     */
    static VectorFilter and(VectorFilter... parts) {
        return new And(List.of(parts));
    }

    /**
     * At least one part holds.
     *
     * @param parts the filters to combine
     * @return the filter
     * @throws InvalidRequestException {@code filter-empty} without any
     */
    static VectorFilter or(VectorFilter... parts) {
        return new Or(List.of(parts));
    }

    /**
     * The part does not hold.
     *
     * @param part the filter to negate
     * @return the filter
     */
    static VectorFilter not(VectorFilter part) {
        return new Not(part);
    }

    private static boolean has(Metadata metadata, String key, MetadataValue wanted) {
        MetadataValue value = metadata.values().get(key);
        if (value instanceof MetadataValue.Texts texts && wanted instanceof MetadataValue.Text text) {
            return texts.values().contains(text.value());
        }
        return wanted.equals(value);
    }

    private static int sum(List<VectorFilter> parts) {
        return parts.stream().mapToInt(VectorFilter::values).sum();
    }

    private static void requireOperand(String key, MetadataValue value) {
        Inputs.notEmpty("key", key);
        if (Inputs.notNull("value", value).type() == KeyType.TEXTS) {
            throw wrongType(key);
        }
    }

    private static void requireParts(List<?> parts) {
        if (parts.isEmpty()) {
            throw empty();
        }
    }

    private static InvalidRequestException wrongType(String key) {
        return new InvalidRequestException(
                "filter-type", "the key cannot be compared with a value of this type", Map.of("key", key));
    }

    private static InvalidRequestException empty() {
        return new InvalidRequestException(
                "filter-empty", "a filter needs at least one part, value or bound", Map.of("field", "filter"));
    }
}
