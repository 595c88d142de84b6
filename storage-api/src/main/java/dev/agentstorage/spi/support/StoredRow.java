package dev.agentstorage.spi.support;

import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.value.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Validates the columns of a row that is being read. An unreadable column fails with {@link CorruptDataException}, with {@code table}, {@code
 * key} and {@code column}, and is never replaced by another value (rule {@code CORE-17}). Immutable and thread-safe.
 *
 * @param table the name of the table in the database
 * @param key the key of the row
 */
public record StoredRow(String table, String key) {
    /**
     * {@return the value of a column that must not be null}
     *
     * @param <T> the type of the value
     * @param column the name of the column
     * @param value the value that was read; {@code null} for SQL {@code NULL}
     * @throws CorruptDataException {@code column-null} when the value is null
     */
    public <T> T required(String column, @Nullable T value) {
        if (value == null) {
            throw new CorruptDataException("column-null", "a stored value is missing", details(column));
        }
        return value;
    }

    /**
     * {@return the JSON value of a column that must not be null}
     *
     * @param column the name of the column
     * @param text the text of the column; {@code null} if it is null
     * @throws CorruptDataException {@code column-null}; {@code json-unreadable} when the text is not JSON
     */
    public Json json(String column, @Nullable String text) {
        try {
            return Json.parse(required(column, text));
        } catch (InvalidRequestException e) {
            throw unreadable(column, e);
        }
    }

    /**
     * {@return the JSON object of a column; the empty object for SQL {@code NULL} and for JSON {@code null}, which some writers store}
     *
     * @param column the name of the column
     * @param text the text of the column; {@code null} if it is null
     * @throws CorruptDataException {@code json-unreadable} when the text is not a JSON object
     */
    public Json object(String column, @Nullable String text) {
        // the most common texts, without parsing
        if (text == null || text.equals("{}") || text.equals("null")) {
            return Json.EMPTY_OBJECT;
        }
        Json json = json(column, text);
        if (!json.isObject()) {
            throw unreadable(column, null);
        }
        return json;
    }

    /**
     * {@return {@code json-unreadable}: the column does not contain the expected JSON}
     *
     * @param column the name of the column
     * @param cause the cause; {@code null} if unknown
     */
    public CorruptDataException unreadable(String column, @Nullable Throwable cause) {
        return new CorruptDataException(
                "json-unreadable", "a stored value is not the expected JSON", details(column), cause);
    }

    private Map<String, Object> details(String column) {
        return Details.of("table", table, "key", key, "column", column);
    }
}
