package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;

/** The statements that read agents with the version that is chosen for each. Immutable and thread-safe. */
@Singleton
final class ResolvedTable {
    private static final String SELECT = "SELECT a.*, " + VersionTable.columns("v.") + " FROM (";

    private final AgentTable agents;
    private final String versions;

    @Inject
    ResolvedTable(AgentTable agents, VersionTable versions) {
        this.agents = agents;
        this.versions = versions.name();
    }

    static ResolvedAgent map(Row row) throws SQLException {
        boolean found = row.textOrNull(AgentTable.WIDTH + 1) != null;
        return new ResolvedAgent(
                AgentTable.map(row), found ? Optional.of(VersionTable.map(row, AgentTable.WIDTH)) : Optional.empty());
    }

    Sql get(String id, Resolution resolution) {
        return agents.select(Sql.of(SELECT)).where("id = ?", id).add(") a" + chosen(resolution));
    }

    /** The agent with one of its versions, and no row when they do not belong together. */
    Sql get(String id, String versionId) {
        return agents.select(Sql.of(SELECT))
                .where("id = ?", id)
                .add(") a JOIN " + versions + " v ON v.id = ? AND v.\"agentId\" = a.id", versionId);
    }

    Sql list(AgentQuery query, Resolution resolution, Window window) {
        String direction = query.direction() == Direction.ASC ? "" : " DESC";
        String order = query.order() == AgentQuery.Order.CREATED_AT ? "a.\"createdAt\"" : "a.\"updatedAt\"";
        return agents.list(agents.select(Sql.of(SELECT)), query, window)
                .add(") a" + chosen(resolution) + " ORDER BY " + order + direction + ", a.id" + direction);
    }

    /** An active version that is gone, or is another agent's, counts as none. */
    private String chosen(Resolution resolution) {
        String latest =
                "(SELECT id FROM " + versions + " l WHERE l.\"agentId\" = a.id" + VersionTable.LATEST_FIRST + ")";
        String active =
                "(SELECT id FROM " + versions + " c WHERE c.id = a.\"activeVersionId\" AND c.\"agentId\" = a.id)";
        return " LEFT JOIN " + versions + " v ON v.id = "
                + (resolution == Resolution.LATEST ? latest : "COALESCE(" + active + ", " + latest + ")");
    }
}
