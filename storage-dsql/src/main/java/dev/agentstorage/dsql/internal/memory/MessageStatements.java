package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.memory.MessageColumns.Placed;
import dev.agentstorage.dsql.internal.query.Columns.Column;
import dev.agentstorage.dsql.internal.query.MetadataFilter;
import dev.agentstorage.dsql.internal.query.Windows;
import dev.agentstorage.dsql.internal.query.Windows.Keyset;
import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.MessageRange;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.TimeRange;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements on messages. Immutable and thread-safe. */
@Singleton
final class MessageStatements {
    private static final String REPLACING = " ON CONFLICT (id) DO UPDATE SET " + MessageColumns.CHANGING.replacements()
            + ", " + MessageColumns.INDEXED + " = NULL";

    /** A row of placeholders with type casts, for use where the server cannot infer the types. */
    private static final String TYPED = "(" + MessageColumns.ALL.join(Column::typedPlaceholder) + ")";

    /** The columns of a given message; if it has no resource, that of its thread. */
    private static final String GIVEN =
            MessageColumns.ALL.join(column -> column.name().equals("resourceId")
                    ? "COALESCE(given.\"resourceId\", thread.\"resourceId\")"
                    : "given." + column.quoted());

    private static final String ASCENDING = " ORDER BY \"createdAt\", id";
    private static final String DESCENDING = " ORDER BY \"createdAt\" DESC, id DESC";

    /** The resource as a filter within a thread. A plain comparison could make the planner use the index over all threads of the resource. */
    private static final String OWNED = "\"resourceId\" IS NOT DISTINCT FROM ?";

    private static final String STORED = " RETURNING id, \"resourceId\", \"createdAt\", \"createdAtZ\"";

    /** The position before all messages. */
    private static final Position BEFORE_ALL = Position.of(Instant.parse("0001-01-01T00:00:00Z"), "");

    private final String name;
    private final String select;
    private final String selectHead;
    private final String insert;
    private final String update;
    private final Keyset keyset;

    @Inject
    MessageStatements(DsqlSettings settings) {
        name = Identifiers.qualified(settings.schema(), MessageColumns.TABLE);
        select = "SELECT " + MessageColumns.ALL.names() + " FROM " + name;
        selectHead = "SELECT " + MessageColumns.HEAD.names() + " FROM " + name;
        insert = "INSERT INTO " + name + " (" + MessageColumns.ALL.names() + ") ";
        keyset = new Keyset("\"createdAt\"", "\"createdAtZ\"", name, List.of("id"));
        update = "UPDATE " + name + " SET " + MessageColumns.CHANGING.assignments() + ", " + MessageColumns.INDEXED
                + " = NULL";
    }

    /** The qualified name of the table. */
    String name() {
        return name;
    }

    /**
     * Inserts messages, or replaces stored ones that are in scope, except for their time. Returns the written rows. A message without a
     * resource gets that of its thread.
     *
     * @param owners reads the resources of the threads of these messages
     */
    Sql upsert(Scope scope, List<NewMessage> messages, Sql owners) {
        boolean owned =
                messages.stream().allMatch(message -> message.resourceId().isPresent());
        // sorted, so that concurrent writers lock rows in the same order
        List<NewMessage> ordered =
                messages.stream().sorted(Comparator.comparing(NewMessage::id)).toList();
        Sql sql = (owned ? values(Sql.of(insert), ordered, false) : ofThreads(ordered, owners)).add(REPLACING);
        scope.resourceId().ifPresent(owner -> sql.where(MessageColumns.TABLE + ".\"resourceId\" = ?", owner));
        return sql.add(STORED);
    }

    /** Inserts messages; fails if an id exists. A message without a resource gets that of its thread. */
    Sql insert(List<NewMessage> messages, Sql owners) {
        boolean owned =
                messages.stream().allMatch(message -> message.resourceId().isPresent());
        List<NewMessage> ordered =
                messages.stream().sorted(Comparator.comparing(NewMessage::id)).toList();
        return (owned ? values(Sql.of(insert), ordered, false) : ofThreads(ordered, owners)).add(STORED);
    }

