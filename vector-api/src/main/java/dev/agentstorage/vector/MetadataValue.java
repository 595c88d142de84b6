package dev.agentstorage.vector;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.value.Utf8;
import java.util.List;
import java.util.Map;

/** A value of a metadata key. Immutable and thread-safe. */
public sealed interface MetadataValue {
    /** {@return the type} */
    KeyType type();

    /** {@return the size of the value for the limits: the bytes of its strings in UTF-8, 8 for a number, 1 for a boolean} */
    long bytes();

    /** A string; may be empty. */
    record Text(String value) implements MetadataValue {
        /**
         * @param value the value
         * @throws InvalidRequestException {@code text-invalid} when it contains NUL or an unpaired surrogate
         */
        public Text {
            Inputs.text("value", value);
        }

        @Override
        public KeyType type() {
            return KeyType.TEXT;
        }

        @Override
        public long bytes() {
            return Utf8.length(value);
        }
    }

    /** A number; -0 becomes 0. */
    record Decimal(double value) implements MetadataValue {
        /**
         * @param value the value
         * @throws InvalidRequestException {@code number-not-finite}
         */
        public Decimal {
            if (!Double.isFinite(value)) {
                throw new InvalidRequestException(
                        "number-not-finite", "a number must be finite", Map.of("field", "value"));
            }
            value += 0.0;
        }

        @Override
        public KeyType type() {
            return KeyType.NUMBER;
        }

        @Override
        public long bytes() {
            return Double.BYTES;
        }
    }

    /** A boolean. */
    record Flag(boolean value) implements MetadataValue {
        @Override
        public KeyType type() {
            return KeyType.FLAG;
        }

        @Override
        public long bytes() {
            return 1;
        }
    }

    /** A list of strings, in order; may be empty and may contain duplicates. */
    record Texts(List<String> values) implements MetadataValue {
        /**
         * @param values the texts
         * @throws InvalidRequestException {@code text-invalid} when one contains NUL or an unpaired surrogate
         */
        public Texts {
            Inputs.notNull("values", values).forEach(value -> Inputs.text("values", value));
            values = List.copyOf(values);
        }

        @Override
        public KeyType type() {
            return KeyType.TEXTS;
        }

        @Override
        public long bytes() {
            return values.stream().mapToLong(Utf8::length).sum();
        }
    }
}
