package dev.agentstorage.spi.support;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Forwards all calls for the resources to another backend. A decorator extends it, overrides methods, and is returned by its {@code
 * MemoryBackend.resources()}. Thread-safe if the other backend and the code of the decorator are.
 */
public abstract class ForwardingResourceBackend implements ResourceBackend {
    private final ResourceBackend delegate;

    /**
     * Creates a decorator of this backend.
     *
     * @param delegate the backend that does the work
     */
    protected ForwardingResourceBackend(ResourceBackend delegate) {
        this.delegate = Checks.notNull("delegate", delegate);
    }

    /** {@return the decorated backend} */
    protected final ResourceBackend delegate() {
        return delegate;
    }

    @Override
    public Optional<Resource> get(String id) {
        return delegate.get(id);
    }

    @Override
    public Resource create(Resource resource) {
        return delegate.create(resource);
    }

    @Override
    public Resource save(Resource resource, Optional<Version> expected) {
        return delegate.save(resource, expected);
    }

    @Override
    public Resource update(String id, ResourcePatch patch, Optional<Version> expected, Instant now) {
        return delegate.update(id, patch, expected, now);
    }

    @Override
    public boolean delete(String id) {
        return delegate.delete(id);
    }

    @Override
    public List<Resource> list(ResourceQuery query, Window window) {
        return delegate.list(query, window);
    }

    @Override
    public long count(ResourceQuery query) {
        return delegate.count(query);
    }
}
