package dev.agentstorage.dsql.internal.schema;

import dev.agentstorage.dsql.internal.schema.Table.Column;
import dev.agentstorage.dsql.internal.schema.Table.ColumnType;
import dev.agentstorage.dsql.internal.schema.Table.Index;
import java.util.List;
import java.util.Optional;

/**
 * The tables of agents. Names and types are those of Mastra's DSQL store; columns that begin with {@code as_} are ours.
 *
 * <p>Versions have no reference to their agent: Mastra removes the two in separate statements, which a reference could refuse. Here
 * whatever adds a version or removes an agent writes the agent's row, so that the two cannot pass each other.
 */
public final class AgentTables {
    /** Agents without their configuration. */
    public static final Table AGENTS = new Table(
            "mastra_agents",
            List.of(
                    Column.required("id", ColumnType.KEY),
                    Column.required("status", ColumnType.TEXT),
                    Column.optional("activeVersionId", ColumnType.KEY),
                    Column.optional("authorId", ColumnType.KEY),
                    // this one and the next one are of newer versions of Mastra
                    Column.addedLater("visibility", ColumnType.TEXT),
                    Column.addedLater("favoriteCount", ColumnType.INTEGER),
                    Column.optional("metadata", ColumnType.TEXT),
                    Column.required("createdAt", ColumnType.WALL),
                    Column.required("updatedAt", ColumnType.WALL),
                    Column.optional("createdAtZ", ColumnType.ZONED),
                    Column.optional("updatedAtZ", ColumnType.ZONED)),
            List.of("id"),
            Optional.empty(),
            List.of(
                    new Index("mastra_agents_createdat_id_idx", List.of("createdAt", "id")),
                    new Index("mastra_agents_updatedat_id_idx", List.of("updatedAt", "id")),
                    new Index("mastra_agents_authorid_createdat_id_idx", List.of("authorId", "createdAt", "id"))));

    /**
     * Versions. In tables of ours no two of an agent have the same number; in those of Mastra there may be some already, which the
     * uniqueness would keep from being used.
     */
    public static final Table VERSIONS = new Table(
            "mastra_agent_versions",
            List.of(
                    Column.required("id", ColumnType.KEY),
                    Column.required("agentId", ColumnType.KEY),
                    Column.required("versionNumber", ColumnType.INTEGER),
                    Column.required("name", ColumnType.TEXT),
                    Column.optional("description", ColumnType.TEXT),
                    Column.required("instructions", ColumnType.TEXT),
                    Column.required("model", ColumnType.TEXT),
                    Column.optional("tools", ColumnType.TEXT),
                    Column.optional("defaultOptions", ColumnType.TEXT),
                    Column.optional("workflows", ColumnType.TEXT),
                    Column.optional("agents", ColumnType.TEXT),
                    Column.optional("integrationTools", ColumnType.TEXT),
                    Column.addedLater("toolProviders", ColumnType.TEXT),
                    Column.optional("inputProcessors", ColumnType.TEXT),
                    Column.optional("outputProcessors", ColumnType.TEXT),
                    Column.optional("memory", ColumnType.TEXT),
                    Column.optional("scorers", ColumnType.TEXT),
                    Column.addedLater("mcpClients", ColumnType.TEXT),
                    Column.addedLater("requestContextSchema", ColumnType.TEXT),
                    Column.addedLater("workspace", ColumnType.TEXT),
                    Column.addedLater("skills", ColumnType.TEXT),
                    Column.addedLater("skillsFormat", ColumnType.TEXT),
                    Column.addedLater("durable", ColumnType.TEXT),
                    Column.addedLater("browser", ColumnType.TEXT),
                    Column.optional("changedFields", ColumnType.TEXT),
                    Column.optional("changeMessage", ColumnType.TEXT),
                    Column.required("createdAt", ColumnType.WALL),
                    Column.optional("createdAtZ", ColumnType.ZONED),
                    // fields that have no column
                    Column.addedLater("as_config", ColumnType.TEXT),
                    // distinguishes text that looks like JSON from JSON
                    Column.addedLater("as_instructionsKind", ColumnType.TEXT)),
            List.of("id"),
            Optional.empty(),
            List.of(
                    new Index(
                            "mastra_agent_versions_agentid_versionnumber_key",
                            List.of("agentId", "versionNumber"),
                            true),
                    new Index(
                            "mastra_agent_versions_agentid_versionnumber_id_idx",
                            List.of("agentId", "versionNumber", "id")),
                    new Index(
                            "mastra_agent_versions_agentid_createdat_id_idx", List.of("agentId", "createdAt", "id"))));

    /** All of them. */
    public static final List<Table> ALL = List.of(AGENTS, VERSIONS);

    private AgentTables() {}
}
