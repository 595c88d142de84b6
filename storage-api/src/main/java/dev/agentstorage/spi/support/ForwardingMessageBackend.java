package dev.agentstorage.spi.support;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageHead;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Forwards all calls for the messages to another backend. A decorator extends it, overrides methods, and is returned by its {@code
 * MemoryBackend.messages()}. Thread-safe if the other backend and the code of the decorator are.
 */
public abstract class ForwardingMessageBackend implements MessageBackend {
    private final MessageBackend delegate;

    /**
     * Creates a decorator of this backend.
     *
     * @param delegate the backend that does the work
     */
    protected ForwardingMessageBackend(MessageBackend delegate) {
        this.delegate = Checks.notNull("delegate", delegate);
    }

    /** {@return the decorated backend} */
    protected final MessageBackend delegate() {
        return delegate;
    }

    @Override
    public List<Message> save(Scope scope, List<NewMessage> messages, Instant now) {
        return delegate.save(scope, messages, now);
    }

    @Override
    public List<Message> create(Scope scope, List<NewMessage> messages, Instant now) {
        return delegate.create(scope, messages, now);
    }

    @Override
    public List<Message> appendAfter(
            Scope scope, String threadId, Optional<MessagePosition> expected, List<NewMessage> messages, Instant now) {
        return delegate.appendAfter(scope, threadId, expected, messages, now);
    }

    @Override
    public List<Message> get(Collection<String> ids) {
        return delegate.get(ids);
    }

    @Override
    public List<Message> list(MessageQuery query, Window window) {
        return delegate.list(query, window);
    }

    @Override
    public long count(MessageQuery query) {
        return delegate.count(query);
    }

    @Override
    public List<Message> listIncluded(List<MessageInclude> includes, Optional<String> resourceId) {
        return delegate.listIncluded(includes, resourceId);
    }

    @Override
    public List<Message> last(Scope scope, Collection<String> threadIds) {
        return delegate.last(scope, threadIds);
    }

    @Override
    public List<MessageHead> lastHeads(Scope scope, Collection<String> threadIds) {
        return delegate.lastHeads(scope, threadIds);
    }

    @Override
    public Map<String, Integer> countAfter(Scope scope, Map<String, Optional<MessagePosition>> after, int atMost) {
        return delegate.countAfter(scope, after, atMost);
    }

    @Override
    public List<Message> pending(Scope scope, String index, int limit) {
        return delegate.pending(scope, index, limit);
    }

    @Override
    public Collection<String> markIndexed(Scope scope, String index, Map<String, Version> versions) {
        return delegate.markIndexed(scope, index, versions);
    }

    @Override
    public List<Message> update(Scope scope, List<MessagePatch> patches, Instant now) {
        return delegate.update(scope, patches, now);
    }

    @Override
    public Collection<String> delete(Scope scope, Collection<String> ids, Instant now) {
        return delegate.delete(scope, ids, now);
    }

    @Override
    public BulkStep delete(MessageQuery query, Optional<Instant> now, int limit) {
        return delegate.delete(query, now, limit);
    }
}
