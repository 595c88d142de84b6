package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.dsql.internal.query.MetadataFilter;
import dev.agentstorage.dsql.internal.query.Windows;
import dev.agentstorage.dsql.internal.query.Windows.Keyset;
import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.schema.MemoryTables;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Role;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.TimeRange;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The statements on messages, and what a row of theirs means. Immutable and thread-safe. */
@Singleton
final class MessageTable {
    private static final String TABLE = MemoryTables.MESSAGES.name();
    private static final int WIDTH = 8;
    private static final String COLUMNS =
            "id, thread_id, content, role, type, \"resourceId\", \"createdAt\", \"createdAtZ\"";
    private static final String TYPED =
            "(CAST(? AS text), CAST(? AS text), CAST(? AS text), CAST(? AS text), CAST(? AS text),"
                    + " CAST(? AS text), CAST(? AS timestamp), CAST(? AS timestamptz))";
    private static final String ASCENDING = " ORDER BY \"createdAt\", id";
    private static final String DESCENDING = " ORDER BY \"createdAt\" DESC, id DESC";

    /** The owner as a filter within a thread: as a plain column it invites the index that has all threads of the owner. */
    private static final String OWNED = "\"resourceId\" IS NOT DISTINCT FROM ?";

    private final String name;
    private final String select;
    private final String insert;

    /** A message and the wall clock by which it is sorted. */
    record Placed(Message message, LocalDateTime wall) {}

    /** What an upsert left of a message: its id, and the resource and the time that it has. */
    record Stored(String id, String resourceId, Instant createdAt) {}

    @Inject
    MessageTable(DsqlSettings settings) {
        name = Identifiers.qualified(settings.schema(), TABLE);
        select = "SELECT " + COLUMNS + " FROM " + name;
        insert = "INSERT INTO " + name + " (" + COLUMNS + ") ";
    }

    static Message map(Row row) throws SQLException {
        String id = row.text(1);
        row.identify(TABLE, id);
        return Message.builder()
                .id(id)
                .threadId(row.text(2))
                .resourceId(owner(row, 6))
                .role(new Role(row.text(4)))
                .type(row.text(5))
                .content(JsonColumn.required(row.text(3)))
                .createdAt(row.instant(7, 8))
                .build();
    }

    static Placed mapPlaced(Row row) throws SQLException {
        return new Placed(map(row), row.wall(7));
    }

    static Stored mapStored(Row row) throws SQLException {
        return new Stored(row.text(1), owner(row, 2), row.instant(3, 4));
    }

    /** Others may have left the resource out; no resource of ours is empty. */
    private static String owner(Row row, int column) throws SQLException {
        String resource = row.textOrNull(column);
        return resource == null ? "" : resource;
    }

    /**
     * Stores messages or replaces the stored ones but for their time, unless these are out of scope; returns what it stored. One without a
     * resource gets that of its thread.
     *
     * @param owners reads the resources of the threads of these messages
     */
    Sql upsert(Scope scope, List<NewMessage> messages, Sql owners) {
        boolean owned =
                messages.stream().allMatch(message -> message.resourceId().isPresent());
        // writers that replace the same messages lock them in the same order
        List<NewMessage> ordered =
                messages.stream().sorted(Comparator.comparing(NewMessage::id)).toList();
        Sql sql = (owned ? values(Sql.of(insert), ordered, false) : ofThreads(ordered, owners)).add("""
                         ON CONFLICT (id) DO UPDATE SET thread_id = EXCLUDED.thread_id, content = EXCLUDED.content, \
                        role = EXCLUDED.role, type = EXCLUDED.type, "resourceId" = EXCLUDED."resourceId\"""");
        scope.resourceId().ifPresent(owner -> sql.where(TABLE + ".\"resourceId\" = ?", owner));
        return sql.add(" RETURNING id, \"resourceId\", \"createdAt\", \"createdAtZ\"");
    }

