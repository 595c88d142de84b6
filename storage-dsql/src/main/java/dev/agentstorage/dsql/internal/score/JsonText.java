package dev.agentstorage.dsql.internal.score;

import dev.agentstorage.error.InvalidRequest;
import dev.agentstorage.value.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Any JSON value in a text column as Mastra keeps it: a bare string stands there without quotes, and what is read is a string when it is
 * no JSON. Strings that could be taken for JSON are quoted, which is read back rightly on both sides. Stateless and thread-safe.
 */
final class JsonText {
    private static final String BEGINS_LIKE_JSON = "{[\"-0123456789";

    private JsonText() {}

    /** Returns what the column holds for a value. */
    static String write(Json value) {
        return value.string().filter(raw -> isPlain(raw, value)).orElse(value.text());
    }

    /** Returns the value of a column; null stands for an absent one. */
    static Optional<Json> read(@Nullable String column) {
        return column == null ? Optional.empty() : Optional.of(parse(column));
    }

    private static Json parse(String column) {
        try {
            return Json.parse(column);
        } catch (InvalidRequest e) {
            return Json.of(column);
        }
    }

    /** A string is stored bare only if it is read back with the same characters, escapes included. */
    private static boolean isPlain(String raw, Json value) {
        String trimmed = raw.strip();
        return !trimmed.isEmpty()
                && BEGINS_LIKE_JSON.indexOf(trimmed.charAt(0)) < 0
                && raw.indexOf('\0') < 0
                && StandardCharsets.UTF_8.newEncoder().canEncode(raw)
                && Json.of(raw).text().equals(value.text())
                && parse(raw).equals(value);
    }
}