    /** Reads the last message of a thread that is in scope. */
    Sql last(Scope scope, String threadId) {
        Sql sql = Sql.of(select).where("thread_id = ?", threadId);
        scope.resourceId().ifPresent(owner -> sql.where(OWNED, owner));
        return sql.add(DESCENDING + " LIMIT 1");
    }

    /** Inserts messages whose ids do not exist. The number of inserted rows shows how many were stored. */
    Sql create(List<Message> messages) {
        List<NewMessage> given = messages.stream().map(Message::toNew).toList();
        return values(Sql.of(insert), given, false).add(" ON CONFLICT (id) DO NOTHING");
    }

    /** Appends the rows of messages. If the server cannot infer the types of the columns, the first row contains type casts. */
    private static Sql values(Sql sql, List<NewMessage> messages, boolean typed) {
        sql.add("VALUES ");
        if (typed) {
            sql.add(TYPED, MessageColumns.ALL.values(messages.get(0))).add(messages.size() > 1 ? ", " : "");
        }
        return MessageColumns.ALL.rows(sql, typed ? messages.subList(1, messages.size()) : messages);
    }

    /** Begins the insert of messages with the resources of their threads. The foreign key detects missing threads. */
    private Sql ofThreads(List<NewMessage> messages, Sql owners) {
        // with any join plan, the server reads only the threads of these messages
        return values(Sql.of(insert).add("SELECT " + GIVEN + " FROM ("), messages, true)
                .add(") AS given (" + MessageColumns.ALL.names() + ") LEFT JOIN ")
                .add(owners)
                .add(" AS thread ON thread.id = given.thread_id ORDER BY given.id");
    }

    Sql update(Message message) {
        return Sql.of(update, MessageColumns.CHANGING.values(message.toNew())).add(" WHERE id = ?", message.id());
    }

    Sql get(Scope scope, Collection<String> ids) {
        Sql sql = Sql.of(select).whereIn("id", ids);
        scope.resourceId().ifPresent(owner -> sql.where("\"resourceId\" = ?", owner));
        return sql;
    }

    Sql list(MessageQuery query, Window window) {
        return Windows.append(filters(Sql.of(select), query), window, query.direction(), keyset);
    }

    Sql count(MessageQuery query) {
        return filters(Sql.of("SELECT count(*) AS count FROM " + name), query);
    }

    /** Returns a row if there is a message that {@link #deleteFirst} would remove. */
    Sql anyRemovable(MessageQuery query) {
        return removable(Sql.of("SELECT 1 FROM " + name), query).add(" LIMIT 1");
    }

    /** Appends a read of up to {@code count} neighbours on one side of a message in its thread, to a UNION of such reads. */
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

    /** Reads the last message of each thread; at least one thread. */
    Sql last(Scope scope, Collection<String> threadIds) {
        return lastOf(select, scope, threadIds);
    }

    /** Reads the last message of each thread without its content; at least one thread. */
    Sql lastHeads(Scope scope, Collection<String> threadIds) {
        return lastOf(selectHead, scope, threadIds);
    }

    private static Sql lastOf(String select, Scope scope, Collection<String> threadIds) {
        Sql sql = Sql.of("");
        for (String id : threadIds) {
            sql.add(sql.text().isEmpty() ? "(" : " UNION ALL (").add(select + " WHERE thread_id = ?", id);
            scope.resourceId().ifPresent(owner -> sql.add(" AND " + OWNED, owner));
            sql.add(DESCENDING + " LIMIT 1)");
        }
        return sql.listing();
    }

    /**
     * Counts the messages of each thread after a position, up to a limit. There must be at least one thread. Each row has the index of the
     * thread in the map, from 0, and the count.
     */
    Sql countAfter(Scope scope, Map<String, Optional<MessagePosition>> after, int atMost) {
        Sql sql = Sql.of("");
        int place = 0;
        for (Map.Entry<String, Optional<MessagePosition>> thread : after.entrySet()) {
            MessageQuery.Builder query = MessageQuery.builder().threadId(thread.getKey());
            scope.resourceId().ifPresent(query::resourceId);
            // the same text with and without a position, so that fewer statements are prepared
            Position position = thread.getValue().map(MessageStatements::place).orElse(BEFORE_ALL);
            Window window = Window.after(Optional.of(position), atMost);
            sql.add((place == 0 ? "SELECT " : " UNION ALL SELECT ") + place + " AS place, count(*) AS count FROM ")
                    .add(Windows.append(
                            filters(Sql.of("SELECT 1 FROM " + name), query.build()), window, Direction.ASC, keyset))
                    .add(" AS counted");
            place++;
        }
        return sql;
    }

