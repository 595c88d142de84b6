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
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.memory.ThreadQuery.Order;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The statements on threads, and what a row of theirs means. Immutable and thread-safe. */
@Singleton
final class ThreadTable {
    private static final String TABLE = MemoryTables.THREADS.name();
    private static final String COLUMNS = """
            id, "resourceId", title, metadata, "createdAt", "createdAtZ", "updatedAt", "updatedAtZ", \
            "archivedAt", "archivedAtZ\"""";

    private final String name;
    private final String select;
    private final String insert;

    @Inject
    ThreadTable(DsqlSettings settings) {
        name = Identifiers.qualified(settings.schema(), TABLE);
        select = "SELECT " + COLUMNS + " FROM " + name;
        insert =
                "INSERT INTO " + name + " (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO ";
    }

    /** The qualified name of the table. */
    String name() {
        return name;
    }

    static ConversationThread map(Row row) throws SQLException {
        String id = row.text(1);
        row.identify(TABLE, id);
        return ConversationThread.builder(row.text(2))
                .id(id)
                .title(row.text(3))
                .metadata(JsonColumn.metadata(row.textOrNull(4)))
                .createdAt(row.instant(5, 6))
                .updatedAt(row.instant(7, 8))
                .archivedAt(row.instantOrNull(9, 10))
                .build();
    }

    Sql get(String id) {
        return Sql.of(select + " WHERE id = ?", id);
    }

    /** Reads a thread and claims it until the end of the transaction: only one of two that claim it can commit a change. */
    Sql claim(String id) {
        return Sql.of(select + " WHERE id = ? FOR UPDATE", id);
    }

    /** Stores a thread unless its id is taken, and tells by the number of rows. */
    Sql create(ConversationThread thread) {
        return values(Sql.of(insert), thread).add("NOTHING");
    }

    /** Stores a thread or replaces the stored one, unless that is out of scope; tells by the number of rows. */
    Sql upsert(Scope scope, ConversationThread thread) {
        Sql sql = values(Sql.of(insert), thread).add("""
                        UPDATE SET "resourceId" = EXCLUDED."resourceId", title = EXCLUDED.title, \
                        metadata = EXCLUDED.metadata, "createdAt" = EXCLUDED."createdAt", \
                        "createdAtZ" = EXCLUDED."createdAtZ", "updatedAt" = EXCLUDED."updatedAt", \
                        "updatedAtZ" = EXCLUDED."updatedAtZ", "archivedAt" = EXCLUDED."archivedAt", \
                        "archivedAtZ" = EXCLUDED."archivedAtZ\"""");
        scope.resourceId().ifPresent(owner -> sql.where(TABLE + ".\"resourceId\" = ?", owner));
        return sql;
    }

    Sql update(ConversationThread thread) {
        Sql sql = Sql.of("UPDATE " + name
                + " SET \"resourceId\" = ?, title = ?, metadata = ?, \"createdAt\" = ?, \"createdAtZ\" = ?,"
                + " \"updatedAt\" = ?, \"updatedAtZ\" = ?, \"archivedAt\" = ?, \"archivedAtZ\" = ?");
        return fields(sql, thread).add(" WHERE id = ?", thread.id());
    }

    /** Moves {@code updatedAt} of threads forward. */
    Sql bump(Collection<String> ids, Instant now) {
        Sql sql = Sql.of(
                "UPDATE " + name + " SET \"updatedAt\" = ?, \"updatedAtZ\" = ?", Times.wall(now), Times.zoned(now));
        // what is shown moves forward, also where another writer left the wall clock of another zone
        return sql.whereIn("id", ids)
                .where("COALESCE(\"updatedAtZ\" < ?, \"updatedAt\" < ?)", Times.zoned(now), Times.wall(now));
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

    /** Returns which of some ids are stored, and in scope. */
    Sql present(Scope scope, Collection<String> ids) {
        Sql sql = Sql.of("SELECT id FROM " + name).whereIn("id", ids);
        scope.resourceId().ifPresent(owner -> sql.where("\"resourceId\" = ?", owner));
        return sql;
    }

    /** Returns the ids of some threads with the resource of each. */
    Sql owners(Collection<String> ids) {
        return Sql.of("SELECT id, \"resourceId\" FROM " + name).whereIn("id", ids);
    }

    Sql list(ThreadQuery query, Window window) {
        boolean created = query.order() == Order.CREATED_AT;
        return Windows.append(
                filters(Sql.of(select), query),
                window,
                query.direction(),
                new Keyset(
                        created ? "\"createdAt\"" : "\"updatedAt\"",
                        created ? "\"createdAtZ\"" : "\"updatedAtZ\"",
                        name,
                        List.of("id")));
    }

    Sql count(ThreadQuery query) {
        return filters(Sql.of("SELECT count(*) FROM " + name), query);
    }

    private static Sql filters(Sql sql, ThreadQuery query) {
        query.resourceId().ifPresent(id -> sql.where("\"resourceId\" = ?", id));
        // the wall clock decides: its other column may hold a default that means nothing
        query.archived().ifPresent(yes -> sql.where(yes ? "\"archivedAt\" IS NOT NULL" : "\"archivedAt\" IS NULL"));
        query.metadata().ifPresent(filter -> MetadataFilter.whereCanonical(sql, "metadata", filter));
        return sql;
    }

    private static Sql values(Sql sql, ConversationThread thread) {
        return fields(sql.bind(thread.id()), thread);
    }

    private static Sql fields(Sql sql, ConversationThread thread) {
        return sql.bind(
                thread.resourceId(),
                thread.title(),
                thread.metadata().text(),
                Times.wall(thread.createdAt()),
                Times.zoned(thread.createdAt()),
                Times.wall(thread.updatedAt()),
                Times.zoned(thread.updatedAt()),
                thread.archivedAt().map(Times::wall).orElse(null),
                thread.archivedAt().map(Times::zoned).orElse(null));
    }
}
