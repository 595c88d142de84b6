package dev.agentstorage.spi.support;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.ThreadBackend;

/**
 * Forwards all calls for the memory domain to another backend. A decorator extends it, overrides methods, and is returned by its {@code
 * StorageBackend.memory()}. Thread-safe if the other backend and the code of the decorator are.
 *
 * <p>A decorator must usually cover all three parts, see {@link MemoryBackend}: override {@link #threads()}, {@link #messages()} and {@link
 * #resources()} to return decorators of the backends that {@code super} returns, such as a {@link ForwardingThreadBackend}.
 */
public abstract class ForwardingMemoryBackend implements MemoryBackend {
    private final MemoryBackend delegate;

    /**
     * Creates a decorator of this backend.
     *
     * @param delegate the backend that does the work
     */
    protected ForwardingMemoryBackend(MemoryBackend delegate) {
        this.delegate = Checks.notNull("delegate", delegate);
    }

    /** {@return the decorated backend} */
    protected final MemoryBackend delegate() {
        return delegate;
    }

    @Override
    public ThreadBackend threads() {
        return delegate.threads();
    }

    @Override
    public MessageBackend messages() {
        return delegate.messages();
    }

    @Override
    public ResourceBackend resources() {
        return delegate.resources();
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return delegate.eraseResource(resourceId, limit);
    }

    @Override
    public BulkStep clear(int limit) {
        return delegate.clear(limit);
    }
}
