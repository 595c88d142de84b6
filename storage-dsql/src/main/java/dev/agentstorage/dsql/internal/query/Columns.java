package dev.agentstorage.dsql.internal.query;

import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.schema.Table;
import dev.agentstorage.dsql.internal.schema.Table.ColumnType;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of an entity, in the order of all statements. Each column is declared once, with its value. A
 * column that is not in the table, or is declared twice, is rejected when the list is built. Immutable and thread-safe.
 *
 * @param <E> the entity
 */
public final class Columns<E> {
    private final List<Column<E>> all;
    private final String names;

    /** Returns the value of a column for an entity. */
    @FunctionalInterface
    public interface Value<E> {
        /** Returns a value that {@link Sql} binds, or null. */
        @Nullable
        Object of(E entity);
    }

    /**
     * A column.
     *
     * @param name its name
     * @param type its type in the table
     * @param value returns its value for an entity
     */
    public record Column<E>(String name, ColumnType type, Value<E> value) {
        /** Returns the name in quotes. */
        public String quoted() {
            return Identifiers.quote(name);
        }

        /** Returns a placeholder with a type cast, for use where the server cannot infer the type. */
        public String typedPlaceholder() {
            return "CAST(? AS " + type.catalogName() + ")";
        }
    }

    private Columns(List<Column<E>> columns) {
        all = List.copyOf(columns);
        names = join(Column::quoted);
    }

    /** Returns a builder for columns of a table. */
    public static <E> Builder<E> of(Table table) {
        return new Builder<>(table);
    }

    /** Returns the columns in order. */
    public List<Column<E>> all() {
        return all;
    }

    /** Returns the number of columns. */
    public int size() {
        return all.size();
    }

    /**
     * Returns all columns except these.
     *
     * @throws IllegalArgumentException if there is no column with one of the names
     */
    public Columns<E> without(String... left) {
        Set<String> out = Set.of(left);
        List<Column<E>> rest =
                all.stream().filter(column -> !out.contains(column.name())).toList();
        if (rest.size() + out.size() != all.size()) {
            throw new IllegalArgumentException("not all of these are columns: " + Arrays.toString(left));
        }
        return new Columns<>(rest);
    }

    /** Maps each column to a text, and joins the texts with commas. */
    public String join(Function<Column<E>, String> text) {
        return all.stream().map(text).collect(Collectors.joining(", "));
    }

    /** Returns the quoted names, separated by commas. */
    public String names() {
        return names;
    }

    /** Returns a placeholder for each column, separated by commas. */
    public String placeholders() {
        return join(column -> "?");
    }

    /** Returns the assignments of an upsert, which replace the stored values. */
    public String replacements() {
        return join(column -> column.quoted() + " = EXCLUDED." + column.quoted());
    }

    /** Returns the assignments of an update, each with a placeholder. */
    public String assignments() {
        return join(column -> column.quoted() + " = ?");
    }

    /** Returns the values of the columns for an entity. */
    public @Nullable Object[] values(E entity) {
        @Nullable Object[] values = new @Nullable Object[all.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = all.get(i).value().of(entity);
        }
        return values;
    }

    /** Appends a row of placeholders for each entity and binds its values. */
    public Sql rows(Sql sql, List<E> entities) {
        sql.rows(entities.size(), all.size());
        entities.forEach(entity -> sql.bind(values(entity)));
        return sql;
    }

    /** Builds a list of columns in order. Not thread-safe. */
    public static final class Builder<E> {
        private final Table table;
        private final List<Column<E>> columns = new ArrayList<>();

        private Builder(Table table) {
            this.table = table;
        }

        /**
         * Adds a column.
         *
         * @throws IllegalArgumentException if the table does not have it, or it was added before
         */
        public Builder<E> column(String name, Value<E> value) {
            ColumnType type = table.column(name)
                    .orElseThrow(() -> new IllegalArgumentException(table.name() + " has no column " + name))
                    .type();
            if (columns.stream().anyMatch(column -> column.name().equals(name))) {
                throw new IllegalArgumentException("declared twice: " + name);
            }
            columns.add(new Column<>(name, type, value));
            return this;
        }

        /** Adds a column that is null for an empty value. */
        public Builder<E> optional(String name, Function<E, ? extends Optional<?>> value) {
            return column(name, entity -> value.apply(entity).orElse(null));
        }

        /** Adds the two columns of a time: a {@code timestamp} in UTC and a {@code timestamptz}, whose name has a {@code Z} appended. */
        public Builder<E> time(String name, Function<E, Instant> time) {
            return column(name, entity -> Times.wall(time.apply(entity)))
                    .column(name + "Z", entity -> Times.zoned(time.apply(entity)));
        }

        /** Adds the two columns of an optional time. */
        public Builder<E> optionalTime(String name, Function<E, Optional<Instant>> time) {
            return optional(name, entity -> time.apply(entity).map(Times::wall))
                    .optional(name + "Z", entity -> time.apply(entity).map(Times::zoned));
        }

        /** Builds the list. */
        public Columns<E> build() {
            return new Columns<>(columns);
        }
    }
}
