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
 * The definition of an index. Name, table, columns and uniqueness mean the same in every backend. All other fields are options: a backend
 * that does not support one ignores it and reports it in {@link IndexCreation#ignored()}; see {@link #options()}.
 *
 * @param name the name, unique in the storage
 * @param table the table
 * @param columns the columns in their order, at least one, each once; a trailing {@code ASC} or {@code DESC} is removed, because these
 *     backends read an index in both directions
 * @param unique whether rows must differ in at least one of the columns; never ignored: it is enforced, or the index is rejected
 * @param concurrent whether the build must not block writers
 * @param method the kind of index, such as {@code btree}
 * @param where the condition of a partial index, in the syntax of the backend
 * @param opclass the operator class, in the syntax of the backend
 * @param storage storage parameters, such as {@code fillfactor}
 * @param tablespace the tablespace
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
     * Checks the names (rule {@code IDX-02}) and removes directions from the columns.
     *
     * @param name the name, unique in the storage
     * @param table the table
     * @param columns the columns in their order, at least one, each once
     * @param unique whether no two rows may be equal in all columns
     * @param concurrent whether writers must not wait for the build
     * @param method the kind of index, such as {@code btree}
     * @param where which rows are in the index, in the backend's language
     * @param opclass how columns are compared, in the backend's language
     * @param storage settings of storage, such as {@code fillfactor}
     * @param tablespace where the index is kept
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

    /**
     * Returns a builder for an index, not unique and without options; the table and the columns are required.
     *
     * @param name the name of the index
     * @return a new builder
     */
    public static Builder builder(String name) {
        return new Builder().name(name);
    }

    /**
     * Returns a builder with the values of this specification.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder copy = new Builder();
        copy.name = name;
        copy.table = table;
        copy.columns = columns;
        copy.unique = unique;
        copy.concurrent = concurrent;
        copy.method = method.orElse(null);
        copy.where = where.orElse(null);
        copy.opclass = opclass.orElse(null);
        copy.storage = storage;
        copy.tablespace = tablespace.orElse(null);
        return copy;
    }

    /**
     * {@return the names of the options in this specification: {@code concurrent}, {@code method}, {@code where}, {@code opclass},
     * {@code storage}, {@code tablespace}, in this order}
     */
    public List<String> options() {
        return Stream.of(
                        concurrent ? "concurrent" : "",
                        method.isPresent() ? "method" : "",
                        where.isPresent() ? "where" : "",
                        opclass.isPresent() ? "opclass" : "",
                        storage.isEmpty() ? "" : "storage",
                        tablespace.isPresent() ? "tablespace" : "")
                .filter(option -> !option.isEmpty())
                .toList();
    }

    private static String column(String given) {
        Matcher direction = DIRECTION.matcher(given);
        return Identifiers.check("columns", direction.matches() ? direction.group(1) : given);
    }

    /** Collects the parts of an index. Not thread-safe. */
    public static final class Builder {
        private @Nullable String name;
        private @Nullable String table;
        private List<String> columns = List.of();
        private boolean unique;
        private boolean concurrent;
        private @Nullable String method;
        private @Nullable String where;
        private @Nullable String opclass;
        private Map<String, String> storage = Map.of();
        private @Nullable String tablespace;

        private Builder() {}

        /**
         * Sets the name.
         *
         * @param name the name, unique in the storage
         * @return this builder
         */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /**
         * Sets the table.
         *
         * @param table the table
         * @return this builder
         */
        public Builder table(String table) {
            this.table = table;
            return this;
        }

        /**
         * Sets the columns in their order, replacing earlier ones.
         *
         * @param columns the columns in their order, at least one, each once
         * @return this builder
         */
        public Builder columns(String... columns) {
            this.columns = List.of(columns);
            return this;
        }

        /**
         * Sets whether the index is unique. Default: {@code false}.
         *
         * @param unique whether no two rows may be equal in all columns
         * @return this builder
         */
        public Builder unique(boolean unique) {
            this.unique = unique;
            return this;
        }

        /**
         * Sets whether the build must not block writers. Default: not set.
         *
         * @param concurrent whether writers must not wait for the build
         * @return this builder
         */
        public Builder concurrent(boolean concurrent) {
            this.concurrent = concurrent;
            return this;
        }

        /**
         * Sets the kind of index.
         *
         * @param method the kind of index, such as {@code btree}
         * @return this builder
         */
        public Builder method(String method) {
            this.method = method;
            return this;
        }

        /**
         * Sets the condition of a partial index.
         *
         * @param where which rows are in the index, in the backend's language
         * @return this builder
         */
        public Builder where(String where) {
            this.where = where;
            return this;
        }

        /**
         * Sets the operator class.
         *
         * @param opclass how columns are compared, in the backend's language
         * @return this builder
         */
        public Builder opclass(String opclass) {
            this.opclass = opclass;
            return this;
        }

        /**
         * Sets storage parameters.
         *
         * @param storage settings of storage, such as {@code fillfactor}
         * @return this builder
         */
        public Builder storage(Map<String, String> storage) {
            this.storage = storage;
            return this;
        }

        /**
         * Sets the tablespace.
         *
         * @param tablespace where the index is kept
         * @return this builder
         */
        public Builder tablespace(String tablespace) {
            this.tablespace = tablespace;
            return this;
        }

        /**
         * Builds the specification.
         *
         * @return the specification
         * @throws InvalidRequestException {@code identifier-invalid}, {@code index-columns-empty}, {@code index-column-repeated},
         *     {@code null-argument}
         */
        public IndexSpec build() {
            return new IndexSpec(
                    Checks.notNull("name", name),
                    Checks.notNull("table", table),
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
