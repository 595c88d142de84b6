package dev.agentstorage.dsql.internal.index;

import static dev.agentstorage.dsql.internal.schema.Identifiers.qualified;
import static dev.agentstorage.dsql.internal.schema.Identifiers.quote;

import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.index.IndexSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Creates the DDL for indexes, and decides which options a server supports. Stateless and thread-safe. */
final class IndexDdl {
    private static final String BTREE = "btree";
    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z0-9_.+-]+");

    private IndexDdl() {}

    /**
     * Returns the options that the server ignores. DSQL has only one index type, without settings, and always builds concurrently.
     */
    static List<String> ignored(Dialect dialect, IndexSpec spec) {
        if (dialect == Dialect.POSTGRESQL) {
            return List.of();
        }
        boolean btree = spec.method().map(BTREE::equalsIgnoreCase).orElse(true);
        return spec.options().stream()
                .filter(option -> switch (option) {
                    case "opclass", "storage", "tablespace" -> true;
                    case "method" -> !btree;
                    default -> false;
                })
                .toList();
    }

    /**
     * Returns the statement that creates the index.
     *
     * @throws InvalidRequestException {@code index-option-invalid}
     */
    static String create(Dialect dialect, String schema, String physical, IndexSpec spec) {
        boolean dsql = dialect == Dialect.DSQL;
        String opclass = dsql
                ? ""
                : spec.opclass().map(name -> " " + word("opclass", name)).orElse("");
        String columns =
                spec.columns().stream().map(column -> quote(column) + opclass).collect(Collectors.joining(", "));
        StringBuilder sql = new StringBuilder("CREATE ")
                .append(spec.unique() ? "UNIQUE INDEX " : "INDEX ")
                .append(dsql ? "ASYNC " : spec.concurrent() ? "CONCURRENTLY " : "")
                .append(quote(physical))
                .append(" ON ")
                .append(qualified(schema, spec.table()));
        if (!dsql) {
            spec.method().ifPresent(method -> sql.append(" USING ").append(word("method", method)));
        }
        sql.append(" (").append(columns).append(')');
        if (!dsql) {
            if (!spec.storage().isEmpty()) {
                sql.append(" WITH (").append(storage(spec.storage())).append(')');
            }
            spec.tablespace().ifPresent(space -> sql.append(" TABLESPACE ").append(word("tablespace", space)));
        }
        spec.where()
                .ifPresent(
                        where -> sql.append(" WHERE (").append(condition(where)).append(')'));
        return sql.toString();
    }

    private static String storage(Map<String, String> storage) {
        return new TreeMap<>(storage)
                .entrySet().stream()
                        .map(entry -> word("storage", entry.getKey()) + " = " + parameter(entry.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String word(String field, String name) {
        if (!Identifiers.isValid(name)) {
            throw invalid(field, name);
        }
        return quote(name);
    }

    private static String parameter(String value) {
        if (!PARAMETER.matcher(value).matches()) {
            throw invalid("storage", value);
        }
        return value;
    }

    /** Checks a condition, which is SQL of the application: it is the end of the statement, and must not begin another statement. */
    private static String condition(String where) {
        if (where.isBlank() || where.indexOf(';') >= 0 || where.indexOf('\0') >= 0) {
            throw invalid("where", where);
        }
        return where + "\n";
    }

    private static InvalidRequestException invalid(String field, String value) {
        return new InvalidRequestException(
                "index-option-invalid", "invalid index option", Details.of("field", field, "value", value));
    }
}
