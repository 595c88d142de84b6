package dev.agentstorage.dsql.local.internal.sql;

/**
 * What an {@code ALTER TABLE ASYNC … VALIDATE CONSTRAINT} names.
 *
 * @param table the table
 * @param tableText the table's name as written, schema and quotes included, fit for a cast to {@code regclass}
 * @param constraint the constraint, unquoted and folded
 */
public record AsyncValidation(TableName table, String tableText, String constraint) {}
