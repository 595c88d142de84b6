package dev.agentstorage.dsql.local.internal.sql;

/**
 * The table and constraint of an {@code ALTER TABLE ASYNC … VALIDATE CONSTRAINT}.
 *
 * @param table the table
 * @param tableText the table's name as written, including schema and quotes, so that it can be cast to {@code regclass}
 * @param constraint the constraint, unquoted and folded
 */
public record AsyncValidation(TableName table, String tableText, String constraint) {}
