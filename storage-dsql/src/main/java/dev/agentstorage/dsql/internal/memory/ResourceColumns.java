package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.query.Columns;
import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.dsql.internal.schema.MemoryTables;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.memory.Resource;
import java.sql.SQLException;

/** Maps a resource to columns and back. Stateless and thread-safe. */
final class ResourceColumns {
    static final String TABLE = MemoryTables.RESOURCES.name();

    static final Columns<Resource> ALL = Columns.<Resource>of(MemoryTables.RESOURCES)
            .column("id", Resource::id)
            .optional("workingMemory", Resource::workingMemory)
            .column("metadata", resource -> resource.metadata().text())
            .time("createdAt", Resource::createdAt)
            .time("updatedAt", Resource::updatedAt)
            .build();

    private ResourceColumns() {}

    /** Returns the resource of a row that has {@link #ALL} columns. */
    static Resource map(Row row) throws SQLException {
        String id = row.text("id");
        row.identify(TABLE, id);
        return Resource.builder(id)
                .workingMemory(row.textOrNull("workingMemory"))
                .metadata(JsonColumn.metadata(row.textOrNull("metadata")))
                .createdAt(row.instant("createdAt"))
                .updatedAt(row.instant("updatedAt"))
                .build();
    }
}
