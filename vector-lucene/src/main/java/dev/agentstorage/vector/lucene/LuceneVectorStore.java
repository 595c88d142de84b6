package dev.agentstorage.vector.lucene;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.vector.KeyPage;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.spi.CheckedVectorStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.IOUtils;

/** The store of {@link LuceneVectorProvider}. */
final class LuceneVectorStore extends CheckedVectorStore {
    private static final String LOCK = "store.lock";
    private static final String INDEX = "index-";
    private static final String DROPPED = "dropped-";

    private final Path path;
    private final StorageConfig config;
    private final Directory root;
    private final Lock lock;
    private final ConcurrentMap<String, LuceneIndex> indexes = new ConcurrentHashMap<>();
    /** Held while an index is being created or dropped. */
    private final ReentrantLock shapes = new ReentrantLock();

    LuceneVectorStore(StorageConfig config) {
        super(new LuceneVectorProvider());
        this.config = config;
        path = config.get(LuceneVectorProvider.PATH);
        root = Failures.translated(path, () -> FSDirectory.open(path));
        lock = Failures.translated(path, this::obtainLock);
        try {
            Failures.translated(path, () -> {
                openAll();
                return true;
            });
        } catch (RuntimeException e) {
            IOUtils.closeWhileHandlingException(indexes.values());
            IOUtils.closeWhileHandlingException(lock, root);
            throw e;
        }
    }

    private Lock obtainLock() throws IOException {
        try {
            return root.obtainLock(LOCK);
        } catch (LockObtainFailedException e) {
            root.close();
            throw new UnavailableException(
                    "store-locked",
                    "another store has the data directory open, in this or another process",
                    Map.of("path", String.valueOf(path.getFileName())),
                    e);
        }
    }

    private void openAll() throws IOException {
        List<Path> entries;
        try (Stream<Path> found = Files.list(path)) {
            entries = found.filter(Files::isDirectory).toList();
        }
        for (Path entry : entries) {
            String name = String.valueOf(entry.getFileName());
            if (name.startsWith(DROPPED)) {
                IOUtils.rm(entry);
            } else if (name.startsWith(INDEX)) {
                // without a commit, the process ended while the index was being created
                Optional<LuceneIndex> opened = LuceneIndex.open(entry, config);
                if (opened.isEmpty()) {
                    IOUtils.rm(entry);
                }
                opened.ifPresent(index -> indexes.put(index.shape().name(), index));
            }
        }
    }

    @Override
    protected Optional<VectorIndex> create(VectorIndex index) {
        shapes.lock();
        try {
            requireOpen();
            LuceneIndex there = indexes.get(index.name());
            if (there != null) {
                return Optional.of(there.shape());
            }
            Schema schema = new Schema(index, config.get(LuceneVectorProvider.LANGUAGE));
            Path folder = path.resolve(INDEX + index.name());
            indexes.put(index.name(), Failures.translated(folder, () -> {
                LuceneIndex made = LuceneIndex.create(folder, schema, config);
                root.syncMetaData();
                return made;
            }));
            return Optional.empty();
        } finally {
            shapes.unlock();
        }
    }

    @Override
    protected Optional<VectorIndex> find(String name) {
        return Optional.ofNullable(indexes.get(name)).map(LuceneIndex::shape);
    }

    @Override
    protected Collection<VectorIndex> indexes() {
        return indexes.values().stream().map(LuceneIndex::shape).toList();
    }

    @Override
    protected boolean drop(String name) {
        shapes.lock();
        try {
            LuceneIndex index = indexes.remove(name);
            if (index == null) {
                return false;
            }
            Path folder = path.resolve(INDEX + name);
            return Failures.translated(folder, () -> {
                index.abandon();
                // an atomic rename, so that a crash leaves either the index or nothing
                Path dropped = Files.move(folder, path.resolve(DROPPED + UUID.randomUUID()));
                root.syncMetaData();
                IOUtils.rm(dropped);
                return true;
            });
        } finally {
            shapes.unlock();
        }
    }

    @Override
    protected long size(VectorIndex index) {
        return index(index).size();
    }

    @Override
    protected void put(VectorIndex index, List<VectorRecord> records) {
        index(index).put(records);
    }

    @Override
    protected List<VectorHit> search(VectorIndex index, VectorQuery query) {
        return index(index).search(query);
    }

    @Override
    protected List<VectorRecord> read(VectorIndex index, Set<String> ids) {
        return index(index).read(ids);
    }

    @Override
    protected void remove(VectorIndex index, Set<String> ids) {
        index(index).remove(ids);
    }

    @Override
    protected long removeWhere(VectorIndex index, VectorFilter filter) {
        return index(index).removeWhere(filter);
    }

    @Override
    protected KeyPage keys(VectorIndex index, Optional<String> after, int limit) {
        return index(index).keys(after, limit);
    }

    @Override
    protected void sync() {
        indexes.values().forEach(LuceneIndex::commit);
    }

    @Override
    protected void shutDown() {
        shapes.lock();
        try {
            Failures.translated(path, () -> {
                List<Closeable> all = new ArrayList<>(indexes.values());
                all.add(lock);
                all.add(root);
                IOUtils.close(all);
                return true;
            });
        } finally {
            indexes.clear();
            shapes.unlock();
        }
    }

    private LuceneIndex index(VectorIndex index) {
        LuceneIndex open = indexes.get(index.name());
        if (open == null) {
            requireOpen();
            throw indexNotFound(index.name());
        }
        return open;
    }
}
