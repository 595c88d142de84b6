package dev.agentstorage.dsql.internal.query;

import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.JsonKind;
import dev.agentstorage.value.Utf8;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes any JSON value in a text column, in Mastra's format: a string that is not itself valid JSON may be stored without quotes, and
 * text that is not valid JSON is such a string (rule {@code CORE-25}). Stateless and thread-safe.
 */
public final class JsonColumn {
    /** The characters that a JSON text can begin with, after whitespace. */
    private static final String BEGINNINGS = "{[\"-0123456789tfn";

    private JsonColumn() {}

    /** Returns the column text for a value. */
    public static String write(Json value) {
        if (value.text().stripLeading().startsWith("\"")) {
            String string = value.string().orElse("");
            // with unusual escapes, the text would not be preserved exactly
            if (isPlain(string) && Json.of(string).text().equals(value.text())) {
                return string;
            }
        }
        return value.text();
    }

    /** Returns the column text for a value; null for none. */
    public static @Nullable String write(Optional<Json> value) {
        return value.isEmpty() ? null : write(value.get());
    }

    /** Returns the value of a column; empty for null, and for the empty text that other writers store if there is no value. */
    public static Optional<Json> read(@Nullable String column) {
        if (column == null || column.isEmpty()) {
            return Optional.empty();
        }
        Json json = parsed(column);
        return Optional.of(json == null ? Json.of(column) : json);
    }

    /** Returns the value of a row's column; null if there is {@linkplain #read(String) none}. */
    public static @Nullable Json orNull(Row row, String column) throws SQLException {
        return read(row.textOrNull(column)).orElse(null);
    }

    /** Returns the value of a column that always has one; the empty text is an empty string. */
    public static Json required(String column) {
        return read(column).orElseGet(() -> Json.of(column));
    }

    /** Returns metadata from its column; an empty object for null, and for a JSON null, which other writers store. */
    public static Json metadata(@Nullable String column) {
        if (column == null || column.equals("{}")) {
            return Json.EMPTY_OBJECT;
        }
        return read(column).filter(json -> json.kind() != JsonKind.NULL).orElse(Json.EMPTY_OBJECT);
    }

    /**
     * Returns a list of strings from a column with a JSON array. An element that is not a string is returned as its JSON text; a
     * value that is not an array is the only element.
     */
    public static List<String> texts(@Nullable String column) {
        return read(column)
                .map(json -> switch (json.kind()) {
                    case ARRAY -> json.elements();
                    case NULL -> List.<Json>of();
                    default -> List.of(json);
                })
                .orElse(List.of())
                .stream()
                .map(element -> element.string().orElse(element.text()))
                .toList();
    }

    private static boolean isPlain(String string) {
        // other readers treat an empty column as no value
        return !string.isEmpty()
                && string.indexOf('\0') < 0
                && Utf8.loneSurrogate(string) < 0
                && parsed(string) == null;
    }

    /** Parses the text; null if it is not valid JSON. */
    private static @Nullable Json parsed(String text) {
        // the first character rules out most other strings, without the cost of an exception
        String begin = text.stripLeading();
        if (begin.isEmpty() || BEGINNINGS.indexOf(begin.charAt(0)) < 0) {
            return null;
        }
        try {
            return Json.parse(text);
        } catch (InvalidRequestException e) {
            return null;
        }
    }
}
