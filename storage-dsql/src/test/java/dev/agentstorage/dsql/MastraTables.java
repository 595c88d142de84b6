package dev.agentstorage.dsql;

/** Tables as Mastra's DSQL store of an early version makes them: no archiving, no reference, no index of ours. */
final class MastraTables {
    private MastraTables() {}

    static void create(Schema schema, String collation) {
        String key = "TEXT " + collation + " NOT NULL PRIMARY KEY";
        schema.run(
                "CREATE SCHEMA " + schema,
                "CREATE TABLE " + schema + ".mastra_threads (id " + key + ", \"resourceId\" TEXT NOT NULL,"
                        + " title TEXT NOT NULL, metadata TEXT, \"createdAt\" TIMESTAMP NOT NULL,"
                        + " \"updatedAt\" TIMESTAMP NOT NULL, \"createdAtZ\" TIMESTAMPTZ DEFAULT NOW(),"
                        + " \"updatedAtZ\" TIMESTAMPTZ DEFAULT NOW())",
                "CREATE TABLE " + schema + ".mastra_messages (id " + key + ", thread_id TEXT NOT NULL,"
                        + " content TEXT NOT NULL, role TEXT NOT NULL, type TEXT NOT NULL,"
                        + " \"createdAt\" TIMESTAMP NOT NULL, \"resourceId\" TEXT,"
                        + " \"createdAtZ\" TIMESTAMPTZ DEFAULT NOW())",
                "CREATE TABLE " + schema + ".mastra_resources (id " + key + ", \"workingMemory\" TEXT,"
                        + " metadata TEXT, \"createdAt\" TIMESTAMP NOT NULL, \"updatedAt\" TIMESTAMP NOT NULL,"
                        + " \"createdAtZ\" TIMESTAMPTZ DEFAULT NOW(), \"updatedAtZ\" TIMESTAMPTZ DEFAULT NOW())");
    }

    static void thread(Schema schema, String id, String metadata, String wall, String zoned) {
        schema.run("INSERT INTO " + schema + ".mastra_threads (id, \"resourceId\", title, metadata, \"createdAt\","
                + " \"updatedAt\", \"createdAtZ\", \"updatedAtZ\") VALUES ('" + id + "', 'owner', '', " + metadata
                + ", '"
                + wall + "', '" + wall + "', " + zoned + ", " + zoned + ")");
    }

    static void message(Schema schema, String id, String threadId, String content, String wall, String zoned) {
        schema.run("INSERT INTO " + schema + ".mastra_messages (id, thread_id, content, role, type, \"createdAt\","
                + " \"resourceId\", \"createdAtZ\") VALUES ('" + id + "', '" + threadId + "', '" + content
                + "', 'user', 'v2', '" + wall + "', 'owner', " + zoned + ")");
    }
}
