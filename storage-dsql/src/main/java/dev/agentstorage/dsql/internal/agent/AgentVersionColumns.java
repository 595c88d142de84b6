package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.dsql.internal.query.Columns;
import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.dsql.internal.schema.AgentTables;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.value.Json;
import java.sql.SQLException;

/** Maps an agent version to columns and back. Stateless and thread-safe. */
final class AgentVersionColumns {
    static final String TABLE = AgentTables.VERSIONS.name();

    static final Columns<AgentVersion> ALL = ConfigColumns.addTo(Columns.<AgentVersion>of(AgentTables.VERSIONS)
                    .column("id", AgentVersion::id)
                    .time("createdAt", AgentVersion::createdAt)
                    .column("agentId", AgentVersion::agentId)
                    .column("versionNumber", AgentVersion::number)
                    .column(
                            "changedFields",
                            version -> Json.of(version.changedFields()).text())
                    .optional("changeMessage", AgentVersion::changeMessage))
            .build();

    private AgentVersionColumns() {}

    /**
     * Returns the version of a row that has {@link #ALL} columns.
     *
     * @throws dev.agentstorage.error.CorruptDataException {@code json-unreadable}, {@code column-null}, {@code row-invalid}
     */
    static AgentVersion map(Row row) throws SQLException {
        String id = row.text("id");
        row.identify(TABLE, id);
        return AgentVersion.builder(row.text("agentId"), ConfigColumns.read(row, id))
                .id(id)
                .number(Math.toIntExact(row.number("versionNumber")))
                .changedFields(JsonColumn.texts(row.textOrNull("changedFields")))
                .changeMessage(row.textOrNull("changeMessage"))
                .createdAt(row.instant("createdAt"))
                .build();
    }
}
