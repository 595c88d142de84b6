package dev.agentstorage.dsql.internal.schema;

import dev.agentstorage.dsql.internal.schema.Table.Column;
import dev.agentstorage.dsql.internal.schema.Table.ColumnType;
import dev.agentstorage.dsql.internal.schema.Table.Index;
import java.util.List;
import java.util.Optional;

/**
 * The tables of agents. Names and types are those of Mastra's DSQL store; columns that begin with {@code as_} are our additions.
 *
 * <p>Versions have no foreign key to their agent: Mastra deletes agent and versions in separate statements, which a foreign key could reject.
 * In this backend, adding a version and removing an agent both write the agent's row, so that they conflict with each other.
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
                    // this column and the next one exist only in newer versions of Mastra
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
     * Versions. In tables that this backend creates, the version number is unique per agent. Tables of Mastra may contain duplicates, with which
     * a unique index could not be built.
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
                    // fields without a separate column
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

    /** All tables of this domain. */
    public static final List<Table> ALL = List.of(AGENTS, VERSIONS);

    private AgentTables() {}
}
