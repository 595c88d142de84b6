package dev.agentstorage.examples.sqlite;

import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.MemoryChanges;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Conversations: three parts over one database, whose transactions span all of them. Thread-safe. */
record SqliteMemory(Database database) implements MemoryBackend {
    @Override
    public ThreadBackend threads() {
        return new SqliteThreads(database);
    }

    @Override
    public MessageBackend messages() {
        return new SqliteMessages(database);
    }

    @Override
    public ResourceBackend resources() {
        return new Resources(database);
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        Where messagesOfIt = new Where()
                .and(
                        "resource_id = ? OR thread_id IN (SELECT id FROM threads WHERE resource_id = ?)",
                        resourceId,
                        resourceId);
        return database.write(session -> session.remove(
                limit,
                new Session.Part(SqliteMessages.TABLE, messagesOfIt),
                new Session.Part(SqliteThreads.TABLE, Where.is("resource_id", resourceId)),
                new Session.Part(Resources.TABLE, Where.is("id", resourceId))));
    }

    @Override
    public BulkStep clear(int limit) {
        return database.write(session -> session.remove(
                limit,
                new Session.Part(SqliteMessages.TABLE, new Where()),
                new Session.Part(SqliteThreads.TABLE, new Where()),
                new Session.Part(Resources.TABLE, new Where())));
    }

    /** Resources with their working memory. Thread-safe. */
    record Resources(Database database) implements ResourceBackend {
        static final Table<Resource> TABLE = new Table<>("resources", Resource.class, 1);

        @Override
        public Optional<Resource> get(String id) {
            return database.read(session -> session.get(TABLE, id));
        }

        @Override
        public Resource create(Resource resource) {
            return database.write(session -> {
                if (!session.insert(TABLE, resource)) {
                    throw Refusals.resourceExists(
                            session.get(TABLE, resource.id()).orElseThrow());
                }
                return resource;
            });
        }

        @Override
        public Resource save(Resource resource, Optional<Version> expected) {
            return database.write(session -> {
                Optional<Resource> stored = session.get(TABLE, resource.id());
                Refusals.requireResourceVersion(expected, resource.id(), stored.orElse(null));
                return session.put(TABLE, resource);
            });
        }

        @Override
        public Resource update(String id, ResourcePatch patch, Optional<Version> expected, Instant now) {
            return database.write(session -> {
                Resource changed =
                        MemoryChanges.patched(id, session.get(TABLE, id), patch, expected, now, database.limits);
                return session.put(TABLE, changed);
            });
        }

        @Override
        public boolean delete(String id) {
            return database.write(session -> session.delete(TABLE, Where.is("id", id)) > 0);
        }

        @Override
        public List<Resource> list(ResourceQuery query, Window window) {
            return database.read(session -> listing(query).read(session, window));
        }

        @Override
        public long count(ResourceQuery query) {
            return database.read(session -> listing(query).count(session));
        }

        private Listing<Resource> listing(ResourceQuery query) {
            return new Listing<>(TABLE, new Where(), "created_at", query.direction())
                    .matching(query.metadata().map(metadata -> query.matcher()));
        }
    }
}
