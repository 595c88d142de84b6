package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.dsql.internal.query.Columns.Column;
import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.tx.Row;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The columns of an agent and its version. The version's columns have a prefix, so that unprefixed names in conditions and orders always refer to the
 * agent. Stateless and thread-safe.
 */
final class ResolvedAgentColumns {
    /** The id of the version. */
    static final String VERSION_ID = prefixed("id");

    /** The agent of the version. */
    static final String VERSION_AGENT_ID = prefixed("agentId");

    /** The select list of {@link #map}. */
    static final String NAMES =
            AgentRecordColumns.ALL.names() + ", " + AgentVersionColumns.ALL.join(column -> prefixed(column.name()));

    /** The select list that adds the prefix to the columns of a version. */
    static final String RENAMED = AgentVersionColumns.ALL.join(ResolvedAgentColumns::renamed);

    private static final String PREFIX = "version_";

    private ResolvedAgentColumns() {}

    private static String prefixed(String column) {
        return Identifiers.quote(PREFIX + column);
    }

    private static String renamed(Column<?> column) {
        return column.quoted() + " AS " + prefixed(column.name());
    }

    /** Returns the agent of a row that has {@link #NAMES}, with its version if it has one. */
    static ResolvedAgent map(Row row) throws SQLException {
        Row version = row.part(PREFIX);
        boolean found = version.textOrNull("id") != null;
        return new ResolvedAgent(
                AgentRecordColumns.map(row), found ? Optional.of(AgentVersionColumns.map(version)) : Optional.empty());
    }
}
