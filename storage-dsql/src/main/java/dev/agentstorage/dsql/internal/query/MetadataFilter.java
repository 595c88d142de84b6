package dev.agentstorage.dsql.internal.query;

import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.value.Json;

/** Leaves out most rows that lack a key of a metadata filter, before they are read. Stateless and thread-safe. */
public final class MetadataFilter {
    private MetadataFilter() {}

    /** Appends a condition per key on a column in canonical form: the key stands in it as it is. */
    public static void whereCanonical(Sql sql, String column, Json filter) {
        for (String key : filter.members().keySet()) {
            sql.where(column + " LIKE ?", quoted(key));
        }
    }

    /** Appends a condition per key on a column that holds text as it was given: the key may be written with escapes. */
    public static void whereVerbatim(Sql sql, String column, Json filter) {
        for (String key : filter.members().keySet()) {
            sql.where("(" + column + " LIKE ? OR " + column + " LIKE ?)", quoted(key), "%\\\\u%");
        }
    }

    /** A filter's keys hold letters, digits and underscores, of which the last is a wildcard of LIKE. */
    private static String quoted(String key) {
        return "%\"" + key.replace("_", "\\_") + "\"%";
    }
}
