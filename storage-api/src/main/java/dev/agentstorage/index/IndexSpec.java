package dev.agentstorage.index;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An index that is wanted. Name, table, columns and uniqueness mean the same in every backend. The rest are wishes: a backend that does not
 * know one ignores it and says so in {@link IndexCreation#ignored()}, see {@link #wishes()}.
 *
 * @param name the name, unique in the storage
 * @param table the table
 * @param columns the columns in their order, at least one, each once; a trailing {@code ASC} or {@code DESC} is taken off, because
 *     an index of these backends is read in both directions
 * @param unique whether no two rows may be equal in all columns; never a wish: it is enforced, or the index is refused
 * @param concurrent whether writers shall not wait for the build
 * @param method the kind of index, such as {@code btree}
 * @param where which rows are in the index, in the backend's language
 * @param opclass how columns are compared, in the backend's language
 * @param storage settings of storage, such as {@code fillfactor}
 * @param tablespace where the index is kept
 */
public record IndexSpec(
        String name,
        String table,
        List<String> columns,
        boolean unique,
        boolean concurrent,
        Optional<String> method,
        Optional<String> where,
        Optional<String> opclass,
        Map<String, String> storage,
        Optional<String> tablespace) {
    private static final Pattern DIRECTION = Pattern.compile("(\\S+)\\s+(?:ASC|DESC)\\s*", Pattern.CASE_INSENSITIVE);

    /**
     * Checks the names (rule {@code IDX-02}) and takes directions off the columns.
     *
     * @throws InvalidRequestException {@code identifier-invalid}, {@code index-columns-empty}, {@code index-column-repeated},
     *     {@code null-argument}
     */
    public IndexSpec {
        Identifiers.check("name", name);
        Identifiers.check("table", table);
        columns = Checks.noNulls("columns", columns).stream()
                .map(IndexSpec::column)
                .toList();
        if (columns.isEmpty()) {
            throw new InvalidRequestException("index-columns-empty", "an index needs a column", Map.of("name", name));
        }
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!seen.add(column)) {
                throw new InvalidRequestException(
                        "index-column-repeated",
                        "an index has a column twice",
                        Details.of("name", name, "column", column));
            }
        }
        Checks.notNull("method", method);
        Checks.notNull("where", where);
        Checks.notNull("opclass", opclass);
        Checks.notNull("storage", storage).forEach((key, value) -> {
            Checks.notNull("storage", key);
            Checks.notNull("storage", value);
        });
        storage = Map.copyOf(storage);
        Checks.notNull("tablespace", tablespace);
    }

    /** An index that is not unique, without wishes. */
    public static IndexSpec of(String name, String table, String... columns) {
        return builder(name, table, columns).build();
    }

    /** Begins an index. */
    public static Builder builder(String name, String table, String... columns) {
        return new Builder(name, table, List.of(columns));
    }

    /**
     * Returns the names of the wishes in this specification: {@code concurrent}, {@code method}, {@code where}, {@code opclass},
     * {@code storage}, {@code tablespace}, in this order.
     */
    public List<String> wishes() {
        return Stream.of(
                        concurrent ? "concurrent" : "",
                        method.isPresent() ? "method" : "",
                        where.isPresent() ? "where" : "",
                        opclass.isPresent() ? "opclass" : "",
                        storage.isEmpty() ? "" : "storage",
                        tablespace.isPresent() ? "tablespace" : "")
                .filter(wish -> !wish.isEmpty())
                .toList();
    }

    private static String column(String given) {
        Matcher direction = DIRECTION.matcher(given);
        return Identifiers.check("columns", direction.matches() ? direction.group(1) : given);
    }

    /** Collects the parts of an index. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final String table;
        private final List<String> columns;
        private boolean unique;
        private boolean concurrent;
        private @Nullable String method;
        private @Nullable String where;
        private @Nullable String opclass;
        private Map<String, String> storage = Map.of();
        private @Nullable String tablespace;

        private Builder(String name, String table, List<String> columns) {
            this.name = name;
            this.table = table;
            this.columns = columns;
        }

        /** Makes the index unique. */
        public Builder unique() {
            this.unique = true;
            return this;
        }

        /** Wishes that writers do not wait for the build. */
        public Builder concurrent() {
            this.concurrent = true;
            return this;
        }

        /** Wishes a kind of index. */
        public Builder method(String method) {
            this.method = method;
            return this;
        }

        /** Wishes that only some rows are in the index. */
        public Builder where(String where) {
            this.where = where;
            return this;
        }

        /** Wishes a way to compare columns. */
        public Builder opclass(String opclass) {
            this.opclass = opclass;
            return this;
        }

        /** Wishes settings of storage. */
        public Builder storage(Map<String, String> storage) {
            this.storage = storage;
            return this;
        }

        /** Wishes a place for the index. */
        public Builder tablespace(String tablespace) {
            this.tablespace = tablespace;
            return this;
        }

        /**
         * Makes the specification.
         *
         * @throws InvalidRequestException {@code identifier-invalid}, {@code index-columns-empty}, {@code index-column-repeated},
         *     {@code null-argument}
         */
        public IndexSpec build() {
            return new IndexSpec(
                    name,
                    table,
                    columns,
                    unique,
                    concurrent,
                    Optional.ofNullable(method),
                    Optional.ofNullable(where),
                    Optional.ofNullable(opclass),
                    storage,
                    Optional.ofNullable(tablespace));
        }
    }
}
