package dev.agentstorage.tck.selftest.mutant;

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
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Does what the backend behind it does; a mutant overrides what it gets wrong. */
abstract class ForwardingMemoryBackend implements MemoryBackend {
    final MemoryBackend real;

    ForwardingMemoryBackend(MemoryBackend real) {
        this.real = real;
    }

    @Override
    public Optional<ConversationThread> getThread(String id) {
        return real.getThread(id);
    }

    @Override
    public ConversationThread createThread(ConversationThread thread, List<Message> messages) {
        return real.createThread(thread, messages);
    }

    @Override
    public ConversationThread saveThread(Scope scope, ConversationThread thread, Optional<Version> expected) {
        return real.saveThread(scope, thread, expected);
    }

    @Override
    public ConversationThread updateThread(
            Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
        return real.updateThread(scope, id, patch, expected, now);
    }

    @Override
    public BulkStep moveThread(String id, String resourceId, Instant now, int limit) {
        return real.moveThread(id, resourceId, now, limit);
    }

    @Override
    public BulkStep deleteThread(Scope scope, String id, int limit) {
        return real.deleteThread(scope, id, limit);
    }

    @Override
    public List<ConversationThread> listThreads(ThreadQuery query, Window window) {
        return real.listThreads(query, window);
    }

    @Override
    public long countThreads(ThreadQuery query) {
        return real.countThreads(query);
    }

    @Override
    public List<Message> saveMessages(Scope scope, List<NewMessage> messages, Instant now) {
        return real.saveMessages(scope, messages, now);
    }

    @Override
    public List<Message> getMessages(Collection<String> ids) {
        return real.getMessages(ids);
    }

    @Override
    public List<Message> listMessages(MessageQuery query, Window window) {
        return real.listMessages(query, window);
    }

    @Override
    public long countMessages(MessageQuery query) {
        return real.countMessages(query);
    }

    @Override
    public List<Message> listIncluded(List<MessageInclude> includes, Optional<String> resourceId) {
        return real.listIncluded(includes, resourceId);
    }

    @Override
    public List<Message> updateMessages(Scope scope, List<MessagePatch> patches, Instant now) {
        return real.updateMessages(scope, patches, now);
    }

    @Override
    public Collection<String> deleteMessages(Scope scope, Collection<String> ids, Instant now) {
        return real.deleteMessages(scope, ids, now);
    }

    @Override
    public BulkStep deleteMessages(MessageQuery query, Optional<Instant> now, int limit) {
        return real.deleteMessages(query, now, limit);
    }

    @Override
    public Optional<Resource> getResource(String id) {
        return real.getResource(id);
    }

    @Override
    public Resource saveResource(Resource resource, Optional<Version> expected) {
        return real.saveResource(resource, expected);
    }

    @Override
    public Resource updateResource(String id, ResourcePatch patch, Optional<Version> expected, Instant now) {
        return real.updateResource(id, patch, expected, now);
    }

    @Override
    public boolean deleteResource(String id) {
        return real.deleteResource(id);
    }

    @Override
    public List<Resource> listResources(ResourceQuery query, Window window) {
        return real.listResources(query, window);
    }

    @Override
    public long countResources(ResourceQuery query) {
        return real.countResources(query);
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return real.eraseResource(resourceId, limit);
    }

    @Override
    public BulkStep clear(int limit) {
        return real.clear(limit);
    }
}
