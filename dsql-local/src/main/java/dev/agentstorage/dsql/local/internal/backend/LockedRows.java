package dev.agentstorage.dsql.local.internal.backend;

/**
 * Rows of one table that a transaction has locked.
 *
 * @param relation the table's object id
 * @param rows the rows' positions, as the text of an array of {@code tid}
 * @param forUpdate whether they were locked FOR UPDATE; FOR KEY SHARE otherwise
 */
public record LockedRows(long relation, String rows, boolean forUpdate) {}
