package dev.agentstorage.dsql;

/** The table of spans as Mastra's DSQL store makes it, without a key, and rows as it writes them. */
final class MastraSpans {
    private MastraSpans() {}

    static void create(Schema schema) {
        schema.run(
                "CREATE SCHEMA IF NOT EXISTS " + schema,
                "CREATE TABLE " + schema + ".mastra_ai_spans (\"traceId\" TEXT NOT NULL, \"spanId\" TEXT NOT NULL,"
                        + " name TEXT NOT NULL, \"spanType\" TEXT NOT NULL, \"isEvent\" BOOLEAN NOT NULL,"
                        + " \"startedAt\" TIMESTAMP NOT NULL, \"parentSpanId\" TEXT, \"entityType\" TEXT,"
                        + " \"entityId\" TEXT, \"entityName\" TEXT, \"userId\" TEXT, \"organizationId\" TEXT,"
                        + " \"resourceId\" TEXT, \"runId\" TEXT, \"sessionId\" TEXT, \"threadId\" TEXT,"
                        + " \"requestId\" TEXT, environment TEXT, source TEXT, \"serviceName\" TEXT, scope TEXT,"
                        + " metadata TEXT, tags TEXT, attributes TEXT, links TEXT, input TEXT, output TEXT, error TEXT,"
                        + " \"endedAt\" TIMESTAMP, \"createdAt\" TIMESTAMP NOT NULL, \"updatedAt\" TIMESTAMP,"
                        + " \"startedAtZ\" TIMESTAMPTZ DEFAULT NOW(), \"endedAtZ\" TIMESTAMPTZ DEFAULT NOW(),"
                        + " \"createdAtZ\" TIMESTAMPTZ DEFAULT NOW(), \"updatedAtZ\" TIMESTAMPTZ DEFAULT NOW())");
    }

    /** Inserts a root span; values are SQL, and a column that is not named gets its default. */
    static void root(Schema schema, String traceId, String columns, String values) {
        schema.run(
                "INSERT INTO " + schema + ".mastra_ai_spans (\"traceId\", \"spanId\", name, \"spanType\", \"isEvent\""
                        + columns + ") VALUES ('" + traceId + "', 'root', 'agent', 'agent_run', FALSE" + values + ")");
    }
}
