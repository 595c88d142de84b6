package dev.agentstorage.dsql.internal.tx;

import java.sql.SQLException;

/** Makes a value of one row. */
@FunctionalInterface
public interface RowMapper<T> {
    /** Reads the current row; columns are numbered from 1 in the order of the select list. */
    T map(Row row) throws SQLException;
}
