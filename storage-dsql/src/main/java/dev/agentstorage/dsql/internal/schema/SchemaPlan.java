package dev.agentstorage.dsql.internal.schema;

import static dev.agentstorage.dsql.internal.schema.Identifiers.qualified;
import static dev.agentstorage.dsql.internal.schema.Identifiers.quote;

import dev.agentstorage.dsql.internal.schema.Catalog.FoundColumn;
import dev.agentstorage.dsql.internal.schema.Catalog.FoundIndex;
import dev.agentstorage.dsql.internal.schema.Step.Kind;
import dev.agentstorage.dsql.internal.schema.Table.Column;
import dev.agentstorage.dsql.internal.schema.Table.ColumnType;
import dev.agentstorage.dsql.internal.schema.Table.Index;
import dev.agentstorage.dsql.internal.schema.Table.Parent;
import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.InvalidRequestException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Computes the steps from the existing schema to the required one. Depends only on the catalog and the tables. */
final class SchemaPlan {
    private static final Set<String> BYTE_ORDER = Set.of("C", "POSIX", "ucs_basic", "C.UTF-8", "C.utf8");
    private static final Set<String> SNAPSHOT_OR_MORE = Set.of("repeatable read", "serializable");

    private final Dialect dialect;
    private final String schema;
    private final List<Table> tables;
    private final boolean skipDefaultIndexes;

    SchemaPlan(Dialect dialect, String schema, List<Table> tables, boolean skipDefaultIndexes) {
        this.dialect = dialect;
        this.schema = schema;
        this.tables = tables;
        this.skipDefaultIndexes = skipDefaultIndexes;
    }

    /**
     * Returns the missing DDL, one statement per transaction; empty if the database is current, except for {@link #keyless}
     * tables.
     *
     * @throws InvalidRequestException {@code isolation-too-weak}, or {@code schema-incompatible} with all problems, if the existing tables cannot be
     *     used
     */
    List<Step> steps(Catalog found) {
        refuseUnusable(found);
        List<Step> steps = new ArrayList<>();
        if (!found.schemaExists()) {
            steps.add(new Step(Kind.CREATE_SCHEMA, schema, "CREATE SCHEMA " + quote(schema)));
        }
        for (Table table : tables) {
            Map<String, FoundColumn> columns = found.tables().get(table.name());
            if (columns == null) {
                steps.add(createTable(table));
            } else {
                table.columns().stream()
                        .filter(column -> !columns.containsKey(column.name()))
                        .forEach(column -> steps.add(addColumn(table, column)));
                table.parent()
                        .filter(parent -> !found.hasForeignKey(table.name(), parent.table()))
                        .ifPresent(parent -> steps.add(addForeignKey(table, parent)));
            }
        }
        for (Table table : tables) {
            for (Index index : indexes(table, found)) {
                FoundIndex present = found.indexes().get(index.nameIn(schema));
                if (present != null && present.failed()) {
                    steps.add(dropIndex(present).asOptional());
                }
                if (present == null || present.failed()) {
                    Step create = createIndex(table, index);
                    steps.add(index.unique() ? create : create.asOptional());
                }
            }
        }
        return steps;
    }

    /** Returns the existing tables without a key, which need a unique index instead. */
    List<Table> keyless(Catalog found) {
        return tables.stream()
                .filter(table -> table.adoption().isPresent() && found.tables().containsKey(table.name()))
                .filter(table -> !found.hasKey(table))
                .toList();
    }

    /** Returns the step that creates the index in place of a primary key. */
    Step createKey(Table table) {
        return createIndex(table, table.adoption().orElseThrow().index());
    }

    /** Returns the step that drops the index in place of a primary key; empty unless its build has failed. */
    Optional<Step> dropFailedKey(Table table, Catalog found) {
        String name = table.adoption().orElseThrow().index().nameIn(schema);
        return Optional.ofNullable(found.indexes().get(name))
                .filter(FoundIndex::failed)
                .map(this::dropIndex);
    }

    /** Returns the optional indexes. A unique one is included only for a new table, or if the primary key already makes its columns unique. */
    private List<Index> indexes(Table table, Catalog found) {
        boolean keyed = found.hasPrimaryKey(table);
        return table.indexes().stream()
                .filter(index ->
                        index.unique() ? keyed && index.columns().containsAll(table.key()) : !skipDefaultIndexes)
                .toList();
    }

