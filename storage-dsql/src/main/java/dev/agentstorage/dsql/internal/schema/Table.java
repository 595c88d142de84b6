package dev.agentstorage.dsql.internal.schema;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The required shape of a table. Immutable.
 *
 * @param name its name
 * @param columns its columns, in order
 * @param key the columns of its primary key
 * @param parent the table that a column refers to
 * @param indexes its indexes beyond the key; reading is faster with them, and nothing waits until they are built
 * @param adoption how it gets its key where others have made it without one; empty when such a table is refused
 */
public record Table(
        String name,
        List<Column> columns,
        List<String> key,
        Optional<Parent> parent,
        List<Index> indexes,
        Optional<Adoption> adoption) {
    /** A table that no other program makes without its key. */
    public Table(String name, List<Column> columns, List<String> key, Optional<Parent> parent, List<Index> indexes) {
        this(name, columns, key, parent, indexes, Optional.empty());
    }

    /** Copies the lists. */
    public Table {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        indexes = List.copyOf(indexes);
        if (adoption.isPresent()
                && (!adoption.get().index().unique()
                        || !adoption.get().index().columns().equals(key))) {
            throw new IllegalArgumentException("the index of an adopted table is unique over its key: " + name);
        }
    }

    /** Returns this table as one that others make without a key. */
    public Table adopted(Adoption how) {
        return new Table(name, columns, key, parent, indexes, Optional.of(how));
    }

    /** Returns the column of that name. */
    public Optional<Column> column(String wanted) {
        return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
    }

    /** The types of columns. */
    public enum ColumnType {
        /** Text. */
        TEXT("text", "TEXT"),
        /** Text that is compared by its bytes: keys and what refers to them. */
        KEY("text", "TEXT"),
        /** A truth value. */
        BOOLEAN("boolean", "BOOLEAN"),
        /** A whole number of 32 bits. */
        INTEGER("integer", "INTEGER"),
        /** A whole number of 64 bits. */
        BIGINT("bigint", "BIGINT"),
        /** A floating point number of 64 bits. */
        DOUBLE("double precision", "DOUBLE PRECISION"),
        /** Wall clock time of UTC. */
        WALL("timestamp without time zone", "TIMESTAMP"),
        /** The same time with its zone. A default of now() is what other writers of these tables rely on. */
        ZONED("timestamp with time zone", "TIMESTAMPTZ DEFAULT NOW()"),
        /** The same in a column of ours, which is null in the rows of other writers. */
        OWN_ZONED("timestamp with time zone", "TIMESTAMPTZ");

        private static final Pattern VARYING = Pattern.compile("character varying(\\([0-9]+\\))?");

        private final String catalogName;
        private final String ddl;

        ColumnType(String catalogName, String ddl) {
            this.catalogName = catalogName;
            this.ddl = ddl;
        }

        /** Returns whether a column of this catalog type will do. */
        boolean accepts(String found) {
            // six digits of a second are what a time has anyway; with fewer it would not be returned unchanged
            return found.replace("(6)", "").equals(catalogName)
                    || (catalogName.equals("text") && VARYING.matcher(found).matches());
        }

        /** Returns the name of the type in SQL, as the catalog says it. */
        public String catalogName() {
            return catalogName;
        }

        String ddl() {
            return ddl;
        }
    }

    /**
     * A column.
     *
     * @param name its name
     * @param type its type
     * @param nullable whether it may be null
     * @param later whether tables made by others may lack it, so that it is added to them
     */
    public record Column(String name, ColumnType type, boolean nullable, boolean later) {
        static Column required(String name, ColumnType type) {
            return new Column(name, type, false, false);
        }

        static Column optional(String name, ColumnType type) {
            return new Column(name, type, true, false);
        }

        static Column addedLater(String name, ColumnType type) {
            return new Column(name, type, true, true);
        }
    }

    /**
     * A reference to the primary key of another table, which keeps a row from losing its parent.
     *
     * @param column the referring column
     * @param table the parent
     * @param tableKey the parent's key
     */
    public record Parent(String column, String table, String tableKey) {}

    /**
     * How a table that others made without a primary key gets its key: duplicates are merged, then a unique index is built, and nothing
     * begins before it is valid.
     *
     * @param index the unique index over the key; any other valid unique index over the same columns will do
     * @param newestBy the column of wall clock time by which the newest of equal rows is the one that stays
     * @param zoneFirst whether the column of the same time with its zone, {@code newestBy} and a {@code Z}, counts where it is set
     */
    public record Adoption(Index index, String newestBy, boolean zoneFirst) {}

    /**
     * An index. One that is unique is made together with its table. An existing table gets it only where the primary key keeps rows
     * unique in its columns anyway: rows of others may be equal.
     *
     * @param name its name in the schema {@code public}; elsewhere the schema's name precedes it
     * @param columns its columns
     * @param unique whether no two rows may be equal in them
     * @param prefixed whether {@code public} precedes the name as well
     * @param where the condition of the rows that are in it; empty for all
     */
    public record Index(String name, List<String> columns, boolean unique, boolean prefixed, String where) {
        /** An index that makes reading faster. */
        Index(String name, List<String> columns) {
            this(name, columns, false);
        }

        /** An index over some rows that makes reading them faster. */
        Index(String name, List<String> columns, String where) {
            this(name, columns, false, false, where);
        }

        /** An index that keeps rows unique or not. */
        Index(String name, List<String> columns, boolean unique) {
            this(name, columns, unique, false, "");
        }

        /** Copies the list. */
        public Index {
            columns = List.copyOf(columns);
        }

        /** Returns the name in a schema. */
        public String nameIn(String schema) {
            return prefixed ? Identifiers.fitted(schema + "_" + name) : Identifiers.indexName(schema, name);
        }
    }
}
