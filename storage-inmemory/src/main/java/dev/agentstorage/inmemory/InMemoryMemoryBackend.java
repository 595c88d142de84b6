package dev.agentstorage.inmemory;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.NotFoundException;
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
import dev.agentstorage.spi.MessageChanges;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Limits;
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
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads, messages and resources in memory. One lock guards all three, because a message must never be without its thread: a write
 * checks everything, then changes everything, so that nothing is left half done.
 */
final class InMemoryMemoryBackend implements MemoryBackend {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final ThreadTable threads = new ThreadTable();
    private final MessageTable messages = new MessageTable();
    private final ResourceTable resources = new ResourceTable();
    private final Limits limits;

    InMemoryMemoryBackend(Limits limits) {
        this.limits = limits;
    }

    @Override
    public Optional<ConversationThread> getThread(String id) {
        return read(() -> Optional.ofNullable(threads.get(id)));
    }

    @Override
    public ConversationThread createThread(ConversationThread thread, List<Message> first) {
        return write(() -> {
            ConversationThread stored = threads.get(thread.id());
            if (stored != null) {
                throw threadExists(thread.id(), stored);
            }
            for (Message message : first) {
                if (messages.get(message.id()) != null) {
                    throw messageExists(message.id());
                }
            }
            threads.put(thread);
            first.forEach(messages::put);
            return thread;
        });
    }

    @Override
    public ConversationThread saveThread(Scope scope, ConversationThread thread, Optional<Version> expected) {
        return write(() -> {
            ConversationThread stored = threads.get(thread.id());
            if (stored != null && !scope.admits(stored.resourceId())) {
                throw threadExists(thread.id(), null);
            }
            requireVersion(expected, "threadId", thread.id(), stored == null ? null : stored.version(), stored);
            threads.put(thread);
            return thread;
        });
    }

    @Override
    public ConversationThread updateThread(
            Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
        return write(() -> {
            ConversationThread stored = requireThread(scope, id);
            requireVersion(expected, "threadId", id, stored.version(), stored);
            ConversationThread changed = patch.apply(stored, now);
            limits.requireValue("metadata", changed.metadata().sizeInBytes());
            threads.put(changed);
            return changed;
        });
    }

    @Override
    public BulkStep moveThread(String id, String resourceId, Instant now, int limit) {
        return write(() -> {
            ConversationThread stored = requireThread(Scope.ALL, id);
            if (stored.resourceId().equals(resourceId)) {
                return new BulkStep(0, true);
            }
            List<Message> left = messages.list(MessageQuery.ofThread(id), Window.everything()).stream()
                    .filter(message -> !message.resourceId().equals(resourceId))
                    .toList();
            List<Message> step = left.subList(0, Math.min(limit, left.size()));
            MessagePatch patch = MessagePatch.builder("").resourceId(resourceId).build();
            step.forEach(message -> messages.put(patch.apply(message)));
            if (step.size() < left.size()) {
                return new BulkStep(step.size(), false);
            }
            threads.put(stored.toBuilder()
                    .resourceId(resourceId)
                    .updatedAt(Instants.next(stored.updatedAt(), now))
                    .build());
            return new BulkStep(step.size() + 1L, true);
        });
    }

    @Override
    public BulkStep deleteThread(Scope scope, String id, int limit) {
        return write(() -> {
            ConversationThread stored = threads.get(id);
            if (stored == null || !scope.admits(stored.resourceId())) {
                return new BulkStep(0, true);
            }
            return removeThread(id, limit);
        });
    }

    @Override
    public List<ConversationThread> listThreads(ThreadQuery query, Window window) {
        return read(() -> threads.list(query, window));
    }

    @Override
    public long countThreads(ThreadQuery query) {
        return read(() -> threads.count(query));
    }

    @Override
    public List<Message> saveMessages(Scope scope, List<NewMessage> batch, Instant now) {
        return write(() -> {
            Set<String> touched = new LinkedHashSet<>();
            for (NewMessage message : batch) {
                if (touched.add(message.threadId())) {
                    requireThread(scope, message.threadId());
                }
            }
            List<Message> saved = new ArrayList<>(batch.size());
            for (NewMessage message : MessageChanges.folded(batch)) {
                Message stored = messages.get(message.id());
                if (stored != null && !scope.admits(stored.resourceId())) {
                    throw messageExists(message.id());
                }
                saved.add(MessageChanges.stored(
                        message,
                        requireThread(scope, message.threadId()).resourceId(),
                        stored == null ? message.createdAt().orElseThrow() : stored.createdAt()));
            }
            saved.forEach(messages::put);
            touched.forEach(id -> threads.touch(id, now));
            saved.sort(Message.ORDER);
            return List.copyOf(saved);
        });
    }

    @Override
    public List<Message> getMessages(Collection<String> ids) {
        return read(() -> messages.get(ids));
    }

    @Override
    public List<Message> listMessages(MessageQuery query, Window window) {
        return read(() -> messages.list(query, window));
    }

    @Override
    public long countMessages(MessageQuery query) {
        return read(() -> messages.count(query));
    }

    @Override
    public List<Message> listIncluded(List<MessageInclude> includes, Optional<String> resourceId) {
        return read(() -> messages.included(includes, resourceId));
    }

