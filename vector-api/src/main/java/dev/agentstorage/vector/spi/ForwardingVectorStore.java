package dev.agentstorage.vector.spi;

import dev.agentstorage.vector.KeyPage;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorLimits;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.VectorStore;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Base class of decorators: forwards all calls to another vector store. As thread-safe as that store. */
public class ForwardingVectorStore implements VectorStore {
    private final VectorStore delegate;

    /**
     * Creates a decorator of this store.
     *
     * @param delegate the store to decorate
     */
    public ForwardingVectorStore(VectorStore delegate) {
        this.delegate = delegate;
    }

    /** {@return the decorated store} */
    protected final VectorStore delegate() {
        return delegate;
    }

    @Override
    public String provider() {
        return delegate.provider();
    }

    @Override
    public Set<VectorFeature> features() {
        return delegate.features();
    }

    @Override
    public VectorLimits limits() {
        return delegate.limits();
    }

    @Override
    public boolean createIndex(VectorIndex index) {
        return delegate.createIndex(index);
    }

    @Override
    public Optional<VectorIndex> findIndex(String name) {
        return delegate.findIndex(name);
    }

    @Override
    public List<VectorIndex> listIndexes(String prefix) {
        return delegate.listIndexes(prefix);
    }

    @Override
    public boolean dropIndex(String name) {
        return delegate.dropIndex(name);
    }

    @Override
    public long count(String index) {
        return delegate.count(index);
    }

    @Override
    public void upsert(String index, List<VectorRecord> records) {
        delegate.upsert(index, records);
    }

    @Override
    public List<VectorHit> query(VectorQuery query) {
        return delegate.query(query);
    }

    @Override
    public List<VectorRecord> get(String index, Collection<String> ids) {
        return delegate.get(index, ids);
    }

    @Override
    public void delete(String index, Collection<String> ids) {
        delegate.delete(index, ids);
    }

    @Override
    public long deleteWhere(String index, VectorFilter filter) {
        return delegate.deleteWhere(index, filter);
    }

    @Override
    public KeyPage listKeys(String index, Optional<String> after, int limit) {
        return delegate.listKeys(index, after, limit);
    }

    @Override
    public void flush() {
        delegate.flush();
    }

    @Override
    public void close() {
        delegate.close();
    }
}
