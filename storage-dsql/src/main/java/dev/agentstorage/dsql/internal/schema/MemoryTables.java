package dev.agentstorage.dsql.internal.schema;

import dev.agentstorage.dsql.internal.schema.Table.Column;
import dev.agentstorage.dsql.internal.schema.Table.Index;
import dev.agentstorage.dsql.internal.schema.Table.Parent;
import dev.agentstorage.dsql.internal.schema.Table.Type;
import java.util.List;
import java.util.Optional;

/**
 * The tables of the memory domain. Names, types and the default indexes are those of Mastra's DSQL store, which can read and write the
 * same tables; every time is in two columns, and both are always written.
 */
public final class MemoryTables {
    /** Threads. */
    public static final Table THREADS = new Table(
            "mastra_threads",
            List.of(
                    Column.required("id", Type.KEY),
                    Column.required("resourceId", Type.KEY),
                    Column.required("title", Type.TEXT),
                    Column.optional("metadata", Type.TEXT),
                    Column.required("createdAt", Type.WALL),
                    Column.required("updatedAt", Type.WALL),
                    Column.addedLater("archivedAt", Type.WALL),
                    Column.optional("createdAtZ", Type.ZONED),
                    Column.optional("updatedAtZ", Type.ZONED),
                    Column.addedLater("archivedAtZ", Type.ZONED)),
            "id",
            Optional.empty(),
            List.of(new Index("mastra_threads_resourceid_createdat_idx", List.of("resourceId", "createdAt"))));

    /** Messages. A message's thread exists, which the reference holds against any racing delete. */
    public static final Table MESSAGES = new Table(
            "mastra_messages",
            List.of(
                    Column.required("id", Type.KEY),
                    Column.required("thread_id", Type.KEY),
                    Column.required("content", Type.TEXT),
                    Column.required("role", Type.TEXT),
                    Column.required("type", Type.TEXT),
                    Column.required("createdAt", Type.WALL),
                    Column.optional("resourceId", Type.KEY),
                    Column.optional("createdAtZ", Type.ZONED)),
            "id",
            Optional.of(new Parent("thread_id", "mastra_threads", "id")),
            List.of(
                    new Index("mastra_messages_thread_id_createdat_idx", List.of("thread_id", "createdAt")),
                    // the total order within a thread: a page at any depth reads its own rows only
                    new Index("mastra_messages_thread_id_createdat_id_idx", List.of("thread_id", "createdAt", "id")),
                    // the messages of one resource over all threads: listing and erasing
                    new Index(
                            "mastra_messages_resourceid_createdat_id_idx", List.of("resourceId", "createdAt", "id"))));

    /** Resources. */
    public static final Table RESOURCES = new Table(
            "mastra_resources",
            List.of(
                    Column.required("id", Type.KEY),
                    Column.optional("workingMemory", Type.TEXT),
                    Column.optional("metadata", Type.TEXT),
                    Column.required("createdAt", Type.WALL),
                    Column.required("updatedAt", Type.WALL),
                    Column.optional("createdAtZ", Type.ZONED),
                    Column.optional("updatedAtZ", Type.ZONED)),
            "id",
            Optional.empty(),
            List.of());

    /** All of them, parents first. */
    public static final List<Table> ALL = List.of(THREADS, MESSAGES, RESOURCES);

    private MemoryTables() {}
}
