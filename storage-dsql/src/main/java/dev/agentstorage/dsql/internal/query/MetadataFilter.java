package dev.agentstorage.dsql.internal.query;

import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.value.Json;
import java.util.stream.Stream;

/** Prefilters rows by the keys of a metadata filter, before they are read. Stateless and thread-safe. */
public final class MetadataFilter {
    /** Maximum number of conditions that a filter becomes. */
    public static final int MOST = 16;

    private MetadataFilter() {}

    /** Appends a condition per key on a column in canonical form: the key is in it unchanged. */
    public static void whereCanonical(Sql sql, String column, Json filter) {
        keys(filter).forEach(key -> sql.where(column + " LIKE ?", quoted(key)));
    }

    /** Appends a condition per key on a column that holds text as it was given: the key may be written with escapes. */
    public static void whereVerbatim(Sql sql, String column, Json filter) {
        keys(filter)
                .forEach(key -> sql.where("(" + column + " LIKE ? OR " + column + " LIKE ?)", quoted(key), "%\\\\u%"));
    }

    /** A few keys leave out most rows, and a statement takes a limited number of parameters. */
    private static Stream<String> keys(Json filter) {
        return filter.members().keySet().stream().limit(MOST);
    }

    /** A filter's keys hold letters, digits and underscores, of which the last is a wildcard of LIKE. */
    private static String quoted(String key) {
        return "%\"" + key.replace("_", "\\_") + "\"%";
    }
}
