package dev.agentstorage.dsql;

import dev.agentstorage.dsql.internal.schema.Table;
import dev.agentstorage.dsql.internal.schema.Table.Adoption;
import dev.agentstorage.dsql.internal.schema.Table.Column;
import dev.agentstorage.dsql.internal.schema.Table.ColumnType;
import dev.agentstorage.dsql.internal.schema.Table.Index;
import java.util.List;
import java.util.Optional;

/** A table that others make without a primary key. */
final class KeylessTable {
    private static final Index KEY = new Index("runs_name_id_key", List.of("name", "id"), true, true, "");
    static final Table RUNS = new Table(
                    "runs",
                    List.of(
                            new Column("name", ColumnType.KEY, false, false),
                            new Column("id", ColumnType.KEY, false, false),
                            new Column("body", ColumnType.TEXT, true, false),
                            new Column("updatedAt", ColumnType.WALL, true, false),
                            new Column("updatedAtZ", ColumnType.ZONED, true, false)),
                    List.of("name", "id"),
                    Optional.empty(),
                    List.of())
            .adopted(new Adoption(KEY, "updatedAt", true));

    private KeylessTable() {}

    /** How the other one makes it, with a column of his own. */
    static String ddl(Schema schema) {
        String key = "TEXT " + (schema.server() == Server.POSTGRESQL ? "COLLATE \"C\" " : "") + "NOT NULL";
        return "CREATE TABLE " + schema + ".runs (name " + key + ", id " + key + ", body TEXT, \"updatedAt\" TIMESTAMP,"
                + " \"updatedAtZ\" TIMESTAMPTZ, \"Foreign \"\"Column\" DOUBLE PRECISION, done BOOLEAN)";
    }
}
