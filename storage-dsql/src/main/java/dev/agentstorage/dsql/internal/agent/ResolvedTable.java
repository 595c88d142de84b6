package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.spi.Window;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;

/** The statements that read agents with the version that is chosen for each. Immutable and thread-safe. */
@Singleton
final class ResolvedTable {
    private final AgentTable agents;
    private final String versions;
    private final String select;
    private final String candidates;

    @Inject
    ResolvedTable(AgentTable agents, VersionTable versions) {
        this.agents = agents;
        this.versions = versions.name();
        // no column has the name of one of an agent, so that its conditions and order mean the agent's
        String columns = VersionTable.columns("\"versionId\"", "\"versionCreatedAt\"", "\"versionCreatedAtZ\"");
        String renamed = VersionTable.columns(
                "id AS \"versionId\"",
                "\"createdAt\" AS \"versionCreatedAt\"",
                "\"createdAtZ\" AS \"versionCreatedAtZ\"");
        select = "SELECT " + AgentTable.COLUMNS + ", " + columns + " FROM " + agents.name() + " a";
        candidates = "JOIN (SELECT " + renamed + " FROM " + versions.name() + ") v ON ";
    }

    static ResolvedAgent map(Row row) throws SQLException {
        boolean found = row.textOrNull(AgentTable.WIDTH + 1) != null;
        return new ResolvedAgent(
                AgentTable.map(row), found ? Optional.of(VersionTable.map(row, AgentTable.WIDTH)) : Optional.empty());
    }

    Sql get(String id, Resolution resolution) {
        return Sql.of(select + chosen(resolution)).where("id = ?", id);
    }

    /** The agent with one of its versions, and no row when they do not belong together. */
    Sql get(String id, String versionId) {
        return Sql.of(select + " " + candidates + "\"versionId\" = ? AND \"agentId\" = a.id", versionId)
                .where("id = ?", id);
    }

    Sql list(AgentQuery query, Resolution resolution, Window window) {
        return agents.list(Sql.of(select + chosen(resolution)), query, window);
    }

    /** An active version that is gone, or is another agent's, counts as none. */
    private String chosen(Resolution resolution) {
        String latest =
                "(SELECT id FROM " + versions + " l WHERE l.\"agentId\" = a.id" + VersionTable.LATEST_FIRST + ")";
        String active =
                "(SELECT id FROM " + versions + " c WHERE c.id = a.\"activeVersionId\" AND c.\"agentId\" = a.id)";
        return " LEFT " + candidates + "\"versionId\" = "
                + (resolution == Resolution.LATEST ? latest : "COALESCE(" + active + ", " + latest + ")");
    }
}
