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
import dev.agentstorage.memory.ThreadQuery.Order;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The statements on threads. Immutable and thread-safe. */
@Singleton
final class ThreadStatements {
    /** What a change of a stored thread writes. */
    private static final Columns<ConversationThread> CHANGING = ThreadColumns.ALL.without("id");

    private static final String REPLACING = "UPDATE SET " + CHANGING.replacements();

    private final String name;
    private final String select;
    private final String insert;
    private final String update;

    @Inject
    ThreadStatements(DsqlSettings settings) {
        name = Identifiers.qualified(settings.schema(), ThreadColumns.TABLE);
        select = "SELECT " + ThreadColumns.ALL.names() + " FROM " + name;
        insert = "INSERT INTO " + name + " (" + ThreadColumns.ALL.names() + ") VALUES ("
                + ThreadColumns.ALL.placeholders() + ") ON CONFLICT (id) DO ";
        update = "UPDATE " + name + " SET " + CHANGING.assignments();
    }

    /** The qualified name of the table. */
    String name() {
        return name;
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
        return Sql.of(insert, ThreadColumns.ALL.values(thread)).add("NOTHING");
    }

    /** Stores a thread or replaces the stored one, unless that is out of scope; tells by the number of rows. */
    Sql upsert(Scope scope, ConversationThread thread) {
        Sql sql = Sql.of(insert, ThreadColumns.ALL.values(thread)).add(REPLACING);
        scope.resourceId().ifPresent(owner -> sql.where(ThreadColumns.TABLE + ".\"resourceId\" = ?", owner));
        return sql;
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
     * Moves {@code updatedAt} of a thread forward, writes its row in any case, so that of two who do so at one time only one can commit, and
     * returns the resource; no row when the thread is missing or out of scope.
     */
    Sql claimEnd(Scope scope, String id, Instant now) {
        String earlier = "COALESCE(\"updatedAtZ\" < ?, \"updatedAt\" < ?)";
        Sql sql = Sql.of(
                        "UPDATE " + name + " SET \"updatedAt\" = CASE WHEN " + earlier
                                + " THEN ? ELSE \"updatedAt\" END, ",
                        Times.zoned(now),
                        Times.wall(now),
                        Times.wall(now))
                .add(
                        "\"updatedAtZ\" = CASE WHEN " + earlier + " THEN ? ELSE \"updatedAtZ\" END",
                        Times.zoned(now),
                        Times.wall(now),
                        Times.zoned(now))
                .where("id = ?", id);
        scope.resourceId().ifPresent(owner -> sql.where("\"resourceId\" = ?", owner));
        return sql.add(" RETURNING \"resourceId\"");
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
        return filters(Sql.of("SELECT count(*) AS count FROM " + name), query);
    }

    private static Sql filters(Sql sql, ThreadQuery query) {
        query.resourceId().ifPresent(id -> sql.where("\"resourceId\" = ?", id));
        // the wall clock decides: its other column may hold a default that means nothing
        query.archived().ifPresent(yes -> sql.where(yes ? "\"archivedAt\" IS NOT NULL" : "\"archivedAt\" IS NULL"));
        query.metadata().ifPresent(filter -> MetadataFilter.whereCanonical(sql, "metadata", filter));
        return sql;
    }
}
