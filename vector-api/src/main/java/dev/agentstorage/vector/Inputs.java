package dev.agentstorage.vector;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.value.Utf8;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Argument checks of values, each with its error code. Stateless. */
final class Inputs {
    private Inputs() {}

    static <T> T notNull(String field, @Nullable T value) {
        if (value == null) {
            throw new InvalidRequestException("null-argument", "a required value is null", Map.of("field", field));
        }
        return value;
    }

    /** Text that has no form in UTF-8, or that stores end at, is refused wherever it would be stored. */
    static String text(String field, @Nullable String value) {
        String text = notNull(field, value);
        int lone = Utf8.loneSurrogate(text);
        int offset = lone >= 0 ? lone : text.indexOf('\0');
        if (offset >= 0) {
            throw new InvalidRequestException(
                    "text-invalid",
                    "text must not contain NUL or an unpaired surrogate",
                    Details.of("field", field, "offset", offset));
        }
        return text;
    }

    static String notEmpty(String field, @Nullable String value) {
        String text = text(field, value);
        if (text.isEmpty()) {
            throw new InvalidRequestException("text-empty", "a required text is empty", Map.of("field", field));
        }
        return text;
    }
}
