package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.spi.support.StoredRow;
import dev.agentstorage.value.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** The current row of a result set, accessed by column name. Used by one thread, and only within a {@link RowMapper}. */
public final class Row {
    private final ResultSet result;
    private final String prefix;
    private StoredRow place = new StoredRow("", "");

    Row(ResultSet result) {
        this(result, "");
    }

    private Row(ResultSet result, String prefix) {
        this.result = result;
        this.prefix = prefix;
    }

    /** Returns the part of a joined row whose column names have this prefix. It must be {@linkplain #identify identified} separately. */
    public Row part(String itsPrefix) {
        return new Row(result, prefix + itsPrefix);
    }

    /** Sets the table and key that errors about this row report. */
    public void identify(String itsTable, String itsKey) {
        place = new StoredRow(itsTable, itsKey);
    }

    /**
     * Returns a string.
     *
     * @throws CorruptDataException {@code column-null}
     */
    public String text(String column) throws SQLException {
        return place.required(column, textOrNull(column));
    }

    /** Returns a string or null. */
    public @Nullable String textOrNull(String column) throws SQLException {
        return result.getString(label(column));
    }

    /** Returns an integer; 0 for null. */
    public long number(String column) throws SQLException {
        return result.getLong(label(column));
    }

    /** Returns a boolean; false for null. */
    public boolean flag(String column) throws SQLException {
        return result.getBoolean(label(column));
    }

    /**
     * Returns a floating point number.
     *
     * @throws CorruptDataException {@code column-null}
     */
    public double real(String column) throws SQLException {
        return place.required(column, result.getObject(label(column), Double.class));
    }

    /**
     * Returns a timestamp without time zone.
     *
     * @throws CorruptDataException {@code column-null}
     */
    public LocalDateTime wall(String column) throws SQLException {
        return place.required(column, wallOrNull(column));
    }

    private @Nullable LocalDateTime wallOrNull(String column) throws SQLException {
        return result.getObject(label(column), LocalDateTime.class);
    }

    /**
     * Returns the instant of a pair of columns: the value of the {@code timestamptz} column, whose name ends with {@code Z}, or if that is
     * null the value of the {@code timestamp} column, as UTC.
     *
     * @throws CorruptDataException {@code column-null} if both are null
     */
    public Instant instant(String wall) throws SQLException {
        OffsetDateTime exact = result.getObject(label(wall) + 'Z', OffsetDateTime.class);
        return exact != null ? exact.toInstant() : Times.instant(wall(wall));
    }

    /** Returns the instant of a pair of columns; null if the {@code timestamp} column is null. */
    public @Nullable Instant instantOrNull(String wall) throws SQLException {
        return wallOrNull(wall) == null ? null : instant(wall);
    }

    /**
     * Returns the JSON object in a text column. An SQL null, and a JSON null, which other writers store, give an empty object.
     *
     * @throws CorruptDataException {@code json-unreadable}
     */
    public Json object(String column) throws SQLException {
        return place.object(column, textOrNull(column));
    }

    private String label(String column) {
        return prefix.isEmpty() ? column : prefix + column;
    }
}
