package dev.agentstorage.dsql.internal.query;

import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.value.Json;
import java.util.stream.Stream;

/** Prefilters rows in the database by the keys of a metadata filter. Stateless and thread-safe. */
public final class MetadataFilter {
    /** Maximum number of conditions for one filter. */
    public static final int MOST = 16;

    private MetadataFilter() {}

    /** Appends a condition per key on a column with canonical JSON, which contains keys unescaped. */
    public static void whereCanonical(Sql sql, String column, Json filter) {
        keys(filter).forEach(key -> sql.where(column + " LIKE ?", quoted(key)));
    }

    /** Appends a condition per key on a column with JSON as written by the caller, in which keys may be escaped. */
    public static void whereVerbatim(Sql sql, String column, Json filter) {
        keys(filter)
                .forEach(key -> sql.where("(" + column + " LIKE ? OR " + column + " LIKE ?)", quoted(key), "%\\\\u%"));
    }

    /** Limits the keys: a few keys exclude most rows, and the number of parameters of a statement is limited. */
    private static Stream<String> keys(Json filter) {
        return filter.members().keySet().stream().limit(MOST);
    }

    /** Escapes underscores, which are wildcards of LIKE. Keys of a filter contain only letters, digits and underscores. */
    private static String quoted(String key) {
        return "%\"" + key.replace("_", "\\_") + "\"%";
    }
}