    private void refuseUnusable(Catalog found) {
        if (!SNAPSHOT_OR_MORE.contains(found.isolation())) {
            throw new InvalidRequestException(
                    "isolation-too-weak",
                    "connections must default to repeatable read: set default_transaction_isolation for them, and for their role"
                            + " when a connection pooler like PgBouncer drops startup options",
                    Map.of("isolation", found.isolation()));
        }
        List<Problem> problems = new ArrayList<>();
        for (Table table : tables) {
            Map<String, FoundColumn> columns = found.tables().get(table.name());
            if (columns != null) {
                table.columns().forEach(column -> check(table, column, columns, problems));
                if (table.adoption().isEmpty() && !found.hasKey(table)) {
                    problems.add(new Problem(table.name(), "has no primary key " + table.key(), null));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidRequestException("schema-incompatible", "existing tables are incompatible", problems);
        }
    }

    private static void check(Table table, Column column, Map<String, FoundColumn> columns, List<Problem> problems) {
        String place = table.name() + "." + column.name();
        FoundColumn found = columns.get(column.name());
        if (found == null) {
            if (!column.later()) {
                problems.add(new Problem(place, "is missing", null));
            }
        } else if (!column.type().accepts(found.type())) {
            problems.add(new Problem(
                    place,
                    "has the type " + found.type() + ", not " + column.type().catalogName(),
                    null));
        } else if (column.type() == ColumnType.KEY
                && table.key().contains(column.name())
                && !BYTE_ORDER.contains(found.collation())) {
            problems.add(new Problem(
                    place,
                    "compares by the collation " + found.collation() + ", not by bytes",
                    "ALTER TABLE ... ALTER COLUMN ... TYPE text COLLATE \"C\""));
        }
    }

    private Step createTable(Table table) {
        String columns = table.columns().stream()
                .map(column ->
                        "  " + quote(column.name()) + " " + type(column) + (column.nullable() ? "" : " NOT NULL"))
                .collect(Collectors.joining(",\n"));
        String parent = table.parent()
                .map(reference -> ",\n  " + foreignKey(table, reference))
                .orElse("");
        String unique = table.indexes().stream()
                .filter(Index::unique)
                .map(index ->
                        ",\n  CONSTRAINT " + quote(index.nameIn(schema)) + " UNIQUE (" + quoted(index.columns()) + ")")
                .collect(Collectors.joining());
        return new Step(
                Kind.CREATE_TABLE,
                table.name(),
                "CREATE TABLE " + qualified(schema, table.name()) + " (\n" + columns + ",\n  PRIMARY KEY ("
                        + quoted(table.key()) + ")" + parent + unique + "\n)");
    }

    private String type(Column column) {
        boolean byBytes = column.type() == ColumnType.KEY && dialect == Dialect.POSTGRESQL;
        return byBytes ? column.type().ddl() + " COLLATE \"C\"" : column.type().ddl();
    }

    /** Adds a column to an existing table, without a default: existing rows must have no value. */
    private Step addColumn(Table table, Column column) {
        String type = column.type() == ColumnType.ZONED
                ? "TIMESTAMPTZ"
                : column.type().ddl();
        return new Step(
                Kind.ADD_COLUMN,
                table.name() + "." + column.name(),
                "ALTER TABLE " + qualified(schema, table.name()) + " ADD COLUMN " + quote(column.name()) + " " + type);
    }

    /** Adds a foreign key without checking existing rows, because an orphaned row of another writer must not prevent the start. */
    private Step addForeignKey(Table table, Parent parent) {
        return new Step(
                Kind.ADD_REFERENCE,
                table.name() + "." + parent.column(),
                "ALTER TABLE " + qualified(schema, table.name()) + " ADD " + foreignKey(table, parent) + " NOT VALID");
    }

    private String foreignKey(Table table, Parent parent) {
        String name = Identifiers.fitted(table.name() + "_" + parent.column() + "_fkey");
        return "CONSTRAINT " + quote(name) + " FOREIGN KEY (" + quote(parent.column()) + ") REFERENCES "
                + qualified(schema, parent.table()) + " (" + quote(parent.tableKey()) + ")";
    }

    private Step dropIndex(FoundIndex index) {
        return new Step(Kind.DROP_INDEX, index.name(), "DROP INDEX IF EXISTS " + qualified(schema, index.name()));
    }

    private Step createIndex(Table table, Index index) {
        return new Step(
                Kind.CREATE_INDEX,
                index.nameIn(schema),
                "CREATE " + (index.unique() ? "UNIQUE " : "") + "INDEX " + (dialect == Dialect.DSQL ? "ASYNC " : "")
                        + quote(index.nameIn(schema)) + " ON " + qualified(schema, table.name())
                        + " (" + quoted(index.columns()) + ")"
                        + (index.where().isEmpty() ? "" : " WHERE " + index.where()));
    }

    private static String quoted(List<String> columns) {
        return columns.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
    }
}
