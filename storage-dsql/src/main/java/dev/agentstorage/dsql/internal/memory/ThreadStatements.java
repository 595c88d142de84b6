package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.query.Columns;
import dev.agentstorage.dsql.internal.query.MetadataFilter;
import dev.agentstorage.dsql.internal.query.Windows;
import dev.agentstorage.dsql.internal.query.Windows.Keyset;
import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The statements on threads. Immutable and thread-safe. */
@Singleton
final class ThreadStatements {
    /** The columns that an update of a stored thread writes. */
    private static final Columns<ConversationThread> CHANGING = ThreadColumns.ALL.without("id");

    private static final Set<String> GROWING = Set.of("lastMessageAt", "lastMessageAtZ");

    /** The assignments of an upsert; the later of the stored and the given time of the last message is kept. */
    private static final String REPLACING = "UPDATE SET "
            + CHANGING.join(column -> column.quoted() + " = "
                    + (GROWING.contains(column.name())
                            ? "GREATEST(" + ThreadColumns.TABLE + "." + column.quoted() + ", EXCLUDED."
                                    + column.quoted() + ")"
                            : "EXCLUDED." + column.quoted()));

    // what is shown moves forward, also where another writer left the wall clock of another zone
    private static final String UPDATED =
            "COALESCE(stored.\"updatedAtZ\" < change.zoned, stored.\"updatedAt\" < change.wall)";

    private static final String SPOKEN = "COALESCE(stored.\"lastMessageAt\" < given.wall, given.wall IS NOT NULL)";

    private static final String BUMPING = " AS stored SET " + moved("updatedAt", UPDATED, "change.wall") + ", "
            + moved("updatedAtZ", UPDATED, "change.zoned") + ", " + moved("lastMessageAt", SPOKEN, "given.wall") + ", "
            + moved("lastMessageAtZ", SPOKEN, "given.zoned")
            + " FROM (VALUES (CAST(? AS timestamp), CAST(? AS timestamptz))) AS change (wall, zoned), (VALUES ";

    private final String name;
    private final String select;
    private final String insert;
    private final String update;
    private final Keyset byCreation;
    private final Keyset byChange;
    private final Keyset byLastMessage;
    private final boolean skipCorruptRows;

    @Inject
    ThreadStatements(DsqlSettings settings) {
        name = Identifiers.qualified(settings.schema(), ThreadColumns.TABLE);
        select = "SELECT " + ThreadColumns.ALL.names() + " FROM " + name;
        insert = "INSERT INTO " + name + " (" + ThreadColumns.ALL.names() + ") VALUES ("
                + ThreadColumns.ALL.placeholders() + ") ON CONFLICT (id) DO ";
        update = "UPDATE " + name + " SET " + CHANGING.assignments();
        byCreation = new Keyset("\"createdAt\"", "\"createdAtZ\"", name, List.of("id"));
        byChange = new Keyset("\"updatedAt\"", "\"updatedAtZ\"", name, List.of("id"));
        byLastMessage = new Keyset("\"lastMessageAt\"", "\"lastMessageAtZ\"", name, List.of("id"));
        skipCorruptRows = settings.reactions().skipCorruptRows();
    }

    /** The qualified name of the table. */
    String name() {
        return name;
    }

    Sql get(String id) {
        return Sql.of(select + " WHERE id = ?", id);
    }

    /** Reads a thread and locks its row until the end of the transaction: only one of two concurrent transactions can commit a change. */
    Sql claim(String id) {
        return Sql.of(select + " WHERE id = ? FOR UPDATE", id);
    }

    /** Inserts a thread unless its id exists. The number of inserted rows shows whether it was stored. */
    Sql create(ConversationThread thread) {
        return Sql.of(insert, ThreadColumns.ALL.values(thread)).add("NOTHING");
    }

    private static String moved(String column, String when, String to) {
        String quoted = Identifiers.quote(column);
        return quoted + " = CASE WHEN " + when + " THEN " + to + " ELSE stored." + quoted + " END";
    }

    /**
     * Inserts a thread, or replaces the stored one if it is in scope. Returns the time of the last message; no row if the stored thread is
     * out of scope.
     */
    Sql upsert(Scope scope, ConversationThread thread) {
        Sql sql = Sql.of(insert, ThreadColumns.ALL.values(thread)).add(REPLACING);
        scope.resourceId().ifPresent(owner -> sql.where(ThreadColumns.TABLE + ".\"resourceId\" = ?", owner));
        return sql.add(" RETURNING \"lastMessageAt\", \"lastMessageAtZ\"");
    }

