package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.dsql.internal.query.MetadataFilter;
import dev.agentstorage.dsql.internal.query.Windows;
import dev.agentstorage.dsql.internal.query.Windows.Keyset;
import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.schema.MemoryTables;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.spi.Window;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/** The statements on resources, and what a row of theirs means. Immutable and thread-safe. */
@Singleton
final class ResourceTable {
    private static final String TABLE = MemoryTables.RESOURCES.name();
    private static final String COLUMNS =
            "id, \"workingMemory\", metadata, \"createdAt\", \"createdAtZ\", \"updatedAt\", \"updatedAtZ\"";

    private final String name;
    private final String select;
    private final String insert;

    @Inject
    ResourceTable(DsqlSettings settings) {
        name = Identifiers.qualified(settings.schema(), TABLE);
        select = "SELECT " + COLUMNS + " FROM " + name;
        insert = "INSERT INTO " + name + " (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO ";
    }

    static Resource map(Row row) throws SQLException {
        String id = row.text(1);
        row.identify(TABLE, id);
        return Resource.builder(id)
                .workingMemory(row.textOrNull(2))
                .metadata(JsonColumn.metadata(row.textOrNull(3)))
                .createdAt(row.instant(4, 5))
                .updatedAt(row.instant(6, 7))
                .build();
    }

    Sql get(String id) {
        return Sql.of(select + " WHERE id = ?", id);
    }

    /** Reads a resource and claims it until the end of the transaction. */
    Sql claim(String id) {
        return Sql.of(select + " WHERE id = ? FOR UPDATE", id);
    }

    Sql create(Resource resource) {
        return fields(Sql.of(insert, resource.id()), resource).add("NOTHING");
    }

    Sql upsert(Resource resource) {
        return fields(Sql.of(insert, resource.id()), resource).add("""
                        UPDATE SET "workingMemory" = EXCLUDED."workingMemory", metadata = EXCLUDED.metadata, \
                        "createdAt" = EXCLUDED."createdAt", "createdAtZ" = EXCLUDED."createdAtZ", \
                        "updatedAt" = EXCLUDED."updatedAt", "updatedAtZ" = EXCLUDED."updatedAtZ\"""");
    }

    Sql update(Resource resource) {
        Sql sql = Sql.of("UPDATE " + name
                + " SET \"workingMemory\" = ?, metadata = ?, \"createdAt\" = ?, \"createdAtZ\" = ?,"
                + " \"updatedAt\" = ?, \"updatedAtZ\" = ?");
        return fields(sql, resource).add(" WHERE id = ?", resource.id());
    }

    Sql delete(String id) {
        return Sql.of("DELETE FROM " + name + " WHERE id = ?", id);
    }

    Sql deleteSome(int limit) {
        return Sql.of("DELETE FROM " + name + " WHERE id IN (SELECT id FROM " + name + " LIMIT ?)", limit);
    }

    Sql list(ResourceQuery query, Window window) {
        return Windows.append(
                filters(Sql.of(select), query),
                window,
                query.direction(),
                new Keyset("\"createdAt\"", "\"createdAtZ\"", name, List.of("id")));
    }

    Sql count(ResourceQuery query) {
        return filters(Sql.of("SELECT count(*) FROM " + name), query);
    }

    private static Sql filters(Sql sql, ResourceQuery query) {
        query.metadata().ifPresent(filter -> MetadataFilter.whereCanonical(sql, "metadata", filter));
        return sql;
    }

    private static Sql fields(Sql sql, Resource resource) {
        return sql.bind(
                resource.workingMemory().orElse(null),
                resource.metadata().text(),
                Times.wall(resource.createdAt()),
                Times.zoned(resource.createdAt()),
                Times.wall(resource.updatedAt()),
                Times.zoned(resource.updatedAt()));
    }
}
