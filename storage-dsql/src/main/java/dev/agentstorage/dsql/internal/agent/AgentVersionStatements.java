package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.dsql.internal.query.Windows;
import dev.agentstorage.dsql.internal.query.Windows.Keyset;
import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The statements on versions. If another writer has used a number twice, listings contain both versions, and a lookup by number
 * returns the newer one. Immutable and thread-safe.
 */
@Singleton
final class AgentVersionStatements {
    /** Selects the latest version: the one with the highest number and, among equal numbers, the newest. */
    static final String LATEST_FIRST = " ORDER BY \"versionNumber\" DESC, \"createdAt\" DESC, id DESC LIMIT 1";

    private final String name;
    private final String select;
    private final String insert;

    @Inject
    AgentVersionStatements(DsqlSettings settings) {
        name = Identifiers.qualified(settings.schema(), AgentVersionColumns.TABLE);
        select = "SELECT " + AgentVersionColumns.ALL.names() + " FROM " + name;
        insert = "INSERT INTO " + name + " (" + AgentVersionColumns.ALL.names() + ") SELECT "
                + AgentVersionColumns.ALL.placeholders() + " WHERE NOT EXISTS (SELECT 1 FROM " + name
                + " WHERE \"agentId\" = ? AND \"versionNumber\" = ?) ON CONFLICT DO NOTHING";
    }

    /** The qualified name of the table. */
    String name() {
        return name;
    }

    Sql get(String id) {
        return Sql.of(select + " WHERE id = ?", id);
    }

    Sql get(String agentId, int number) {
        return Sql.of(select + " WHERE \"agentId\" = ? AND \"versionNumber\" = ?" + LATEST_FIRST, agentId, number);
    }

    Sql latest(String agentId) {
        return Sql.of(select + " WHERE \"agentId\" = ?" + LATEST_FIRST, agentId);
    }

    /** Reads the highest version number of an agent; 0 if it has no versions. */
    Sql highest(String agentId) {
        return Sql.of(
                "SELECT COALESCE(max(\"versionNumber\"), 0) AS highest FROM " + name + " WHERE \"agentId\" = ?",
                agentId);
    }

    /** Stores a version unless its id, or its number within the agent, exists. The number of inserted rows shows whether it was stored. */
    Sql create(AgentVersion version) {
        return Sql.of(insert, AgentVersionColumns.ALL.values(version)).bind(version.agentId(), version.number());
    }

    Sql list(VersionQuery query, Window window) {
        Sql sql = Sql.of(select).where("\"agentId\" = ?", query.agentId());
        if (query.order() == VersionQuery.Order.CREATED_AT) {
            return Windows.append(
                    sql, window, query.direction(), new Keyset("\"createdAt\"", "\"createdAtZ\"", name, List.of("id")));
        }
        boolean ascending = window.direction(query.direction()) == Direction.ASC;
        window.after().ifPresent(after -> compare(sql, ascending ? ">" : "<", after));
        window.until().ifPresent(until -> compare(sql, ascending ? "<=" : ">=", until));
        sql.add(ascending ? " ORDER BY \"versionNumber\", id" : " ORDER BY \"versionNumber\" DESC, id DESC");
        return Windows.limit(sql, window);
    }

    private static void compare(Sql sql, String operator, Position place) {
        sql.where(
                "(\"versionNumber\", id) " + operator + " (?, ?)",
                place.key(),
                place.ids().get(0));
    }

    Sql count(String agentId) {
        return Sql.of("SELECT count(*) AS count FROM " + name + " WHERE \"agentId\" = ?", agentId);
    }

    Sql delete(String id) {
        return Sql.of("DELETE FROM " + name + " WHERE id = ?", id);
    }

    Sql deleteOfAgent(String agentId, int limit) {
        return Sql.of(
                "DELETE FROM " + name + " WHERE id IN (SELECT id FROM " + name + " WHERE \"agentId\" = ? LIMIT ?)",
                agentId,
                limit);
    }

    Sql deleteSome(int limit) {
        return Sql.of("DELETE FROM " + name + " WHERE id IN (SELECT id FROM " + name + " LIMIT ?)", limit);
    }
}
