package dev.agentstorage.dsql.internal.schema;

import dev.agentstorage.dsql.internal.schema.Table.Column;
import dev.agentstorage.dsql.internal.schema.Table.ColumnType;
import dev.agentstorage.dsql.internal.schema.Table.Index;
import dev.agentstorage.dsql.internal.schema.Table.Parent;
import java.util.List;
import java.util.Optional;

/**
 * The tables of the memory domain. Names, types and the default indexes are those of Mastra's DSQL store, which can read and write the
 * same tables. Each time is stored in two columns, and both are always written.
 */
public final class MemoryTables {
    /** Threads. */
    public static final Table THREADS = new Table(
            "mastra_threads",
            List.of(
                    Column.required("id", ColumnType.KEY),
                    Column.required("resourceId", ColumnType.KEY),
                    Column.required("title", ColumnType.TEXT),
                    Column.optional("metadata", ColumnType.TEXT),
                    Column.required("createdAt", ColumnType.WALL),
                    Column.required("updatedAt", ColumnType.WALL),
                    Column.addedLater("archivedAt", ColumnType.WALL),
                    Column.optional("createdAtZ", ColumnType.ZONED),
                    Column.optional("updatedAtZ", ColumnType.ZONED),
                    Column.addedLater("archivedAtZ", ColumnType.ZONED),
                    Column.addedLater("lastMessageAt", ColumnType.WALL),
                    Column.addedLater("lastMessageAtZ", ColumnType.OWN_ZONED)),
            List.of("id"),
            Optional.empty(),
            List.of(
                    new Index("mastra_threads_resourceid_createdat_idx", List.of("resourceId", "createdAt")),
                    // the threads of one resource, ordered by their last message
                    new Index(
                            "mastra_threads_resourceid_lastmessageat_id_idx",
                            List.of("resourceId", "lastMessageAt", "id"))));

    /** Messages. A foreign key ensures that the thread of a message exists, even if the thread is deleted concurrently. */
    public static final Table MESSAGES = new Table(
            "mastra_messages",
            List.of(
                    Column.required("id", ColumnType.KEY),
                    Column.required("thread_id", ColumnType.KEY),
                    Column.required("content", ColumnType.TEXT),
                    Column.required("role", ColumnType.TEXT),
                    Column.required("type", ColumnType.TEXT),
                    Column.required("createdAt", ColumnType.WALL),
                    Column.optional("resourceId", ColumnType.KEY),
                    Column.optional("createdAtZ", ColumnType.ZONED),
                    Column.addedLater("as_indexed", ColumnType.TEXT)),
            List.of("id"),
            Optional.of(new Parent("thread_id", "mastra_threads", "id")),
            List.of(
                    new Index("mastra_messages_thread_id_createdat_idx", List.of("thread_id", "createdAt")),
                    // the total order within a thread: a page at any depth reads only its own rows
                    new Index("mastra_messages_thread_id_createdat_id_idx", List.of("thread_id", "createdAt", "id")),
                    // the messages that an index does not contain yet, by the set of indexes that contain them
                    new Index("mastra_messages_as_indexed_id_idx", List.of("as_indexed", "id")),
                    // the messages of one resource in all threads, for listing and erasure
                    new Index(
                            "mastra_messages_resourceid_createdat_id_idx", List.of("resourceId", "createdAt", "id"))));

    /** Resources. */
    public static final Table RESOURCES = new Table(
            "mastra_resources",
            List.of(
                    Column.required("id", ColumnType.KEY),
                    Column.optional("workingMemory", ColumnType.TEXT),
                    Column.optional("metadata", ColumnType.TEXT),
                    Column.required("createdAt", ColumnType.WALL),
                    Column.required("updatedAt", ColumnType.WALL),
                    Column.optional("createdAtZ", ColumnType.ZONED),
                    Column.optional("updatedAtZ", ColumnType.ZONED)),
            List.of("id"),
            Optional.empty(),
            List.of());

    /** All tables of this domain, parents first. */
    public static final List<Table> ALL = List.of(THREADS, MESSAGES, RESOURCES);

    private MemoryTables() {}
}