    Sql update(ConversationThread thread) {
        return Sql.of(update, CHANGING.values(thread)).add(" WHERE id = ?", thread.id());
    }

    /** Moves {@code updatedAt} of threads forward. */
    Sql bump(Collection<String> ids, Instant now) {
        Sql sql = Sql.of(
                "UPDATE " + name + " SET \"updatedAt\" = ?, \"updatedAtZ\" = ?", Times.wall(now), Times.zoned(now));
        // what is shown moves forward, also where another writer left the wall clock of another zone
        return sql.whereIn("id", ids)
                .where("COALESCE(\"updatedAtZ\" < ?, \"updatedAt\" < ?)", Times.zoned(now), Times.wall(now));
    }

    /**
     * Moves {@code updatedAt} of threads forward, and {@code lastMessageAt} of threads in which messages were stored.
     *
     * @param last the time of the last stored message, for each thread in which messages were stored; not empty
     */
    Sql bump(Collection<String> ids, Map<String, Instant> last, Instant now) {
        return bumping(ids, last, now).where("(" + UPDATED + " OR " + SPOKEN + ")");
    }

    private Sql bumping(Collection<String> ids, Map<String, Instant> last, Instant now) {
        Sql sql = Sql.of("UPDATE " + name + BUMPING, Times.wall(now), Times.zoned(now));
        boolean first = true;
        for (String id : ids) {
            Instant time = last.get(id);
            sql.add(
                    first ? "(CAST(? AS text), CAST(? AS timestamp), CAST(? AS timestamptz))" : ", (?, ?, ?)",
                    id,
                    time == null ? null : Times.wall(time),
                    time == null ? null : Times.zoned(time));
            first = false;
        }
        // with any join plan, the server reads only these threads
        return sql.add(") AS given (id, wall, zoned)").whereIn("stored.id", ids).where("stored.id = given.id");
    }

    /**
     * Moves the times of a thread forward like {@link #bump}. Always writes the row, so that only one of two concurrent transactions can
     * commit. Returns the resource; no row if the thread is missing or out of scope.
     */
    Sql claimEnd(Scope scope, String id, Instant last, Instant now) {
        Sql sql = bumping(List.of(id), Map.of(id, last), now);
        scope.resourceId().ifPresent(owner -> sql.where("stored.\"resourceId\" = ?", owner));
        return sql.add(" RETURNING stored.\"resourceId\"");
    }

    /**
     * Moves {@code lastMessageAt} of threads of a resource forward to the time of their last message, where it is earlier.
     *
     * @param messages the qualified table of messages
     */
    Sql refresh(String resourceId, String messages, int limit) {
        String last = " FROM " + messages + " m WHERE m.thread_id = " + ThreadColumns.TABLE
                + ".id ORDER BY m.\"createdAt\" DESC, m.id DESC LIMIT 1)";
        return Sql.of(
                "UPDATE " + name + " SET \"lastMessageAt\" = (SELECT m.\"createdAt\"" + last
                        + ", \"lastMessageAtZ\" = (SELECT m.\"createdAtZ\"" + last + " WHERE id IN (SELECT t.id FROM "
                        + name + " t WHERE t.\"resourceId\" = ? AND COALESCE((SELECT max(m.\"createdAt\") FROM "
                        + messages
                        + " m WHERE m.thread_id = t.id) > t.\"lastMessageAt\", t.\"lastMessageAt\" IS NULL AND EXISTS"
                        + " (SELECT 1 FROM " + messages + " m WHERE m.thread_id = t.id)) LIMIT ?)",
                resourceId,
                limit);
    }

    Sql delete(Scope scope, String id) {
        Sql sql = Sql.of("DELETE FROM " + name).where("id = ?", id);
        scope.resourceId().ifPresent(owner -> sql.where("\"resourceId\" = ?", owner));
        return sql;
    }

    Sql deleteOfResource(String resourceId, int limit) {
        return Sql.of(
                "DELETE FROM " + name + " WHERE id IN (SELECT id FROM " + name + " WHERE \"resourceId\" = ? LIMIT ?)",
                resourceId,
                limit);
    }