    /** Reads messages with this value of {@link MessageColumns#INDEXED}; null for messages that are in no index. */
    Sql indexedBy(Scope scope, @Nullable String indexes, int limit) {
        Sql sql = Sql.of(select);
        if (indexes == null) {
            sql.where(MessageColumns.INDEXED + " IS NULL");
        } else {
            sql.where(MessageColumns.INDEXED + " = ?", indexes);
        }
        scope.resourceId().ifPresent(owner -> sql.where("\"resourceId\" = ?", owner));
        // within a resource, the index on the resource may be the better one
        return sql.add(scope.resourceId().isEmpty() ? " ORDER BY " + MessageColumns.INDEXED + ", id" : "")
                .window(limit, 0);
    }

    /** Reads the next distinct value of {@link MessageColumns#INDEXED}. */
    Sql nextIndexes(String after) {
        return Sql.of("SELECT " + MessageColumns.INDEXED + " FROM " + name)
                .where(MessageColumns.INDEXED + " > ?", after)
                .add(" ORDER BY " + MessageColumns.INDEXED + " LIMIT 1");
    }

    /** Reads messages together with {@link MessageColumns#INDEXED}. */
    Sql marked(Scope scope, Collection<String> ids) {
        Sql sql = Sql.of("SELECT " + MessageColumns.ALL.names() + ", " + MessageColumns.INDEXED + " FROM " + name)
                .whereIn("id", ids);
        scope.resourceId().ifPresent(owner -> sql.where("\"resourceId\" = ?", owner));
        return sql;
    }

    Sql mark(String indexes, Collection<String> ids) {
        return Sql.of("UPDATE " + name + " SET " + MessageColumns.INDEXED + " = ?", indexes)
                .whereIn("id", ids);
    }

    /** Removes messages and returns the thread and the id of each. */
    Sql delete(Scope scope, Collection<String> ids) {
        Sql sql = Sql.of("DELETE FROM " + name).whereIn("id", ids);
        scope.resourceId().ifPresent(owner -> sql.where("\"resourceId\" = ?", owner));
        return sql.add(" RETURNING thread_id, id");
    }

    /** Removes the first messages of a query, in its direction, and returns the thread of each. */
    Sql deleteFirst(MessageQuery query, int limit) {
        Sql sql = Sql.of("DELETE FROM " + name + " WHERE id IN (SELECT id FROM " + name);
        String order = query.direction() == Direction.ASC ? ASCENDING : DESCENDING;
        return removable(sql, query).add(order + " LIMIT ?) RETURNING thread_id", limit);
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

    /** Removes messages of any resource in the threads of a resource. */
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

    /** Sets the resource of messages of a thread that have another one. */
    Sql move(String threadId, String resourceId, int limit) {
        return Sql.of(
                "UPDATE " + name + " SET \"resourceId\" = ?, " + MessageColumns.INDEXED
                        + " = NULL WHERE id IN (SELECT id FROM " + name
                        + " WHERE thread_id = ? AND (\"resourceId\" <> ? OR \"resourceId\" IS NULL)" + ASCENDING
                        + " LIMIT ?)",
                resourceId,
                threadId,
                resourceId,
                limit);
    }

    /** Both time columns must be in the range, because another writer may have stored different values. */
    private Sql removable(Sql sql, MessageQuery query) {
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

    private Sql filters(Sql sql, MessageQuery query) {
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
        MessageRange positions = query.positions();
        positions.start().ifPresent(start -> Windows.from(sql, place(start), positions.startExclusive(), keyset));
        positions.end().ifPresent(end -> Windows.to(sql, place(end), positions.endExclusive(), keyset));
        query.metadata().ifPresent(filter -> MetadataFilter.whereVerbatim(sql, "content", filter));
        return sql;
    }

    private static Position place(MessagePosition position) {
        return Position.of(position.createdAt(), position.id());
    }
}
