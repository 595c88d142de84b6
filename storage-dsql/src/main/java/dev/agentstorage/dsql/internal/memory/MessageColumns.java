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

/** The columns of a message, from a message that has its time and back. Stateless and thread-safe. */
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

    /** Those that a change of a stored message writes: its id and its time stay. */
    static final Columns<NewMessage> CHANGING = ALL.without("id", "createdAt", "createdAtZ");

    /**
     * The indexes that have indexed a message: an array of their names, sorted, in canonical form. Null, as any insert leaves it,
     * while there is none.
     */
    static final String INDEXED = "as_indexed";

    /** Those of a head. */
    static final Columns<NewMessage> HEAD = ALL.without("content");

    /** A message and the wall clock by which it is sorted. */
    record Placed(Message message, LocalDateTime wall) {}

    /** A message, and the text of its column {@link #INDEXED}. */
    record Marked(Message message, @Nullable String indexes) {}

    /** What an upsert left of a message: its id, and the resource and the time that it has. */
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

    /** Returns the message of a row that has {@link #ALL} columns, with its place. */
    static Placed placed(Row row) throws SQLException {
        return new Placed(map(row), row.wall("createdAt"));
    }

    /** Returns what a row with the id, the resource and the time says. */
    static Stored stored(Row row) throws SQLException {
        return new Stored(row.text("id"), owner(row), row.instant("createdAt"));
    }

    /** Others may have left the resource out; no resource of ours is empty. */
    private static String owner(Row row) throws SQLException {
        String resource = row.textOrNull("resourceId");
        return resource == null ? "" : resource;
    }
}
