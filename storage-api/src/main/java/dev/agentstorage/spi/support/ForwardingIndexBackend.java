package dev.agentstorage.spi.support;

import dev.agentstorage.index.IndexCreation;
import dev.agentstorage.index.IndexInfo;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.index.IndexStats;
import dev.agentstorage.index.IndexTable;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.IndexBackend;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Forwards all calls for the index manager to another backend. A decorator extends it, overrides methods, and is returned by its {@code
 * StorageBackend.indexes()}. Thread-safe if the other backend and the code of the decorator are.
 */
public abstract class ForwardingIndexBackend implements IndexBackend {
    private final IndexBackend delegate;

    /**
     * Creates a decorator of this backend.
     *
     * @param delegate the backend that does the work
     */
    protected ForwardingIndexBackend(IndexBackend delegate) {
        this.delegate = Checks.notNull("delegate", delegate);
    }

    /** {@return the decorated backend} */
    protected final IndexBackend delegate() {
        return delegate;
    }

    @Override
    public List<IndexTable> tables() {
        return delegate.tables();
    }

    @Override
    public List<IndexSpec> defaultIndexes() {
        return delegate.defaultIndexes();
    }

    @Override
    public IndexCreation createIndex(IndexSpec spec) {
        return delegate.createIndex(spec);
    }

    @Override
    public boolean dropIndex(String name) {
        return delegate.dropIndex(name);
    }

    @Override
    public List<IndexInfo> listIndexes(Optional<String> table) {
        return delegate.listIndexes(table);
    }

    @Override
    public Optional<IndexStats> describeIndex(String name) {
        return delegate.describeIndex(name);
    }

    @Override
    public boolean awaitIndexes(Duration timeout) {
        return delegate.awaitIndexes(timeout);
    }
}
