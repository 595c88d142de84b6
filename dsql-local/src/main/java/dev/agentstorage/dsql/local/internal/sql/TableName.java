package dev.agentstorage.dsql.local.internal.sql;

import java.util.Optional;

/**
 * The name of a table as a statement gives it, unquoted and folded as PostgreSQL does.
 *
 * @param schema the schema, empty when the search path decides
 * @param name the table's own name
 */
public record TableName(Optional<String> schema, String name) {

    /** The name as SQL text, with every part quoted. */
    public String sql() {
        return schema.map(part -> quoted(part) + ".").orElse("") + quoted(name);
    }

    private static String quoted(String part) {
        return '"' + part.replace("\"", "\"\"") + '"';
    }
}
