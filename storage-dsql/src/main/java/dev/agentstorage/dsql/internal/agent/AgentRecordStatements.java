package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.dsql.internal.query.Columns;
import dev.agentstorage.dsql.internal.query.MetadataFilter;
import dev.agentstorage.dsql.internal.query.Windows;
import dev.agentstorage.dsql.internal.query.Windows.Keyset;
import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.spi.Window;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** The statements on agents' thin records. Immutable and thread-safe. */
@Singleton
final class AgentRecordStatements {
    /** All columns except the id. */
    private static final Columns<AgentDefinition> CHANGED = AgentRecordColumns.ALL.without("id");

    private final String name;
    private final String select;
    private final String insert;
    private final String upsert;
    private final String update;

    @Inject
    AgentRecordStatements(DsqlSettings settings) {
        name = Identifiers.qualified(settings.schema(), AgentRecordColumns.TABLE);
        select = "SELECT " + AgentRecordColumns.ALL.names() + " FROM " + name;
        insert = "INSERT INTO " + name + " (" + AgentRecordColumns.ALL.names() + ") VALUES ("
                + AgentRecordColumns.ALL.placeholders() + ") ON CONFLICT (id) DO ";
        upsert = insert + "UPDATE SET " + CHANGED.replacements();
        update = "UPDATE " + name + " SET " + CHANGED.assignments() + " WHERE id = ?";
    }

    /** The qualified name of the table. */
    String name() {
        return name;
    }

    Sql get(String id) {
        return Sql.of(select + " WHERE id = ?", id);
    }

    /** Reads an agent and locks its row until the end of the transaction: only one of two concurrent transactions can commit a change. */
    Sql claim(String id) {
        return Sql.of(select + " WHERE id = ? FOR UPDATE", id);
    }

    /**
     * Updates an agent's row without changing it; the number of updated rows shows whether it exists. Concurrent transactions that do the same
     * conflict, on every server, so that later reads of the transaction stay valid until its end. With a lock alone, a transaction that has waited
     * for it would continue with its old snapshot.
     */
    Sql touch(String id) {
        return Sql.of("UPDATE " + name + " SET status = status WHERE id = ?", id);
    }

    /** Stores an agent unless its id exists. The number of inserted rows shows whether it was stored. */
    Sql create(AgentDefinition agent) {
        return Sql.of(insert, AgentRecordColumns.ALL.values(agent)).add("NOTHING");
    }

    Sql upsert(AgentDefinition agent) {
        return Sql.of(upsert, AgentRecordColumns.ALL.values(agent));
    }

    Sql update(AgentDefinition agent) {
        return Sql.of(update, CHANGED.values(agent)).bind(agent.id());
    }

    Sql delete(String id) {
        return Sql.of("DELETE FROM " + name + " WHERE id = ?", id);
    }

    Sql deleteSome(int limit) {
        return Sql.of("DELETE FROM " + name + " WHERE id IN (SELECT id FROM " + name + " LIMIT ?)", limit);
    }

    Sql list(AgentQuery query, Window window) {
        return list(Sql.of(select), query, window);
    }

    /** Appends a listing, after its columns. */
    Sql list(Sql sql, AgentQuery query, Window window) {
        boolean created = query.order() == AgentQuery.Order.CREATED_AT;
        Keyset keyset = new Keyset(
                created ? "\"createdAt\"" : "\"updatedAt\"",
                created ? "\"createdAtZ\"" : "\"updatedAtZ\"",
                name,
                List.of("id"));
        return Windows.append(filters(sql, query), window, query.direction(), keyset);
    }

    Sql count(AgentQuery query) {
        return filters(Sql.of("SELECT count(*) AS count FROM " + name), query);
    }

    private static Sql filters(Sql sql, AgentQuery query) {
        query.status().ifPresent(status -> sql.where("status = ?", status.value()));
        query.authorId().ifPresent(author -> sql.where("\"authorId\" = ?", author));
        query.metadata().ifPresent(filter -> MetadataFilter.whereCanonical(sql, "metadata", filter));
        return sql;
    }
}
