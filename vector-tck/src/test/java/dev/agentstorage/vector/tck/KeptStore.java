package dev.agentstorage.vector.tck;

import dev.agentstorage.vector.KeyPage;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorProvider;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.exact.ExactVectorStore;
import dev.agentstorage.vector.spi.CheckedVectorStore;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A store over an exact one that stays open when this one is closed. */
final class KeptStore extends CheckedVectorStore {
    private final ExactVectorStore content;
    private final Runnable onClose;

    KeptStore(VectorProvider provider, ExactVectorStore content, Runnable onClose) {
        super(provider);
        this.content = content;
        this.onClose = onClose;
    }

    @Override
    protected Optional<VectorIndex> create(VectorIndex index) {
        Optional<VectorIndex> there = content.findIndex(index.name());
        if (there.isEmpty()) {
            content.createIndex(index);
        }
        return there;
    }

    @Override
    protected Optional<VectorIndex> find(String name) {
        return content.findIndex(name);
    }

    @Override
    protected Collection<VectorIndex> indexes() {
        return content.listIndexes("");
    }

    @Override
    protected boolean drop(String name) {
        return content.dropIndex(name);
    }

    @Override
    protected long size(VectorIndex index) {
        return content.count(index.name());
    }

    @Override
    protected void put(VectorIndex index, List<VectorRecord> records) {
        content.upsert(index.name(), records);
    }

    @Override
    protected List<VectorHit> search(VectorIndex index, VectorQuery query) {
        return content.query(query);
    }

    @Override
    protected List<VectorRecord> read(VectorIndex index, Set<String> ids) {
        return content.get(index.name(), ids);
    }

    @Override
    protected void remove(VectorIndex index, Set<String> ids) {
        content.delete(index.name(), ids);
    }

    @Override
    protected long removeWhere(VectorIndex index, VectorFilter filter) {
        return content.deleteWhere(index.name(), filter);
    }

    @Override
    protected KeyPage keys(VectorIndex index, Optional<String> after, int limit) {
        return content.listKeys(index.name(), after, limit);
    }

    @Override
    protected void sync() {
        requireOpen();
    }

    @Override
    protected void shutDown() {
        onClose.run();
    }
}
