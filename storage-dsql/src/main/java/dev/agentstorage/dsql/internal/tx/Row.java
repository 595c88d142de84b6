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

/** The current row of a result, by the names of its columns. Used by one thread, inside a {@link RowMapper} only. */
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

    /** Returns the part of a joined row whose columns have these names with a prefix; it is identified for itself. */
    public Row part(String itsPrefix) {
        return new Row(result, prefix + itsPrefix);
    }

    /** Says which row this is, for errors about its columns. */
    public void identify(String itsTable, String itsKey) {
        place = new StoredRow(itsTable, itsKey);
    }

    /**
     * Returns a text.
     *
     * @throws CorruptDataException {@code column-null}
     */
    public String text(String column) throws SQLException {
        return place.required(column, textOrNull(column));
    }

    /** Returns a text or null. */
    public @Nullable String textOrNull(String column) throws SQLException {
        return result.getString(label(column));
    }

    /** Returns a number; 0 for null. */
    public long number(String column) throws SQLException {
        return result.getLong(label(column));
    }

    /** Returns a truth value; false for null. */
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
     * Returns a wall clock time.
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
     * Returns the instant of a pair of columns: that of the one with a zone, whose name ends with a {@code Z}, where it is set, else the
     * wall clock of UTC.
     *
     * @throws CorruptDataException {@code column-null} when neither is set
     */
    public Instant instant(String wall) throws SQLException {
        OffsetDateTime exact = result.getObject(label(wall) + 'Z', OffsetDateTime.class);
        return exact != null ? exact.toInstant() : Times.instant(wall(wall));
    }

    /** Returns the instant of a pair of columns; null when the wall clock, which decides, is null. */
    public @Nullable Instant instantOrNull(String wall) throws SQLException {
        return wallOrNull(wall) == null ? null : instant(wall);
    }

    /**
     * Returns a JSON object from its text, the empty one for null in either of its forms: other writers leave that of JSON, too.
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
