package dev.agentstorage.inmemory;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.value.Limits;
import java.util.Optional;

/** Conversations in memory: three backends with shared tables, and the operations that span them. Thread-safe. */
final class InMemoryMemoryBackend implements MemoryBackend {
    private final MemoryTables tables = new MemoryTables();
    private final ThreadBackend threads;
    private final MessageBackend messages;
    private final ResourceBackend resources;

    InMemoryMemoryBackend(Limits limits) {
        threads = new InMemoryThreadBackend(tables, limits);
        messages = new InMemoryMessageBackend(tables, limits);
        resources = new InMemoryResourceBackend(tables, limits);
    }

    @Override
    public ThreadBackend threads() {
        return threads;
    }

    @Override
    public MessageBackend messages() {
        return messages;
    }

    @Override
    public ResourceBackend resources() {
        return resources;
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return tables.write(() -> {
            long affected = tables.removeMessages(MessageQuery.ofResource(resourceId), limit);
            ConversationThread thread = tables.threads.any(Optional.of(resourceId));
            while (thread != null && affected < limit) {
                affected += tables.removeThread(thread.id(), (int) (limit - affected))
                        .affected();
                thread = tables.threads.any(Optional.of(resourceId));
            }
            if (affected < limit) {
                return new BulkStep(affected + (tables.resources.remove(resourceId) ? 1 : 0), true);
            }
            return new BulkStep(affected, false);
        });
    }

    @Override
    public BulkStep clear(int limit) {
        return tables.write(() -> {
            long affected = tables.removeMessages(MessageQuery.ALL, limit);
            ConversationThread thread = tables.threads.any(Optional.empty());
            while (thread != null && affected < limit) {
                tables.threads.remove(thread.id());
                affected++;
                thread = tables.threads.any(Optional.empty());
            }
            Resource resource = tables.resources.any();
            while (resource != null && affected < limit) {
                tables.resources.remove(resource.id());
                affected++;
                resource = tables.resources.any();
            }
            return new BulkStep(affected, thread == null && resource == null && affected < limit);
        });
    }
}
