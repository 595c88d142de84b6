package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.dsql.internal.query.MetadataFilter;
import dev.agentstorage.dsql.internal.query.Windows;
import dev.agentstorage.dsql.internal.query.Windows.Keyset;
import dev.agentstorage.dsql.internal.schema.AgentTables;
import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.spi.Window;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/** The statements on agents, and what a row of theirs means. Immutable and thread-safe. */
@Singleton
final class AgentTable {
    /** How many columns a row has for {@link #map}. */
    static final int WIDTH = 9;

    private static final String TABLE = AgentTables.AGENTS.name();
    /** The columns of {@link #map}. */
    static final String COLUMNS = """
            id, status, "activeVersionId", "authorId", metadata, "createdAt", "createdAtZ", "updatedAt", "updatedAtZ\"""";

    private final String name;
    private final String select;
    private final String insert;

    @Inject
    AgentTable(DsqlSettings settings) {
        name = Identifiers.qualified(settings.schema(), TABLE);
        select = "SELECT " + COLUMNS + " FROM " + name;
        insert = "INSERT INTO " + name + " (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO ";
    }

    static AgentDefinition map(Row row) throws SQLException {
        String id = row.text(1);
        row.identify(TABLE, id);
        return AgentDefinition.builder(id)
                .status(new AgentStatus(row.text(2)))
                .activeVersionId(row.textOrNull(3))
                .authorId(row.textOrNull(4))
                .metadata(JsonColumn.metadata(row.textOrNull(5)))
                .createdAt(row.instant(6, 7))
                .updatedAt(row.instant(8, 9))
                .build();
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
     * Writes an agent's row as it is, and tells by the number of rows whether it is there. Others that do so at the same time conflict, on
     * every server: what was read in one transaction after it holds until its end. A lock alone would let a waiting reader go on with what
     * it saw before.
     */
    Sql touch(String id) {
        return Sql.of("UPDATE " + name + " SET status = status WHERE id = ?", id);
    }

    /** Stores an agent unless its id is taken, and tells by the number of rows. */
    Sql create(AgentDefinition agent) {
        return fields(Sql.of(insert, agent.id()), agent).add("NOTHING");
    }

    Sql upsert(AgentDefinition agent) {
        return fields(Sql.of(insert, agent.id()), agent).add("""
                        UPDATE SET status = EXCLUDED.status, "activeVersionId" = EXCLUDED."activeVersionId", \
                        "authorId" = EXCLUDED."authorId", metadata = EXCLUDED.metadata, \
                        "createdAt" = EXCLUDED."createdAt", "createdAtZ" = EXCLUDED."createdAtZ", \
                        "updatedAt" = EXCLUDED."updatedAt", "updatedAtZ" = EXCLUDED."updatedAtZ\"""");
    }

    Sql update(AgentDefinition agent) {
        Sql sql = Sql.of("UPDATE " + name
                + " SET status = ?, \"activeVersionId\" = ?, \"authorId\" = ?, metadata = ?, \"createdAt\" = ?,"
                + " \"createdAtZ\" = ?, \"updatedAt\" = ?, \"updatedAtZ\" = ?");
        return fields(sql, agent).add(" WHERE id = ?", agent.id());
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

    /** Goes on with a listing after its columns. */
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
        return filters(Sql.of("SELECT count(*) FROM " + name), query);
    }

    private static Sql filters(Sql sql, AgentQuery query) {
        query.status().ifPresent(status -> sql.where("status = ?", status.value()));
        query.authorId().ifPresent(author -> sql.where("\"authorId\" = ?", author));
        query.metadata().ifPresent(filter -> MetadataFilter.whereCanonical(sql, "metadata", filter));
        return sql;
    }

    private static Sql fields(Sql sql, AgentDefinition agent) {
        return sql.bind(
                agent.status().value(),
                agent.activeVersionId().orElse(null),
                agent.authorId().orElse(null),
                agent.metadata().text(),
                Times.wall(agent.createdAt()),
                Times.zoned(agent.createdAt()),
                Times.wall(agent.updatedAt()),
                Times.zoned(agent.updatedAt()));
    }
}
