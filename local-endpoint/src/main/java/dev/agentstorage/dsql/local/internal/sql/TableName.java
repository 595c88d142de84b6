package dev.agentstorage.dsql.local.internal.sql;

import java.util.Optional;

/**
 * The name of a table as a statement gives it, unquoted and folded as PostgreSQL does.
 *
 * @param schema the schema, empty when the search path decides
 * @param name the table's own name
 */
public record TableName(Optional<String> schema, String name) {}
