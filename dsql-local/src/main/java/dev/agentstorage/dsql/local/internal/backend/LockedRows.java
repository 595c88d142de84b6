package dev.agentstorage.dsql.local.internal.backend;

/**
 * Rows of one table that a transaction has locked.
 *
 * @param relation the oid of the table
 * @param rows the positions of the rows, as the text of an array of {@code tid}
 * @param forUpdate true for FOR UPDATE, false for FOR KEY SHARE
 */
public record LockedRows(long relation, String rows, boolean forUpdate) {}
