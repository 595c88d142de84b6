package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.spi.Window;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The statements that read agents together with their resolved version. Immutable and thread-safe. */
@Singleton
final class ResolvedAgentStatements {
    private final AgentRecordStatements agents;
    private final String versions;
    private final String select;
    private final String candidates;

    @Inject
    ResolvedAgentStatements(AgentRecordStatements agents, AgentVersionStatements versions) {
        this.agents = agents;
        this.versions = versions.name();
        select = "SELECT " + ResolvedAgentColumns.NAMES + " FROM " + agents.name() + " a";
        candidates = "JOIN (SELECT " + ResolvedAgentColumns.RENAMED + " FROM " + versions.name() + ") v ON "
                + ResolvedAgentColumns.VERSION_ID + " = ";
    }

    Sql get(String id, Resolution resolution) {
        return Sql.of(select + chosen(resolution)).where("id = ?", id);
    }

    /** Reads an agent with one of its versions; no row if the version belongs to another agent. */
    Sql get(String id, String versionId) {
        return Sql.of(
                        select + " " + candidates + "? AND " + ResolvedAgentColumns.VERSION_AGENT_ID + " = a.id",
                        versionId)
                .where("id = ?", id);
    }

    Sql list(AgentQuery query, Resolution resolution, Window window) {
        return agents.list(Sql.of(select + chosen(resolution)), query, window);
    }

    /** The resolved version. An active version that is deleted, or belongs to another agent, is ignored. */
    private String chosen(Resolution resolution) {
        String latest = "(SELECT id FROM " + versions + " l WHERE l.\"agentId\" = a.id"
                + AgentVersionStatements.LATEST_FIRST + ")";
        String active =
                "(SELECT id FROM " + versions + " c WHERE c.id = a.\"activeVersionId\" AND c.\"agentId\" = a.id)";
        return " LEFT " + candidates
                + (resolution == Resolution.LATEST ? latest : "COALESCE(" + active + ", " + latest + ")");
    }
}