    @Override
    public List<Message> updateMessages(Scope scope, List<MessagePatch> patches, Instant now) {
        return write(() -> {
            Set<String> touched = new LinkedHashSet<>();
            Map<String, Message> changed = new LinkedHashMap<>();
            for (MessagePatch patch : patches) {
                Message stored = messages.get(patch.id());
                if (stored == null || !scope.admits(stored.resourceId())) {
                    continue;
                }
                Message current = changed.getOrDefault(patch.id(), stored);
                Message message = MessageChanges.patched(stored, current, patch);
                patch.threadId().ifPresent(id -> requireThread(scope, id));
                limits.requireValue("content", message.content().sizeInBytes());
                changed.put(patch.id(), message);
                touched.add(stored.threadId());
                touched.add(message.threadId());
            }
            changed.values().forEach(messages::put);
            touched.forEach(id -> threads.touch(id, now));
            return changed.values().stream().sorted(Message.ORDER).toList();
        });
    }

    @Override
    public Collection<String> deleteMessages(Scope scope, Collection<String> ids, Instant now) {
        return write(() -> {
            List<Message> found = messages.get(ids).stream()
                    .filter(message -> scope.admits(message.resourceId()))
                    .toList();
            remove(found, Optional.of(now));
            return found.stream().map(Message::id).toList();
        });
    }

    @Override
    public BulkStep deleteMessages(MessageQuery query, Optional<Instant> now, int limit) {
        return write(() -> {
            int removed = remove(messages.list(query, Window.offset(0, limit)), now);
            return new BulkStep(
                    removed, messages.list(query, Window.offset(0, 1)).isEmpty());
        });
    }

    @Override
    public Optional<Resource> getResource(String id) {
        return read(() -> Optional.ofNullable(resources.get(id)));
    }

    @Override
    public Resource saveResource(Resource resource, Optional<Version> expected) {
        return write(() -> {
            Resource stored = resources.get(resource.id());
            requireVersion(expected, "resourceId", resource.id(), stored == null ? null : stored.version(), stored);
            resources.put(resource);
            return resource;
        });
    }

    @Override
    public Resource updateResource(String id, ResourcePatch patch, Optional<Version> expected, Instant now) {
        return write(() -> {
            Resource stored = resources.get(id);
            requireVersion(expected, "resourceId", id, stored == null ? null : stored.version(), stored);
            Resource changed = stored == null ? patch.create(id, now) : patch.apply(stored, now);
            limits.requireValue("metadata", changed.metadata().sizeInBytes());
            resources.put(changed);
            return changed;
        });
    }

    @Override
    public boolean deleteResource(String id) {
        return write(() -> resources.remove(id));
    }

    @Override
    public List<Resource> listResources(ResourceQuery query, Window window) {
        return read(() -> resources.list(query, window));
    }

    @Override
    public long countResources(ResourceQuery query) {
        return read(() -> resources.count(query));
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return write(() -> {
            long affected = removeAll(MessageQuery.ofResource(resourceId), limit);
            ConversationThread thread = threads.any(Optional.of(resourceId));
            while (thread != null && affected < limit) {
                affected += removeThread(thread.id(), (int) (limit - affected)).affected();
                thread = threads.any(Optional.of(resourceId));
            }
            if (affected < limit) {
                return new BulkStep(affected + (resources.remove(resourceId) ? 1 : 0), true);
            }
            return new BulkStep(affected, false);
        });
    }

    @Override
    public BulkStep clear(int limit) {
        return write(() -> {
            long affected = removeAll(MessageQuery.ALL, limit);
            ConversationThread thread = threads.any(Optional.empty());
            while (thread != null && affected < limit) {
                threads.remove(thread.id());
                affected++;
                thread = threads.any(Optional.empty());
            }
            Resource resource = resources.any();
            while (resource != null && affected < limit) {
                resources.remove(resource.id());
                affected++;
                resource = resources.any();
            }
            return new BulkStep(affected, thread == null && resource == null && affected < limit);
        });
    }

    private BulkStep removeThread(String id, int limit) {
        MessageQuery query = MessageQuery.ofThread(id);
        long affected = removeAll(query, limit);
        if (!messages.list(query, Window.offset(0, 1)).isEmpty()) {
            return new BulkStep(affected, false);
        }
        threads.remove(id);
        return new BulkStep(affected + 1, true);
    }

    private long removeAll(MessageQuery query, int limit) {
        List<Message> found = messages.list(query, Window.offset(0, limit));
        found.forEach(message -> messages.remove(message.id()));
        return found.size();
    }

    private int remove(List<Message> found, Optional<Instant> now) {
        for (Message message : found) {
            messages.remove(message.id());
            now.ifPresent(time -> threads.touch(message.threadId(), time));
        }
        return found.size();
    }

    private ConversationThread requireThread(Scope scope, String id) {
        ConversationThread stored = threads.get(id);
        if (stored == null || !scope.admits(stored.resourceId())) {
            throw new NotFoundException("thread-not-found", "the thread is missing", Map.of("threadId", id));
        }
        return stored;
    }

    private static void requireVersion(
            Optional<Version> expected, String field, String id, @Nullable Version actual, @Nullable Object stored) {
        if (expected.isPresent() && !expected.get().equals(actual)) {
            throw new ConflictException(
                    "version-conflict", "what is stored is not what was expected", Map.of(field, id), stored);
        }
    }

    private static AlreadyExistsException threadExists(String id, @Nullable ConversationThread stored) {
        return new AlreadyExistsException(
                "thread-exists", "a thread with this id exists", Map.of("threadId", id), stored);
    }

    private static AlreadyExistsException messageExists(String id) {
        return new AlreadyExistsException(
                "message-exists", "a message with this id exists", Map.of("messageId", id), null);
    }

    private <T> T read(Supplier<T> work) {
        lock.readLock().lock();
        try {
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    private <T> T write(Supplier<T> work) {
        lock.writeLock().lock();
        try {
            return work.get();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
