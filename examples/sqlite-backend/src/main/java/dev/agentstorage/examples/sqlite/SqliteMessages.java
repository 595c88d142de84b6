package dev.agentstorage.examples.sqlite;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.MessageRange;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.MemoryChanges;
import dev.agentstorage.spi.support.MemoryChanges.PatchedMessages;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Messages; a change moves the times of their threads. Thread-safe. */
record SqliteMessages(Database database) implements MessageBackend {
    static final Table<Message> TABLE = new Table<>("messages", Message.class, 1);

    private static final String SORT = "created_at";

    // doc: save
    @Override
    public List<Message> save(Scope scope, List<NewMessage> batch, Instant now) {
        return database.write(session -> {
            Set<String> threads = threads(session, scope, batch);
            List<Message> saved = new ArrayList<>();
            for (NewMessage message : MemoryChanges.folded(batch)) {
                Optional<Message> stored = session.get(TABLE, message.id());
                if (stored.isPresent() && !scope.admits(stored.get().resourceId())) {
                    throw Refusals.messageExists(message.id());
                }
                Instant createdAt =
                        stored.map(Message::createdAt).or(message::createdAt).orElseThrow();
                String owner = SqliteThreads.require(session, scope, message.threadId())
                        .resourceId();
                saved.add(MemoryChanges.stored(message, owner, createdAt));
            }
            saved.forEach(message -> session.put(TABLE, message));
            SqliteThreads.touch(session, threads, saved, now);
            saved.sort(Message.ORDER);
            return List.copyOf(saved);
        });
    }
    // end

    @Override
    public List<Message> create(Scope scope, List<NewMessage> batch, Instant now) {
        return database.write(session -> insert(session, scope, batch, now));
    }

    @Override
    public List<Message> appendAfter(
            Scope scope, String threadId, Optional<MessagePosition> expected, List<NewMessage> batch, Instant now) {
        return database.write(session -> {
            Optional<Message> last = last(session, scope, threadId);
            List<Message> created = insert(session, scope, batch, now);
            if (!last.map(Message::position).equals(expected)) {
                throw Refusals.notAtEnd(threadId, last.orElse(null));
            }
            return created;
        });
    }

    /** Returns the threads that a batch names; throws as {@link SqliteThreads#require}. */
    private static Set<String> threads(Session session, Scope scope, List<NewMessage> batch) {
        Set<String> ids = batch.stream().map(NewMessage::threadId).collect(Collectors.toCollection(LinkedHashSet::new));
        ids.forEach(id -> SqliteThreads.require(session, scope, id));
        return ids;
    }

    private static List<Message> insert(Session session, Scope scope, List<NewMessage> batch, Instant now) {
        Set<String> threads = threads(session, scope, batch);
        MemoryChanges.requireNew(
                scope,
                batch.stream()
                        .flatMap(message -> session.get(TABLE, message.id()).stream())
                        .toList());
        List<Message> created = batch.stream()
                .map(message -> MemoryChanges.stored(
                        message,
                        SqliteThreads.require(session, scope, message.threadId())
                                .resourceId(),
                        message.createdAt().orElseThrow()))
                .map(message -> session.put(TABLE, message))
                .sorted(Message.ORDER)
                .toList();
        SqliteThreads.touch(session, threads, created, now);
        return created;
    }

    /** Returns the last message of a thread, or the last in scope. */
    static Optional<Message> last(Session session, Scope scope, String threadId) {
        Where where = Where.is("thread_id", threadId).filter("resource_id", scope.resourceId());
        return new Listing<>(TABLE, where, SORT, Direction.DESC)
                .read(session, Window.offset(0, 1)).stream().findFirst();
    }

    @Override
    public List<Message> get(Collection<String> ids) {
        Where where = new Where().in("id", ids);
        return database.read(session -> session.list(TABLE, TABLE.select + where.sql(), where.values()));
    }

    @Override
    public List<Message> list(MessageQuery query, Window window) {
        return database.read(session -> listing(query).read(session, window));
    }

