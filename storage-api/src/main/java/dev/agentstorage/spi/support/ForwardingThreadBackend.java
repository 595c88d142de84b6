package dev.agentstorage.spi.support;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Forwards all calls for the threads to another backend. A decorator extends it, overrides methods, and is returned by its {@code
 * MemoryBackend.threads()}. Thread-safe if the other backend and the code of the decorator are.
 */
public abstract class ForwardingThreadBackend implements ThreadBackend {
    private final ThreadBackend delegate;

    /**
     * Creates a decorator of this backend.
     *
     * @param delegate the backend that does the work
     */
    protected ForwardingThreadBackend(ThreadBackend delegate) {
        this.delegate = Checks.notNull("delegate", delegate);
    }

    /** {@return the decorated backend} */
    protected final ThreadBackend delegate() {
        return delegate;
    }

    @Override
    public Optional<ConversationThread> get(String id) {
        return delegate.get(id);
    }

    @Override
    public ConversationThread create(ConversationThread thread, List<Message> messages) {
        return delegate.create(thread, messages);
    }

    @Override
    public ConversationThread save(Scope scope, ConversationThread thread, Optional<Version> expected) {
        return delegate.save(scope, thread, expected);
    }

    @Override
    public ConversationThread update(
            Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
        return delegate.update(scope, id, patch, expected, now);
    }

    @Override
    public BulkStep move(String id, String resourceId, Instant now, int limit) {
        return delegate.move(id, resourceId, now, limit);
    }

    @Override
    public BulkStep delete(Scope scope, String id, int limit) {
        return delegate.delete(scope, id, limit);
    }

    @Override
    public BulkStep refresh(String resourceId, int limit) {
        return delegate.refresh(resourceId, limit);
    }

    @Override
    public List<ConversationThread> list(ThreadQuery query, Window window) {
        return delegate.list(query, window);
    }

    @Override
    public long count(ThreadQuery query) {
        return delegate.count(query);
    }
}
