package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.query.Columns;
import dev.agentstorage.dsql.internal.query.MetadataFilter;
import dev.agentstorage.dsql.internal.query.Windows;
import dev.agentstorage.dsql.internal.query.Windows.Keyset;
import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.spi.Window;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** The statements on resources. Immutable and thread-safe. */
@Singleton
final class ResourceStatements {
    /** The columns that an update of a stored resource writes. */
    private static final Columns<Resource> CHANGING = ResourceColumns.ALL.without("id");

    private static final String REPLACING = "UPDATE SET " + CHANGING.replacements();

    private final String name;
    private final String select;
    private final String insert;
    private final String update;

    @Inject
    ResourceStatements(DsqlSettings settings) {
        name = Identifiers.qualified(settings.schema(), ResourceColumns.TABLE);
        select = "SELECT " + ResourceColumns.ALL.names() + " FROM " + name;
        insert = "INSERT INTO " + name + " (" + ResourceColumns.ALL.names() + ") VALUES ("
                + ResourceColumns.ALL.placeholders() + ") ON CONFLICT (id) DO ";
        update = "UPDATE " + name + " SET " + CHANGING.assignments();
    }

    Sql get(String id) {
        return Sql.of(select + " WHERE id = ?", id);
    }

    /** Reads a resource and locks its row until the end of the transaction. */
    Sql claim(String id) {
        return Sql.of(select + " WHERE id = ? FOR UPDATE", id);
    }

    Sql create(Resource resource) {
        return Sql.of(insert, ResourceColumns.ALL.values(resource)).add("NOTHING");
    }

    Sql upsert(Resource resource) {
        return Sql.of(insert, ResourceColumns.ALL.values(resource)).add(REPLACING);
    }

    Sql update(Resource resource) {
        return Sql.of(update, CHANGING.values(resource)).add(" WHERE id = ?", resource.id());
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
        return filters(Sql.of("SELECT count(*) AS count FROM " + name), query);
    }

    private static Sql filters(Sql sql, ResourceQuery query) {
        query.metadata().ifPresent(filter -> MetadataFilter.whereCanonical(sql, "metadata", filter));
        return sql;
    }
}
