package dev.agentstorage.vector.exact;

import dev.agentstorage.value.Utf8;
import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.KeyPage;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.spi.CheckedVectorStore;
import dev.agentstorage.vector.spi.HitOrder;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * An in-memory vector store for tests and small corpora: compares a query with every record that passes the filter, so that no hit is
 * missed. Data is lost when the store is closed. Texts are searched by BM25 over lower-case words, without stemming or stop words, with the
 * frequencies of the records that pass the filter. Thread-safe; a concurrent query sees each record either before or after a write, never
 * in between.
 */
public final class ExactVectorStore extends CheckedVectorStore {
    private final ConcurrentMap<String, Content> contents = new ConcurrentHashMap<>();

    private record Content(VectorIndex index, ConcurrentNavigableMap<String, VectorRecord> records) {}

    /** Creates an empty store. */
    public ExactVectorStore() {
        super(new ExactVectorProvider());
    }

    @Override
    protected Optional<VectorIndex> create(VectorIndex index) {
        Content made = new Content(index, new ConcurrentSkipListMap<>(Utf8::compare));
        return Optional.ofNullable(contents.putIfAbsent(index.name(), made)).map(Content::index);
    }

    @Override
    protected Optional<VectorIndex> find(String name) {
        return Optional.ofNullable(contents.get(name)).map(Content::index);
    }

    @Override
    protected Collection<VectorIndex> indexes() {
        return contents.values().stream().map(Content::index).toList();
    }

    @Override
    protected boolean drop(String name) {
        return contents.remove(name) != null;
    }

    @Override
    protected long size(VectorIndex index) {
        return records(index).size();
    }

    @Override
    protected void put(VectorIndex index, List<VectorRecord> records) {
        ConcurrentNavigableMap<String, VectorRecord> stored = records(index);
        records.forEach(record -> stored.put(record.id(), record));
    }

    @Override
    protected List<VectorHit> search(VectorIndex index, VectorQuery query) {
        Predicate<VectorRecord> wanted = query.filter()
                .<Predicate<VectorRecord>>map(filter -> record -> filter.matches(record.metadata()))
                .orElse(record -> true);
        Collection<VectorRecord> records = records(index).values();
        List<VectorHit> hits = query.vector().isPresent()
                ? dense(index, query, query.vector().get(), records, wanted)
                : new Bm25(records.stream().filter(wanted).toList())
                        .score(query.text().orElseThrow(), query.includeVectors());
        return HitOrder.best(hits, query);
    }

    private static List<VectorHit> dense(
            VectorIndex index,
            VectorQuery query,
            Embedding vector,
            Collection<VectorRecord> records,
            Predicate<VectorRecord> wanted) {
        VectorIndex.Dense dense = index.dense().orElseThrow();
        return records.stream()
                .filter(record -> record.vector().isPresent() && wanted.test(record))
                .map(record -> new VectorHit(
                        record.id(),
                        dense.metric().score(vector, record.vector().get()),
                        record.metadata(),
                        query.includeVectors() ? record.vector() : Optional.empty()))
                .toList();
    }

    @Override
    protected List<VectorRecord> read(VectorIndex index, Set<String> ids) {
        ConcurrentNavigableMap<String, VectorRecord> stored = records(index);
        return ids.stream()
                .flatMap(id -> Optional.ofNullable(stored.get(id)).stream())
                .toList();
    }

    @Override
    protected void remove(VectorIndex index, Set<String> ids) {
        records(index).keySet().removeAll(ids);
    }

    @Override
    protected long removeWhere(VectorIndex index, VectorFilter filter) {
        AtomicLong removed = new AtomicLong();
        ConcurrentNavigableMap<String, VectorRecord> stored = records(index);
        stored.forEach((id, record) -> {
            if (filter.matches(record.metadata()) && stored.remove(id, record)) {
                removed.incrementAndGet();
            }
        });
        return removed.get();
    }

    @Override
    protected KeyPage keys(VectorIndex index, Optional<String> after, int limit) {
        ConcurrentNavigableMap<String, VectorRecord> stored = records(index);
        List<String> ids = after.map(id -> stored.tailMap(id, false)).orElse(stored).keySet().stream()
                .limit(limit)
                .toList();
        return new KeyPage(ids, ids.size() < limit ? Optional.empty() : Optional.of(ids.get(ids.size() - 1)));
    }

    @Override
    protected void sync() {
        requireOpen();
    }

    @Override
    protected void shutDown() {
        contents.clear();
    }

    private ConcurrentNavigableMap<String, VectorRecord> records(VectorIndex index) {
        Content content = contents.get(index.name());
        if (content == null) {
            throw indexNotFound(index.name());
        }
        return content.records();
    }
}
