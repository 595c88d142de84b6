package dev.agentstorage.recall.request;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Argument checks of options and requests, each with its error code. Stateless. */
final class Needed {
    private Needed() {}

    static <T> T notNull(String field, @Nullable T value) {
        if (value == null) {
            throw new InvalidRequestException("null-argument", "a required value is null", Map.of("field", field));
        }
        return value;
    }

    static int between(String field, int least, int most, int value) {
        if (value < least || value > most) {
            throw new InvalidRequestException(
                    "option-out-of-range",
                    "the value must be from " + least + " to " + most,
                    Details.of("field", field, "found", value));
        }
        return value;
    }

    static OptionalInt positive(String field, OptionalInt value) {
        notNull(field, value).ifPresent(number -> between(field, 1, Integer.MAX_VALUE, number));
        return value;
    }

    static OptionalDouble finite(String field, OptionalDouble value) {
        if (notNull(field, value).isPresent() && !Double.isFinite(value.getAsDouble())) {
            throw new InvalidRequestException("number-not-finite", "a number must be finite", Map.of("field", field));
        }
        return value;
    }
}
