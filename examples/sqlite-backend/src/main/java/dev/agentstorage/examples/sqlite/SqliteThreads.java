package dev.agentstorage.examples.sqlite;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.MemoryChanges;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Threads, with the messages that go with them. Thread-safe. */
record SqliteThreads(Database database) implements ThreadBackend {
    static final Table<ConversationThread> TABLE = new Table<>(
            "threads",
            ConversationThread.class,
            1,
            Map.of(
                    "last_message_at_or_none",
                    thread -> MemoryChanges.position(thread, ThreadQuery.Order.LAST_MESSAGE_AT)
                            .key()));

    /** Returns a thread, read in a change. Throws a {@code NotFoundException} unless it exists and is in scope. */
    static ConversationThread require(Session session, Scope scope, String id) {
        return session.get(TABLE, id)
                .filter(thread -> scope.admits(thread.resourceId()))
                .orElseThrow(() -> Refusals.threadNotFound(id));
    }

    /** Moves the times of threads to now, and to those of messages that were stored in them, never backwards. */
    static void touch(Session session, Collection<String> ids, Collection<Message> stored, Instant now) {
        ids.forEach(id ->
                session.update("UPDATE threads SET updated_at = max(updated_at, ?) WHERE id = ?", List.of(now, id)));
        MemoryChanges.lastTimes(stored)
                .forEach((id, last) -> session.update(
                        "UPDATE threads SET last_message_at = max(coalesce(last_message_at, ?), ?),"
                                + " last_message_at_or_none = max(last_message_at_or_none, ?) WHERE id = ?",
                        List.of(last, last, last, id)));
    }

    @Override
    public Optional<ConversationThread> get(String id) {
        return database.read(session -> session.get(TABLE, id));
    }

    @Override
    public ConversationThread create(ConversationThread thread, List<Message> messages) {
        return database.write(session -> {
            if (!session.insert(TABLE, thread)) {
                throw Refusals.threadExists(
                        thread.id(), session.get(TABLE, thread.id()).orElse(null));
            }
            for (Message message : messages) {
                if (!session.insert(SqliteMessages.TABLE, message)) {
                    throw Refusals.messageExists(message.id());
                }
            }
            return thread;
        });
    }

    @Override
    public ConversationThread save(Scope scope, ConversationThread thread, Optional<Version> expected) {
        return database.write(session -> {
            Optional<ConversationThread> stored = session.get(TABLE, thread.id());
            ConversationThread saved = MemoryChanges.saved(scope, stored, thread, expected);
            return session.put(TABLE, saved);
        });
    }

    @Override
    public ConversationThread update(
            Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
        return database.write(session -> {
            ConversationThread stored = require(session, scope, id);
            ConversationThread changed = MemoryChanges.patched(stored, patch, expected, now, database.limits);
            return session.put(TABLE, changed);
        });
    }

    @Override
    public BulkStep move(String id, String resourceId, Instant now, int limit) {
        return database.write(session -> {
            ConversationThread stored = require(session, Scope.ALL, id);
            if (stored.resourceId().equals(resourceId)) {
                return new BulkStep(0, true);
            }
            Where left = Where.is("thread_id", id).and("resource_id <> ?", resourceId);
            Where first = left.first(SqliteMessages.TABLE, "rowid", limit);
            List<Object> values = new ArrayList<>(List.of(resourceId));
            values.addAll(first.values());
            int moved = session.update("UPDATE messages SET resource_id = ?" + first.sql(), values);
            if (session.any(SqliteMessages.TABLE, left)) {
                return new BulkStep(moved, false);
            }
            session.put(TABLE, MemoryChanges.moved(stored, resourceId, now));
            return new BulkStep(moved + 1L, true);
        });
    }

    // doc: step
    @Override
    public BulkStep delete(Scope scope, String id, int limit) {
        return database.write(session -> {
            Optional<ConversationThread> stored = session.get(TABLE, id);
            if (stored.isEmpty() || !scope.admits(stored.get().resourceId())) {
                return new BulkStep(0, true);
            }
            return session.remove(
                    limit,
                    new Session.Part(SqliteMessages.TABLE, Where.is("thread_id", id)),
                    new Session.Part(TABLE, Where.is("id", id)));
        });
    }
    // end

    @Override
    public BulkStep refresh(String resourceId, int limit) {
        return database.write(session -> {
            List<ConversationThread> behind = new ArrayList<>();
            for (ConversationThread thread :
                    listing(ThreadQuery.ofResource(resourceId)).read(session, Window.everything())) {
                Optional<Message> last = SqliteMessages.last(session, Scope.ALL, thread.id());
                ConversationThread refreshed = MemoryChanges.spoken(thread, last.map(Message::createdAt));
                if (!refreshed.equals(thread) && behind.size() < limit) {
                    behind.add(refreshed);
                }
            }
            behind.forEach(thread -> session.put(TABLE, thread));
            return new BulkStep(behind.size(), behind.size() < limit);
        });
    }

    // doc: listing
    @Override
    public List<ConversationThread> list(ThreadQuery query, Window window) {
        return database.read(session -> listing(query).read(session, window));
    }

    @Override
    public long count(ThreadQuery query) {
        return database.read(session -> listing(query).count(session));
    }

    private Listing<ConversationThread> listing(ThreadQuery query) {
        Where where = new Where().filter("resource_id", query.resourceId());
        query.archived().ifPresent(archived -> where.and("archived_at IS " + (archived ? "NOT NULL" : "NULL")));
        String sort = switch (query.order()) {
            case CREATED_AT -> "created_at";
            case UPDATED_AT -> "updated_at";
            case LAST_MESSAGE_AT -> "last_message_at_or_none";
        };
        return new Listing<>(TABLE, where, sort, query.direction())
                .matching(query.metadata().map(metadata -> query.matcher()));
    }
    // end
}
