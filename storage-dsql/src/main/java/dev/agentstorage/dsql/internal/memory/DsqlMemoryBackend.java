package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.tx.StepSize;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Version;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The memory domain in SQL: the one door to its stores. Thread-safe. */
@Singleton
public final class DsqlMemoryBackend implements MemoryBackend {
    private final ThreadStore threads;
    private final MessageReads messageReads;
    private final MessageWrites messageWrites;
    private final ResourceStore resources;
    private final Erasure erasure;
    private final StepSize steps;

    @Inject
    DsqlMemoryBackend(
            Transactions transactions,
            ThreadStore threads,
            MessageReads messageReads,
            MessageWrites messageWrites,
            ResourceStore resources,
            Erasure erasure) {
        this.steps = transactions.stepSize();
        this.threads = threads;
        this.messageReads = messageReads;
        this.messageWrites = messageWrites;
        this.resources = resources;
        this.erasure = erasure;
    }

    @Override
    public Optional<ConversationThread> getThread(String id) {
        return threads.get(id);
    }

    @Override
    public ConversationThread createThread(ConversationThread thread, List<Message> first) {
        return threads.create(thread, first);
    }

    @Override
    public ConversationThread saveThread(Scope scope, ConversationThread thread, Optional<Version> expected) {
        return threads.save(scope, thread, expected);
    }

    @Override
    public ConversationThread updateThread(
            Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
        return threads.update(scope, id, patch, expected, now);
    }

    @Override
    public BulkStep moveThread(String id, String resourceId, Instant now, int limit) {
        return steps.run(limit, rows -> threads.move(id, resourceId, now, rows));
    }

    @Override
    public BulkStep deleteThread(Scope scope, String id, int limit) {
        return steps.run(limit, rows -> threads.delete(scope, id, rows));
    }

    @Override
    public List<ConversationThread> listThreads(ThreadQuery query, Window window) {
        return threads.list(query, window);
    }

    @Override
    public long countThreads(ThreadQuery query) {
        return threads.count(query);
    }

    @Override
    public List<Message> saveMessages(Scope scope, List<NewMessage> messages, Instant now) {
        return messageWrites.save(scope, messages, now);
    }

    @Override
    public List<Message> getMessages(Collection<String> ids) {
        return messageReads.get(ids);
    }

    @Override
    public List<Message> listMessages(MessageQuery query, Window window) {
        return messageReads.list(query, window);
    }

    @Override
    public long countMessages(MessageQuery query) {
        return messageReads.count(query);
    }

    @Override
    public List<Message> listIncluded(List<MessageInclude> includes, Optional<String> resourceId) {
        return messageReads.included(includes, resourceId);
    }

    @Override
    public List<Message> updateMessages(Scope scope, List<MessagePatch> patches, Instant now) {
        return messageWrites.update(scope, patches, now);
    }

    @Override
    public Collection<String> deleteMessages(Scope scope, Collection<String> ids, Instant now) {
        return steps.all(List.copyOf(ids), some -> messageWrites.delete(scope, some, now));
    }

    @Override
    public BulkStep deleteMessages(MessageQuery query, Optional<Instant> now, int limit) {
        return steps.run(limit, rows -> messageWrites.delete(query, now, rows));
    }

    @Override
    public Optional<Resource> getResource(String id) {
        return resources.get(id);
    }

    @Override
    public Resource saveResource(Resource resource, Optional<Version> expected) {
        return resources.save(resource, expected);
    }

    @Override
    public Resource updateResource(String id, ResourcePatch patch, Optional<Version> expected, Instant now) {
        return resources.update(id, patch, expected, now);
    }

    @Override
    public boolean deleteResource(String id) {
        return resources.delete(id);
    }

    @Override
    public List<Resource> listResources(ResourceQuery query, Window window) {
        return resources.list(query, window);
    }

    @Override
    public long countResources(ResourceQuery query) {
        return resources.count(query);
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return steps.run(limit, rows -> erasure.eraseResource(resourceId, rows));
    }

    @Override
    public BulkStep clear(int limit) {
        return steps.run(limit, erasure::clear);
    }
}
