package dev.agentstorage.inmemory;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.Refusals;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Threads, messages and resources, guarded by one lock, because a message must never exist without its thread. A write
 * checks everything before it changes anything, so that it is atomic. The tables must only be used within {@link #read} and
 * {@link #write}.
 */
final class MemoryTables {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    final ThreadTable threads = new ThreadTable();
    final MessageTable messages = new MessageTable();
    final ResourceTable resources = new ResourceTable();

    <T> T read(Supplier<T> work) {
        lock.readLock().lock();
        try {
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    <T> T write(Supplier<T> work) {
        lock.writeLock().lock();
        try {
            return work.get();
        } finally {
            lock.writeLock().unlock();
        }
    }

    ConversationThread requireThread(Scope scope, String id) {
        ConversationThread stored = threads.get(id);
        if (stored == null || !scope.admits(stored.resourceId())) {
            throw Refusals.threadNotFound(id);
        }
        return stored;
    }

    /** Returns the {@code createdAt} of the last message of a thread. */
    Optional<Instant> lastTime(String threadId) {
        return messages.list(MessageQuery.ofThread(threadId), Window.last(1)).stream()
                .map(Message::createdAt)
                .findFirst();
    }

    /** Removes up to {@code limit} messages of a thread, and the thread when none is left. */
    BulkStep removeThread(String id, int limit) {
        MessageQuery query = MessageQuery.ofThread(id);
        long affected = removeMessages(query, limit);
        if (!messages.list(query, Window.offset(0, 1)).isEmpty()) {
            return new BulkStep(affected, false);
        }
        threads.remove(id);
        return new BulkStep(affected + 1, true);
    }

    /** Removes up to {@code limit} messages of a query, without updating their threads. */
    long removeMessages(MessageQuery query, int limit) {
        List<Message> found = messages.list(query, Window.offset(0, limit));
        found.forEach(message -> messages.remove(message.id()));
        return found.size();
    }
}
