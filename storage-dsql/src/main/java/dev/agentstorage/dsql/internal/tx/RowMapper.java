package dev.agentstorage.dsql.internal.tx;

import java.sql.SQLException;

/** Maps a row to a value. */
@FunctionalInterface
public interface RowMapper<T> {
    /** Maps the current row. */
    T map(Row row) throws SQLException;
}
