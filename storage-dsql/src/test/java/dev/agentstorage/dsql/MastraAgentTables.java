package dev.agentstorage.dsql;

/** Tables of agents as Mastra's DSQL store makes them: nothing unique but the ids, and no index. */
final class MastraAgentTables {
    private MastraAgentTables() {}

    static void create(Schema schema) {
        schema.run("CREATE SCHEMA " + schema, "CREATE TABLE " + schema + """
                        .mastra_agents (id TEXT NOT NULL PRIMARY KEY, status TEXT NOT NULL, "activeVersionId" TEXT,
                        "authorId" TEXT, metadata TEXT, "createdAt" TIMESTAMP NOT NULL, "updatedAt" TIMESTAMP NOT NULL,
                        "createdAtZ" TIMESTAMPTZ DEFAULT NOW(), "updatedAtZ" TIMESTAMPTZ DEFAULT NOW())""", "CREATE TABLE " + schema + """
                        .mastra_agent_versions (id TEXT NOT NULL PRIMARY KEY, "agentId" TEXT NOT NULL,
                        "versionNumber" INTEGER NOT NULL, name TEXT NOT NULL, description TEXT,
                        instructions TEXT NOT NULL, model TEXT NOT NULL, tools TEXT, "defaultOptions" TEXT,
                        workflows TEXT, agents TEXT, "integrationTools" TEXT, "inputProcessors" TEXT,
                        "outputProcessors" TEXT, memory TEXT, scorers TEXT, "mcpClients" TEXT,
                        "requestContextSchema" TEXT, workspace TEXT, skills TEXT, "skillsFormat" TEXT,
                        "changedFields" TEXT, "changeMessage" TEXT, "createdAt" TIMESTAMP NOT NULL,
                        "createdAtZ" TIMESTAMPTZ DEFAULT NOW())""");
    }
}
