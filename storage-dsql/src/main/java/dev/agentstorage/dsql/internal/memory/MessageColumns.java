package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.query.Columns;
import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.dsql.internal.schema.MemoryTables;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageHead;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Role;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/** Maps a message with a time to columns and back. Stateless and thread-safe. */
final class MessageColumns {
    static final String TABLE = MemoryTables.MESSAGES.name();

    static final Columns<NewMessage> ALL = Columns.<NewMessage>of(MemoryTables.MESSAGES)
            .column("id", NewMessage::id)
            .column("thread_id", NewMessage::threadId)
            .column("content", message -> message.content().text())
            .column("role", message -> message.role().value())
            .column("type", NewMessage::type)
            .optional("resourceId", NewMessage::resourceId)
            .time("createdAt", message -> message.createdAt().orElseThrow())
            .build();

    /** The columns that an update of a stored message writes: all except its id and time. */
    static final Columns<NewMessage> CHANGING = ALL.without("id", "createdAt", "createdAtZ");

    /**
     * The indexes that have indexed a message: a JSON array of their names, sorted, in canonical form. Null, as after an insert, if there
     * are none.
     */
    static final String INDEXED = "as_indexed";

    /** The columns of a head. */
    static final Columns<NewMessage> HEAD = ALL.without("content");

    /** A message, and the {@code timestamp} that it is sorted by. */
    record Placed(Message message, LocalDateTime wall) {}

    /** A message, and the text of its column {@link #INDEXED}. */
    record Marked(Message message, @Nullable String indexes) {}

    /** The result of an upsert: the id of a message, and its stored resource and time. */
    record Stored(String id, String resourceId, Instant createdAt) {}

    private MessageColumns() {}

    /** Returns the message of a row that has {@link #ALL} columns. */
    static Message map(Row row) throws SQLException {
        String id = row.text("id");
        row.identify(TABLE, id);
        return Message.builder()
                .id(id)
                .threadId(row.text("thread_id"))
                .resourceId(owner(row))
                .role(new Role(row.text("role")))
                .type(row.text("type"))
                .content(JsonColumn.required(row.text("content")))
                .createdAt(row.instant("createdAt"))
                .build();
    }

    /** Returns the message of a row that has {@link #ALL} columns and {@link #INDEXED}. */
    static Marked marked(Row row) throws SQLException {
        return new Marked(map(row), row.textOrNull(INDEXED));
    }

    /** Returns the head of a row that has {@link #HEAD} columns. */
    static MessageHead head(Row row) throws SQLException {
        String id = row.text("id");
        row.identify(TABLE, id);
        return MessageHead.builder()
                .id(id)
                .threadId(row.text("thread_id"))
                .resourceId(owner(row))
                .role(new Role(row.text("role")))
                .type(row.text("type"))
                .createdAt(row.instant("createdAt"))
                .build();
    }

    /** Returns the message of a row that has {@link #ALL} columns, with its sort key. */
    static Placed placed(Row row) throws SQLException {
        return new Placed(map(row), row.wall("createdAt"));
    }

    /** Maps a row with the id, the resource and the time. */
    static Stored stored(Row row) throws SQLException {
        return new Stored(row.text("id"), owner(row), row.instant("createdAt"));
    }

    /** Returns the resource; empty if another writer has stored none. This library never stores an empty resource. */
    private static String owner(Row row) throws SQLException {
        String resource = row.textOrNull("resourceId");
        return resource == null ? "" : resource;
    }
}
