package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.query.Columns;
import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.dsql.internal.schema.MemoryTables;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.memory.ConversationThread;
import java.sql.SQLException;

/** Maps a thread to columns and back. Stateless and thread-safe. */
final class ThreadColumns {
    static final String TABLE = MemoryTables.THREADS.name();

    static final Columns<ConversationThread> ALL = Columns.<ConversationThread>of(MemoryTables.THREADS)
            .column("id", ConversationThread::id)
            .column("resourceId", ConversationThread::resourceId)
            .column("title", ConversationThread::title)
            .column("metadata", thread -> thread.metadata().text())
            .time("createdAt", ConversationThread::createdAt)
            .time("updatedAt", ConversationThread::updatedAt)
            .optionalTime("archivedAt", ConversationThread::archivedAt)
            .optionalTime("lastMessageAt", ConversationThread::lastMessageAt)
            .build();

    private ThreadColumns() {}

    /** Returns the thread of a row that has {@link #ALL} columns. */
    static ConversationThread map(Row row) throws SQLException {
        String id = row.text("id");
        row.identify(TABLE, id);
        return ConversationThread.builder(row.text("resourceId"))
                .id(id)
                .title(row.text("title"))
                .metadata(JsonColumn.metadata(row.textOrNull("metadata")))
                .createdAt(row.instant("createdAt"))
                .updatedAt(row.instant("updatedAt"))
                .archivedAt(row.instantOrNull("archivedAt"))
                .lastMessageAt(row.instantOrNull("lastMessageAt"))
                .build();
    }
}
