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
    /** All but the id. */
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

    /** Reads an agent and claims it until the end of the transaction: only one of two that claim it can commit a change. */
    Sql claim(String id) {
        return Sql.of(select + " WHERE id = ? FOR UPDATE", id);
    }

    /**
     * Writes an agent's row unchanged; the number of rows shows whether it exists. Others that do so at the same time conflict, on
     * every server: what was read in one transaction after it holds until its end. A lock alone would let a waiting reader continue with what
     * it saw before.
     */
    Sql touch(String id) {
        return Sql.of("UPDATE " + name + " SET status = status WHERE id = ?", id);
    }

    /** Stores an agent unless its id is taken, as the number of rows shows. */
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

    /** Continues with a listing after its columns. */
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
