package dev.agentstorage.dsql.internal.tx;

import java.sql.SQLException;

/** Makes a value of one row. */
@FunctionalInterface
public interface RowMapper<T> {
    /** Reads the current row. */
    T map(Row row) throws SQLException;
}
