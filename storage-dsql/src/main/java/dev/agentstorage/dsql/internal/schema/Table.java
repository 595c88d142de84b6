package dev.agentstorage.dsql.internal.schema;

import java.util.List;
import java.util.Optional;

/**
 * A table as it shall be. Immutable.
 *
 * @param name its name
 * @param columns its columns, in order
 * @param key the column of its primary key
 * @param parent the table that a column refers to
 * @param indexes its indexes beyond the key
 */
public record Table(String name, List<Column> columns, String key, Optional<Parent> parent, List<Index> indexes) {
    /** Copies the lists. */
    public Table {
        columns = List.copyOf(columns);
        indexes = List.copyOf(indexes);
    }

    /** The types of columns. */
    public enum Type {
        /** Text. */
        TEXT("text", "TEXT"),
        /** Text that is compared by its bytes: keys and what refers to them. */
        KEY("text", "TEXT"),
        /** Wall clock time of UTC. */
        WALL("timestamp without time zone", "TIMESTAMP"),
        /** The same time with its zone. A default of now() is what other writers of these tables rely on. */
        ZONED("timestamp with time zone", "TIMESTAMPTZ DEFAULT NOW()");

        private final String catalogName;
        private final String ddl;

        Type(String catalogName, String ddl) {
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
    public record Column(String name, Type type, boolean nullable, boolean later) {
        static Column required(String name, Type type) {
            return new Column(name, type, false, false);
        }

        static Column optional(String name, Type type) {
            return new Column(name, type, true, false);
        }

        static Column addedLater(String name, Type type) {
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
     */
    public record Index(String name, List<String> columns) {
        /** Copies the list. */
        public Index {
            columns = List.copyOf(columns);
        }

        /** Returns the name in a schema. */
        public String nameIn(String schema) {
            return Identifiers.fitted(schema.equals("public") ? name : schema + "_" + name);
        }
    }
}