    /** Stores messages whose ids are free, and tells by the number of rows. */
    Sql create(List<Message> messages) {
        List<NewMessage> given = messages.stream().map(Message::toNew).toList();
        return values(Sql.of(insert), given, false).add(" ON CONFLICT (id) DO NOTHING");
    }

    /** Appends the rows of messages; where the server cannot know the types of the columns, the first row says them. */
    private static Sql values(Sql sql, List<NewMessage> messages, boolean typed) {
        sql.add("VALUES ");
        if (typed) {
            sql.add(TYPED).add(messages.size() > 1 ? ", " : "");
        }
        sql.rows(messages.size() - (typed ? 1 : 0), WIDTH);
        for (NewMessage message : messages) {
            Instant createdAt = message.createdAt().orElseThrow();
            sql.bind(
                    message.id(),
                    message.threadId(),
                    message.content().text(),
                    message.role().value(),
                    message.type(),
                    message.resourceId().orElse(null),
                    Times.wall(createdAt),
                    Times.zoned(createdAt));
        }
        return sql;
    }

    /** Begins the insert of messages with the resources of their threads; a thread that is missing is left to the reference. */
    private Sql ofThreads(List<NewMessage> messages, Sql owners) {
        Sql sql = Sql.of(insert)
                .add("SELECT given.id, given.thread_id, given.content, given.role, given.type,"
                        + " COALESCE(given.\"resourceId\", thread.\"resourceId\"), given.\"createdAt\","
                        + " given.\"createdAtZ\" FROM (");
        // however the server joins, it reads no more than the threads of these messages
        return values(sql, messages, true)
                .add(") AS given (" + COLUMNS + ") LEFT JOIN ")
                .add(owners)
                .add(" AS thread ON thread.id = given.thread_id ORDER BY given.id");
    }

    Sql update(Message message) {
        return Sql.of(
                "UPDATE " + name
                        + " SET thread_id = ?, content = ?, role = ?, type = ?, \"resourceId\" = ? WHERE id = ?",
                message.threadId(),
                message.content().text(),
                message.role().value(),
                message.type(),
                message.resourceId().isEmpty() ? null : message.resourceId(),
                message.id());
    }

    Sql get(Scope scope, Collection<String> ids) {
        Sql sql = Sql.of(select).whereIn("id", ids);
        scope.resourceId().ifPresent(owner -> sql.where("\"resourceId\" = ?", owner));
        return sql;
    }

    Sql list(MessageQuery query, Window window) {
        return Windows.append(
                filters(Sql.of(select), query),
                window,
                query.direction(),
                new Keyset("\"createdAt\"", "\"createdAtZ\"", name, List.of("id")));
    }

    Sql count(MessageQuery query) {
        return filters(Sql.of("SELECT count(*) FROM " + name), query);
    }

    /** Returns one row if there is any message that {@link #deleteOldest} would remove. */
    Sql anyRemovable(MessageQuery query) {
        return removable(Sql.of("SELECT 1 FROM " + name), query).add(" LIMIT 1");
    }

    /** Appends the read of so many messages on one side of a message, in its thread, to a statement that holds only such reads. */
    void addNeighbours(Sql sql, Placed of, Direction side, int count, Optional<String> resourceId) {
        boolean later = side == Direction.ASC;
        sql.add(sql.text().isEmpty() ? "(" : " UNION ALL (")
                .add(
                        select + " WHERE thread_id = ? AND (\"createdAt\", id) " + (later ? ">" : "<") + " (?, ?)",
                        of.message().threadId(),
                        of.wall(),
                        of.message().id());
        resourceId.ifPresent(owner -> sql.add(" AND " + OWNED, owner));
        sql.add((later ? ASCENDING : DESCENDING) + " LIMIT ?)", count);
    }