    Sql deleteSome(int limit) {
        return Sql.of("DELETE FROM " + name + " WHERE id IN (SELECT id FROM " + name + " LIMIT ?)", limit);
    }

    /** Reads which of these ids exist and are in scope. */
    Sql present(Scope scope, Collection<String> ids) {
        Sql sql = Sql.of("SELECT id FROM " + name).whereIn("id", ids);
        scope.resourceId().ifPresent(owner -> sql.where("\"resourceId\" = ?", owner));
        return sql;
    }

    /** Reads the resources of threads, by id. */
    Sql owners(Collection<String> ids) {
        return Sql.of("SELECT id, \"resourceId\" FROM " + name).whereIn("id", ids);
    }

    Sql list(ThreadQuery query, Window window) {
        return switch (query.order()) {
            case CREATED_AT -> Windows.append(filters(Sql.of(select), query), window, query.direction(), byCreation);
            case UPDATED_AT -> Windows.append(filters(Sql.of(select), query), window, query.direction(), byChange);
            case LAST_MESSAGE_AT -> byLastMessage(query, window);
        };
    }

    /** Threads without a message come first in ascending order, and last in descending order. */
    private Sql byLastMessage(ThreadQuery query, Window window) {
        boolean ascending = window.direction(query.direction()) == Direction.ASC;
        Optional<Position> afterNone = window.after().filter(ThreadStatements::isNone);
        Optional<Position> after = window.after().filter(place -> !isNone(place));
        Optional<Position> untilNone = window.until().filter(ThreadStatements::isNone);
        Optional<Position> until = window.until().filter(place -> !isNone(place));
        boolean silent = ascending ? after.isEmpty() : until.isEmpty();
        boolean spoken = ascending ? untilNone.isEmpty() : afterNone.isEmpty();
        // each part has its own limit, so that both are read from an index, and only as far as the window needs;
        // if rows may be skipped, the number of rows to read is unknown
        long reach = Window.everything().limit() - window.offset();
        boolean bounded = silent && spoken && !skipCorruptRows && window.limit() <= reach;
        long most = silent && spoken ? (bounded ? window.offset() + window.limit() : Long.MAX_VALUE) : window.limit();
        long offset = silent && spoken ? 0 : window.offset();
        Window part = new Window(after, until, offset, most, window.complete(), window.backward());
        Sql withMessages = Windows.append(
                filters(Sql.of(select), query).where("\"lastMessageAt\" IS NOT NULL"),
                part,
                query.direction(),
                byLastMessage);
        if (!silent && !spoken) {
            return Windows.limit(filters(Sql.of(select), query).where("FALSE"), window);
        }
        if (!silent) {
            return withMessages;
        }
        Sql without = filters(Sql.of(select), query).where("\"lastMessageAt\" IS NULL");
        afterNone.ifPresent(place ->
                without.where(ascending ? "id > ?" : "id < ?", place.ids().get(0)));
        untilNone.ifPresent(place ->
                without.where(ascending ? "id <= ?" : "id >= ?", place.ids().get(0)));
        Windows.limit(
                without.add(
                        ascending ? " ORDER BY \"lastMessageAt\", id" : " ORDER BY \"lastMessageAt\" DESC, id DESC"),
                part);
        if (!spoken) {
            return without;
        }
        return Windows.limit(
                Sql.of("")
                        .add(without)
                        .add(" UNION ALL ")
                        .add(withMessages)
                        .add(
                                ascending
                                        ? " ORDER BY \"lastMessageAt\" NULLS FIRST, id"
                                        : " ORDER BY \"lastMessageAt\" DESC NULLS LAST, id DESC"),
                window);
    }

    private static boolean isNone(Position place) {
        return place.key() == Position.NONE;
    }

    Sql count(ThreadQuery query) {
        return filters(Sql.of("SELECT count(*) AS count FROM " + name), query);
    }

    private static Sql filters(Sql sql, ThreadQuery query) {
        query.resourceId().ifPresent(id -> sql.where("\"resourceId\" = ?", id));
        // only the timestamp column counts: the timestamptz column may contain a meaningless default
        query.archived().ifPresent(yes -> sql.where(yes ? "\"archivedAt\" IS NOT NULL" : "\"archivedAt\" IS NULL"));
        query.metadata().ifPresent(filter -> MetadataFilter.whereCanonical(sql, "metadata", filter));
        return sql;
    }
}
