package dev.agentstorage.recall;

import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.spi.ForwardingVectorStore;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A vector store that cannot be reached while it is down. */
final class FailingStore extends ForwardingVectorStore {
    volatile boolean down;

    FailingStore(VectorStore delegate) {
        super(delegate);
    }

    private void require() {
        if (down) {
            throw new UnavailableException("vector-store-failed", "the vector store is down", Map.of());
        }
    }

    @Override
    public void upsert(String index, List<VectorRecord> records) {
        require();
        super.upsert(index, records);
    }

    @Override
    public List<VectorHit> query(VectorQuery query) {
        require();
        return super.query(query);
    }

    @Override
    public List<VectorRecord> get(String index, Collection<String> ids) {
        require();
        return super.get(index, ids);
    }

    @Override
    public void delete(String index, Collection<String> ids) {
        require();
        super.delete(index, ids);
    }

    @Override
    public void flush() {
        require();
        super.flush();
    }
}