    /** Removes messages and returns the thread and the id of each. */
    Sql delete(Scope scope, Collection<String> ids) {
        Sql sql = Sql.of("DELETE FROM " + name).whereIn("id", ids);
        scope.resourceId().ifPresent(owner -> sql.where("\"resourceId\" = ?", owner));
        return sql.add(" RETURNING thread_id, id");
    }

    /** Removes the oldest messages of a query and returns the thread of each. */
    Sql deleteOldest(MessageQuery query, int limit) {
        Sql sql = Sql.of("DELETE FROM " + name + " WHERE id IN (SELECT id FROM " + name);
        return removable(sql, query).add(ASCENDING + " LIMIT ?) RETURNING thread_id", limit);
    }

    Sql deleteOfThread(String threadId, int limit) {
        return Sql.of(
                "DELETE FROM " + name + " WHERE id IN (SELECT id FROM " + name + " WHERE thread_id = ?" + ASCENDING
                        + " LIMIT ?)",
                threadId,
                limit);
    }

    Sql deleteOfResource(String resourceId, int limit) {
        return Sql.of(
                "DELETE FROM " + name + " WHERE id IN (SELECT id FROM " + name + " WHERE \"resourceId\" = ? LIMIT ?)",
                resourceId,
                limit);
    }

    /** Removes messages of anybody in the threads of a resource. */
    Sql deleteInThreadsOf(String resourceId, String threads, int limit) {
        return Sql.of(
                "DELETE FROM " + name + " WHERE id IN (SELECT m.id FROM " + threads + " t JOIN " + name
                        + " m ON m.thread_id = t.id WHERE t.\"resourceId\" = ? LIMIT ?)",
                resourceId,
                limit);
    }

    Sql deleteSome(int limit) {
        return Sql.of("DELETE FROM " + name + " WHERE id IN (SELECT id FROM " + name + " LIMIT ?)", limit);
    }

    /** Gives messages of a thread that are not its resource's yet to the resource. */
    Sql move(String threadId, String resourceId, int limit) {
        return Sql.of(
                "UPDATE " + name + " SET \"resourceId\" = ? WHERE id IN (SELECT id FROM " + name
                        + " WHERE thread_id = ? AND (\"resourceId\" <> ? OR \"resourceId\" IS NULL)" + ASCENDING
                        + " LIMIT ?)",
                resourceId,
                threadId,
                resourceId,
                limit);
    }

    /** What is removed by its time is in the range by both of its times: another writer may have filled them differently. */
    private static Sql removable(Sql sql, MessageQuery query) {
        filters(sql, query);
        TimeRange range = query.range();
        range.start()
                .ifPresent(start -> sql.where(
                        "COALESCE(\"createdAtZ\" " + (range.startExclusive() ? ">" : ">=") + " ?, TRUE)",
                        Times.zoned(start)));
        range.end()
                .ifPresent(end -> sql.where(
                        "COALESCE(\"createdAtZ\" " + (range.endExclusive() ? "<" : "<=") + " ?, TRUE)",
                        Times.zoned(end)));
        return sql;
    }

    private static Sql filters(Sql sql, MessageQuery query) {
        Optional<List<String>> threads = query.threadIds();
        threads.ifPresent(ids -> {
            if (ids.size() == 1) {
                sql.where("thread_id = ?", ids.get(0));
            } else {
                sql.whereIn("thread_id", ids);
            }
        });
        query.resourceId().ifPresent(owner -> sql.where(threads.isEmpty() ? "\"resourceId\" = ?" : OWNED, owner));
        query.range()
                .start()
                .ifPresent(start -> sql.where(
                        query.range().startExclusive() ? "\"createdAt\" > ?" : "\"createdAt\" >= ?",
                        Times.wall(start)));
        query.range()
                .end()
                .ifPresent(end -> sql.where(
                        query.range().endExclusive() ? "\"createdAt\" < ?" : "\"createdAt\" <= ?", Times.wall(end)));
        query.metadata().ifPresent(filter -> MetadataFilter.whereVerbatim(sql, "content", filter));
        return sql;
    }
}
