package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.dsql.internal.query.Windows;
import dev.agentstorage.dsql.internal.query.Windows.Keyset;
import dev.agentstorage.dsql.internal.schema.AgentTables;
import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements on versions, and what a row of theirs means. Where another writer gave a number twice, both versions are listed, and the
 * newer one is the one of that number. Immutable and thread-safe.
 */
@Singleton
final class VersionTable {
    /** The highest number first, of equal ones the newest: the first is the latest version. */
    static final String LATEST_FIRST = " ORDER BY \"versionNumber\" DESC, \"createdAt\" DESC, id DESC LIMIT 1";

    private static final String TABLE = AgentTables.VERSIONS.name();
    private static final List<String> OTHERS = others();
    private static final int CONFIG = 8;

    private final String name;
    private final String select;
    private final String insert;

    @Inject
    VersionTable(DsqlSettings settings) {
        name = Identifiers.qualified(settings.schema(), TABLE);
        String columns = columns("id", "\"createdAt\"", "\"createdAtZ\"");
        select = "SELECT " + columns + " FROM " + name;
        String values = "?" + ", ?".repeat(OTHERS.size() + 2);
        insert = "INSERT INTO " + name + " (" + columns + ") SELECT " + values + " WHERE NOT EXISTS (SELECT 1 FROM "
                + name + " WHERE \"agentId\" = ? AND \"versionNumber\" = ?) ON CONFLICT DO NOTHING";
    }

    private static List<String> others() {
        List<String> names = new ArrayList<>(List.of("agentId", "versionNumber", "changedFields", "changeMessage"));
        names.addAll(ConfigColumns.NAMES);
        return List.copyOf(names);
    }

    /** Returns the columns of {@link #map}, of which an agent has three as well, under names of the caller's. */
    static String columns(String id, String createdAt, String createdAtZ) {
        return Stream.concat(
                        Stream.of(id, createdAt, createdAtZ), OTHERS.stream().map(Identifiers::quote))
                .collect(Collectors.joining(", "));
    }

    /** The qualified name of the table. */
    String name() {
        return name;
    }

    static AgentVersion map(Row row) throws SQLException {
        return map(row, 0);
    }

    /** Returns the version of a row whose columns come after so many others. */
    static AgentVersion map(Row row, int before) throws SQLException {
        String id = row.text(before + 1);
        row.identify(TABLE, id);
        return AgentVersion.builder(row.text(before + 4), ConfigColumns.read(row, before + CONFIG, TABLE, id))
                .id(id)
                .number(Math.toIntExact(row.number(before + 5)))
                .changedFields(JsonColumn.texts(row.textOrNull(before + 6)))
                .changeMessage(row.textOrNull(before + 7))
                .createdAt(row.instant(before + 2, before + 3))
                .build();
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

    /** Returns the highest number of an agent's versions, 0 when it has none. */
    Sql highest(String agentId) {
        return Sql.of("SELECT COALESCE(max(\"versionNumber\"), 0) FROM " + name + " WHERE \"agentId\" = ?", agentId);
    }

    /** Stores a version unless its id, or its number within its agent, is taken; tells by the number of rows. */
    Sql create(AgentVersion version) {
        Sql sql = Sql.of(
                insert,
                version.id(),
                Times.wall(version.createdAt()),
                Times.zoned(version.createdAt()),
                version.agentId(),
                version.number(),
                Json.of(version.changedFields()).text(),
                version.changeMessage().orElse(null));
        ConfigColumns.write(version.config()).forEach(sql::bind);
        return sql.bind(version.agentId(), version.number());
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
        return Sql.of("SELECT count(*) FROM " + name + " WHERE \"agentId\" = ?", agentId);
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
