package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.dsql.internal.query.Columns;
import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.dsql.internal.schema.AgentTables;
import dev.agentstorage.dsql.internal.tx.Row;
import java.sql.SQLException;

/** Maps an agent's thin record to columns and back. Stateless and thread-safe. */
final class AgentRecordColumns {
    static final String TABLE = AgentTables.AGENTS.name();

    static final Columns<AgentDefinition> ALL = Columns.<AgentDefinition>of(AgentTables.AGENTS)
            .column("id", AgentDefinition::id)
            .column("status", agent -> agent.status().value())
            .optional("activeVersionId", AgentDefinition::activeVersionId)
            .optional("authorId", AgentDefinition::authorId)
            .column("metadata", agent -> agent.metadata().text())
            .time("createdAt", AgentDefinition::createdAt)
            .time("updatedAt", AgentDefinition::updatedAt)
            .build();

    private AgentRecordColumns() {}

    /** Returns the agent of a row that has {@link #ALL} columns. */
    static AgentDefinition map(Row row) throws SQLException {
        String id = row.text("id");
        row.identify(TABLE, id);
        return AgentDefinition.builder(id)
                .status(new AgentStatus(row.text("status")))
                .activeVersionId(row.textOrNull("activeVersionId"))
                .authorId(row.textOrNull("authorId"))
                .metadata(JsonColumn.metadata(row.textOrNull("metadata")))
                .createdAt(row.instant("createdAt"))
                .updatedAt(row.instant("updatedAt"))
                .build();
    }
}
