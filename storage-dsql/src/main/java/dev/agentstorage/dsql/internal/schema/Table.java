package dev.agentstorage.dsql.internal.schema;

import java.util.List;
import java.util.Optional;

/**
 * A table as it shall be. Immutable.
 *
 * @param name its name
 * @param columns its columns, in order
 * @param key the columns of its primary key
 * @param parent the table that a column refers to
 * @param indexes its indexes beyond the key
 */
public record Table(String name, List<Column> columns, List<String> key, Optional<Parent> parent, List<Index> indexes) {
    /** Copies the lists. */
    public Table {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        indexes = List.copyOf(indexes);
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
        ZONED("timestamp with time zone", "TIMESTAMPTZ DEFAULT NOW()");

        private final String catalogName;
        private final String ddl;

        ColumnType(String catalogName, String ddl) {
            this.catalogName = catalogName;
            this.ddl = ddl;
        }

        /** Returns whether a column of this catalog type will do. */
        boolean accepts(String found) {
            return found.equals(catalogName) || (catalogName.equals("text") && found.equals("character varying"));
        }

        String catalogName() {
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
     * An index.
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
            this(name, columns, false, false, "");
        }

        /** An index over some rows that makes reading them faster. */
        Index(String name, List<String> columns, String where) {
            this(name, columns, false, false, where);
        }

        /** Copies the list. */
        public Index {
            columns = List.copyOf(columns);
        }

        /** Returns the name in a schema. */
        public String nameIn(String schema) {
            return Identifiers.fitted(schema.equals("public") && !prefixed ? name : schema + "_" + name);
        }
    }
}
