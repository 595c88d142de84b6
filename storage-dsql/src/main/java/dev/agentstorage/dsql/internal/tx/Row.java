package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.value.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** The current row of a result, by column number from 1. Used by one thread, inside a {@link RowMapper} only. */
public final class Row {
    private final ResultSet result;
    private String table = "";
    private String key = "";

    Row(ResultSet result) {
        this.result = result;
    }

    /** Says which row this is, for errors about its columns. */
    public void identify(String itsTable, String itsKey) {
        table = itsTable;
        key = itsKey;
    }

    /** Returns a text. @throws CorruptDataException {@code column-null} */
    public String text(int column) throws SQLException {
        return required(column, result.getString(column));
    }

    /** Returns a text or null. */
    public @Nullable String textOrNull(int column) throws SQLException {
        return result.getString(column);
    }

    /** Returns a number; 0 for null. */
    public long number(int column) throws SQLException {
        return result.getLong(column);
    }

    /** Returns a truth value; false for null. */
    public boolean flag(int column) throws SQLException {
        return result.getBoolean(column);
    }

    /** Returns a floating point number. @throws CorruptDataException {@code column-null} */
    public double real(int column) throws SQLException {
        return required(column, result.getObject(column, Double.class));
    }

    /** Returns a wall clock time. @throws CorruptDataException {@code column-null} */
    public LocalDateTime wall(int column) throws SQLException {
        return required(column, result.getObject(column, LocalDateTime.class));
    }

    /**
     * Returns the instant of a pair of columns: the one with a zone where it is set, else the wall clock of UTC.
     *
     * @throws CorruptDataException {@code column-null} when neither is set
     */
    public Instant instant(int wall, int zoned) throws SQLException {
        OffsetDateTime exact = result.getObject(zoned, OffsetDateTime.class);
        return exact != null ? exact.toInstant() : Times.instant(wall(wall));
    }

    /** Returns the instant of a pair of columns; null when the wall clock, which decides, is null. */
    public @Nullable Instant instantOrNull(int wall, int zoned) throws SQLException {
        return result.getObject(wall, LocalDateTime.class) == null ? null : instant(wall, zoned);
    }

    /**
     * Returns a JSON object from its text, the empty one for null in either of its forms: other writers leave that of JSON, too.
     *
     * @throws CorruptDataException {@code json-unreadable}
     */
    public Json object(int column, String table, String key) throws SQLException {
        String text = result.getString(column);
        if (text == null || text.equals("{}") || text.equals("null")) {
            return Json.EMPTY_OBJECT;
        }
        try {
            Json json = Json.parse(text);
            if (json.isObject()) {
                return json;
            }
        } catch (InvalidRequestException e) {
            throw corrupt(column, table, key, e);
        }
        throw corrupt(column, table, key, null);
    }

    private CorruptDataException corrupt(int column, String table, String key, @Nullable Throwable cause)
            throws SQLException {
        return new CorruptDataException(
                "json-unreadable",
                "a stored value is not the JSON that it should be",
                Details.of("table", table, "key", key, "column", name(column)),
                cause);
    }

    private <T> T required(int column, @Nullable T value) throws SQLException {
        if (value == null) {
            throw new CorruptDataException(
                    "column-null",
                    "a stored value is missing",
                    Details.of("table", table, "key", key, "column", name(column)));
        }
        return value;
    }

    private String name(int column) throws SQLException {
        return result.getMetaData().getColumnLabel(column);
    }
}
