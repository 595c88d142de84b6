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
 * @param parent its foreign key, if any
 * @param indexes its indexes other than the key; they speed up reads, and the initialisation does not wait until they are built
 * @param adoption how it gets its key if another program has created it without one; empty if such a table is rejected
 */
public record Table(
        String name,
        List<Column> columns,
        List<String> key,
        Optional<Parent> parent,
        List<Index> indexes,
        Optional<Adoption> adoption) {
    /** Creates a table that must have its primary key. */
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

    /** Returns a copy of this table that other programs may create without a key. */
    public Table adopted(Adoption how) {
        return new Table(name, columns, key, parent, indexes, Optional.of(how));
    }

    /** Returns the column with this name; empty if there is none. */
    public Optional<Column> column(String wanted) {
        return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
    }

    /** The types of columns. */
    public enum ColumnType {
        /** Text. */
        TEXT("text", "TEXT"),
        /** Text that is compared bytewise: keys and foreign keys. */
        KEY("text", "TEXT"),
        /** A boolean. */
        BOOLEAN("boolean", "BOOLEAN"),
        /** A 32-bit integer. */
        INTEGER("integer", "INTEGER"),
        /** A 64-bit integer. */
        BIGINT("bigint", "BIGINT"),
        /** A 64-bit floating point number. */
        DOUBLE("double precision", "DOUBLE PRECISION"),
        /** A timestamp without time zone, in UTC. */
        WALL("timestamp without time zone", "TIMESTAMP"),
        /** The same time as a timestamp with time zone. Defaults to now(), because other writers of these tables rely on it. */
        ZONED("timestamp with time zone", "TIMESTAMPTZ DEFAULT NOW()"),
        /** A timestamp with time zone in a column that only this library writes; null in the rows of other writers. */
        OWN_ZONED("timestamp with time zone", "TIMESTAMPTZ");

        private static final Pattern VARYING = Pattern.compile("character varying(\\([0-9]+\\))?");

        private final String catalogName;
        private final String ddl;

        ColumnType(String catalogName, String ddl) {
            this.catalogName = catalogName;
            this.ddl = ddl;
        }

        /** Returns whether a column of this catalog type can be used. */
        boolean accepts(String found) {
            // six fractional digits are the default precision; with fewer, values would be rounded
            return found.replace("(6)", "").equals(catalogName)
                    || (catalogName.equals("text") && VARYING.matcher(found).matches());
        }

        /** Returns the SQL name of the type, as in the catalog. */
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
     * @param later whether tables that other programs created may lack it; it is then added
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
     * A foreign key to the primary key of another table.
     *
     * @param column the referencing column
     * @param table the parent table
     * @param tableKey the primary key column of the parent
     */
    public record Parent(String column, String table, String tableKey) {}

    /**
     * How a table that another program created without a primary key gets its key: duplicates are merged, then a unique index is built. The
     * storage does not start before the index is valid.
     *
     * @param index the unique index over the key; any other valid unique index over the same columns is accepted, too
     * @param newestBy the timestamp column that decides which of several duplicates is the newest and is kept
     * @param zoneFirst whether the {@code timestamptz} column, named {@code newestBy} with a {@code Z} appended, takes precedence if it is set
     */
    public record Adoption(Index index, String newestBy, boolean zoneFirst) {}

    /**
     * An index. A unique index is created together with its table. An existing table gets it only if the primary key already makes the
     * columns unique, because rows of other writers may be duplicates.
     *
     * @param name its name in the schema {@code public}; in other schemas the schema's name precedes it
     * @param columns its columns
     * @param unique whether it is unique
     * @param prefixed whether the name is also prefixed in the schema {@code public}
     * @param where the condition of a partial index; empty for none
     */
    public record Index(String name, List<String> columns, boolean unique, boolean prefixed, String where) {
        /** Creates an index that is not unique. */
        Index(String name, List<String> columns) {
            this(name, columns, false);
        }

        /** Creates a partial index that is not unique. */
        Index(String name, List<String> columns, String where) {
            this(name, columns, false, false, where);
        }

        /** Creates an index that may be unique. */
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
