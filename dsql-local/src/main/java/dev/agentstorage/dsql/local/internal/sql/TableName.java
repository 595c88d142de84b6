package dev.agentstorage.dsql.local.internal.sql;

import java.util.Optional;

/**
 * The name of a table in a statement, unquoted and folded.
 *
 * @param schema the schema; empty if the name is not qualified
 * @param name the name without the schema
 */
public record TableName(Optional<String> schema, String name) {

    /** The name as SQL text, with all parts quoted. */
    public String sql() {
        return schema.map(part -> quoted(part) + ".").orElse("") + quoted(name);
    }

    private static String quoted(String part) {
        return '"' + part.replace("\"", "\"\"") + '"';
    }
}