    @Override
    public long count(MessageQuery query) {
        return database.read(session -> listing(query).count(session));
    }

    private Listing<Message> listing(MessageQuery query) {
        return new Listing<>(TABLE, where(query), SORT, query.direction())
                .matching(query.metadata().map(metadata -> query.metadataMatcher()));
    }

    private static Where where(MessageQuery query) {
        Where where = new Where();
        query.threadIds().ifPresent(ids -> where.in("thread_id", ids));
        MessageRange places = query.positions();
        places.start().ifPresent(place -> place(where, places.startExclusive() ? ">" : ">=", place));
        places.end().ifPresent(place -> place(where, places.endExclusive() ? "<" : "<=", place));
        return where.filter("resource_id", query.resourceId()).range("created_at", query.range());
    }

    private static void place(Where where, String operator, MessagePosition place) {
        where.and("(created_at, id) " + operator + " (?, ?)", place.createdAt(), place.id());
    }

    @Override
    public List<Message> pending(Scope scope, String index, int limit) {
        Where where = new Where()
                .and("NOT EXISTS (SELECT 1 FROM message_marks WHERE message_id = id AND index_name = ?)", index)
                .filter("resource_id", scope.resourceId());
        return database.read(
                session -> new Listing<>(TABLE, where, SORT, Direction.ASC).read(session, Window.offset(0, limit)));
    }

    @Override
    public Collection<String> markIndexed(Scope scope, String index, Map<String, Version> versions) {
        return database.write(session -> {
            List<String> marked = new ArrayList<>();
            for (Map.Entry<String, Version> entry : versions.entrySet()) {
                session.get(TABLE, entry.getKey())
                        .filter(message -> scope.admits(message.resourceId()))
                        .filter(message -> message.version().equals(entry.getValue()))
                        .ifPresent(message -> marked.add(message.id()));
            }
            marked.forEach(id -> session.update(
                    "INSERT INTO message_marks (message_id, index_name) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    List.of(id, index)));
            return marked;
        });
    }

    @Override
    public List<Message> update(Scope scope, List<MessagePatch> patches, Instant now) {
        return database.write(session -> {
            Map<String, Message> before = new LinkedHashMap<>();
            for (MessagePatch patch : patches) {
                Optional<Message> stored =
                        session.get(TABLE, patch.id()).filter(message -> scope.admits(message.resourceId()));
                if (stored.isPresent()) {
                    before.put(patch.id(), stored.get());
                    patch.threadId().ifPresent(id -> SqliteThreads.require(session, scope, id));
                }
            }
            PatchedMessages patched = MemoryChanges.patched(before, patches, database.limits);
            patched.messages().forEach(message -> session.put(TABLE, message));
            SqliteThreads.touch(session, patched.threadIds(), patched.messages(), now);
            return patched.messages();
        });
    }

    @Override
    public Collection<String> delete(Scope scope, Collection<String> ids, Instant now) {
        return database.write(session -> {
            Where where = new Where().in("id", ids).filter("resource_id", scope.resourceId());
            List<Message> found = session.list(TABLE, TABLE.select + where.sql(), where.values());
            session.delete(TABLE, where);
            SqliteThreads.touch(session, threads(found), List.of(), now);
            return found.stream().map(Message::id).toList();
        });
    }

    @Override
    public BulkStep delete(MessageQuery query, Optional<Instant> now, int limit) {
        String order = query.direction() == Direction.ASC ? "created_at, id" : "created_at DESC, id DESC";
        return database.write(session -> {
            if (now.isPresent()) {
                List<Message> first = listing(query).read(session, Window.offset(0, limit));
                SqliteThreads.touch(session, threads(first), List.of(), now.get());
            }
            return session.removeFirst(TABLE, where(query), order, limit);
        });
    }

    private static Set<String> threads(List<Message> messages) {
        return messages.stream().map(Message::threadId).collect(Collectors.toSet());
    }
}
