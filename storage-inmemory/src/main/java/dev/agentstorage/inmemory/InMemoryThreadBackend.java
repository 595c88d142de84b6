package dev.agentstorage.inmemory;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.MemoryChanges;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Threads in memory. Removing a thread also removes its messages. Thread-safe. */
final class InMemoryThreadBackend implements ThreadBackend {
    private final MemoryTables tables;
    private final Limits limits;

    InMemoryThreadBackend(MemoryTables tables, Limits limits) {
        this.tables = tables;
        this.limits = limits;
    }

    @Override
    public Optional<ConversationThread> get(String id) {
        return tables.read(() -> Optional.ofNullable(tables.threads.get(id)));
    }

    @Override
    public ConversationThread create(ConversationThread thread, List<Message> first) {
        return tables.write(() -> {
            ConversationThread stored = tables.threads.get(thread.id());
            if (stored != null) {
                throw Refusals.threadExists(thread.id(), stored);
            }
            for (Message message : first) {
                if (tables.messages.get(message.id()) != null) {
                    throw Refusals.messageExists(message.id());
                }
            }
            tables.threads.put(thread);
            first.forEach(tables.messages::put);
            return thread;
        });
    }

    @Override
    public ConversationThread save(Scope scope, ConversationThread thread, Optional<Version> expected) {
        return tables.write(() -> {
            Optional<ConversationThread> stored = Optional.ofNullable(tables.threads.get(thread.id()));
            ConversationThread saved = MemoryChanges.saved(scope, stored, thread, expected);
            tables.threads.put(saved);
            return saved;
        });
    }

    @Override
    public ConversationThread update(
            Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
        return tables.write(() -> {
            ConversationThread stored = tables.requireThread(scope, id);
            ConversationThread changed = MemoryChanges.patched(stored, patch, expected, now, limits);
            tables.threads.put(changed);
            return changed;
        });
    }

    @Override
    public BulkStep move(String id, String resourceId, Instant now, int limit) {
        return tables.write(() -> {
            ConversationThread stored = tables.requireThread(Scope.ALL, id);
            if (stored.resourceId().equals(resourceId)) {
                return new BulkStep(0, true);
            }
            List<Message> left = tables.messages.list(MessageQuery.ofThread(id), Window.everything()).stream()
                    .filter(message -> !message.resourceId().equals(resourceId))
                    .toList();
            List<Message> step = left.subList(0, Math.min(limit, left.size()));
            MessagePatch patch = MessagePatch.builder("").resourceId(resourceId).build();
            step.forEach(message -> tables.messages.put(patch.apply(message)));
            if (step.size() < left.size()) {
                return new BulkStep(step.size(), false);
            }
            tables.threads.put(MemoryChanges.moved(stored, resourceId, now));
            return new BulkStep(step.size() + 1L, true);
        });
    }

    @Override
    public BulkStep delete(Scope scope, String id, int limit) {
        return tables.write(() -> {
            ConversationThread stored = tables.threads.get(id);
            if (stored == null || !scope.admits(stored.resourceId())) {
                return new BulkStep(0, true);
            }
            return tables.removeThread(id, limit);
        });
    }

    @Override
    public BulkStep refresh(String resourceId, int limit) {
        return tables.write(() -> {
            List<ConversationThread> behind =
                    tables.threads.list(ThreadQuery.ofResource(resourceId), Window.everything()).stream()
                            .map(thread ->
                                    Map.entry(thread, MemoryChanges.spoken(thread, tables.lastTime(thread.id()))))
                            .filter(refreshed -> !refreshed.getKey().equals(refreshed.getValue()))
                            .map(Map.Entry::getValue)
                            .limit(limit)
                            .toList();
            behind.forEach(tables.threads::put);
            return new BulkStep(behind.size(), behind.size() < limit);
        });
    }

    @Override
    public List<ConversationThread> list(ThreadQuery query, Window window) {
        return tables.read(() -> tables.threads.list(query, window));
    }

    @Override
    public long count(ThreadQuery query) {
        return tables.read(() -> tables.threads.count(query));
    }
}
