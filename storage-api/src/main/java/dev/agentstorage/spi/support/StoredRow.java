package dev.agentstorage.spi.support;

import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.value.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row that is being read, for the errors about its columns: what cannot be read is {@link CorruptDataException} with {@code table}, {@code
 * key} and {@code column}, never a value that looks like another one (rule {@code CORE-17}). Immutable and thread-safe.
 *
 * @param table the table, as the database knows it
 * @param key the key of the row
 */
public record StoredRow(String table, String key) {
    /**
     * {@return the value of a column that always has one}
     *
     * @param <T> the type of the value
     * @param column the name of the column
     * @param value what was read; {@code null} if nothing was
     * @throws CorruptDataException {@code column-null}
     */
    public <T> T required(String column, @Nullable T value) {
        if (value == null) {
            throw new CorruptDataException("column-null", "a stored value is missing", details(column));
        }
        return value;
    }

    /**
     * {@return the JSON value of a column that always has one}
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
     * {@return the JSON object of a column, the empty one for null in either of its forms: some writers leave the {@code null} of JSON}
     *
     * @param column the name of the column
     * @param text the text of the column; {@code null} if it is null
     * @throws CorruptDataException {@code json-unreadable} when the text is not JSON, or no object
     */
    public Json object(String column, @Nullable String text) {
        // the usual texts cost no parsing
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
     * {@return {@code json-unreadable}: the column does not hold the JSON that it should}
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
