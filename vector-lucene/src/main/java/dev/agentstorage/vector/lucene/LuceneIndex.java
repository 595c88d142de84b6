package dev.agentstorage.vector.lucene;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.vector.KeyPage;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.VectorRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;

/**
 * One index in one Lucene directory. A search sees every write that returned before the search began: it first refreshes its reader, which is
 * free when nothing was written. Thread-safe.
 */
final class LuceneIndex implements Closeable {
    private final Path folder;
    private final Schema schema;
    private final Documents documents;
    private final Analyzer analyzer;
    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final DenseSearch denseSearch;
    private final LexicalSearch lexicalSearch;
    /** Shared by normal writes; exclusive for a delete by filter, so that its count is exact. */
    private final ReadWriteLock writes = new ReentrantReadWriteLock();

    private LuceneIndex(Path folder, Schema schema, Directory directory, IndexWriter writer, StorageConfig config)
            throws IOException {
        this.folder = folder;
        this.schema = schema;
        this.directory = directory;
        this.writer = writer;
        documents = new Documents(schema.index());
        analyzer = writer.getAnalyzer();
        searchers = new SearcherManager(writer, null);
        denseSearch = new DenseSearch(
                schema.index(),
                config.get(LuceneVectorProvider.EXACT_RECORDS),
                config.get(LuceneVectorProvider.OVERSAMPLING));
        lexicalSearch = new LexicalSearch(analyzer);
    }

    /** Creates an index, durably. */
    static LuceneIndex create(Path folder, Schema schema, StorageConfig config) throws IOException {
        return start(folder, config, directory -> schema, IndexWriterConfig.OpenMode.CREATE);
    }

    /** Opens the state of the last commit; empty when there is none. */
    static Optional<LuceneIndex> open(Path folder, StorageConfig config) throws IOException {
        try (Directory directory = FSDirectory.open(folder)) {
            if (!DirectoryReader.indexExists(directory)) {
                return Optional.empty();
            }
        }
        return Optional.of(start(
                folder,
                config,
                directory -> Schema.of(SegmentInfos.readLatestCommit(directory).getUserData()),
                IndexWriterConfig.OpenMode.APPEND));
    }

    @FunctionalInterface
    private interface SchemaSource {
        Schema of(Directory directory) throws IOException;
    }

    private static LuceneIndex start(
            Path folder, StorageConfig config, SchemaSource source, IndexWriterConfig.OpenMode mode)
            throws IOException {
        Directory directory = FSDirectory.open(folder);
        IndexWriter writer = null;
        try {
            Schema schema = source.of(directory);
            IndexWriterConfig settings = new IndexWriterConfig(schema.language().analyzer());
            settings.setOpenMode(mode);
            settings.setCodec(new Codec());
            writer = new IndexWriter(directory, settings);
            if (mode == IndexWriterConfig.OpenMode.CREATE) {
                writer.setLiveCommitData(schema.toUserData().entrySet());
                writer.commit();
            }
            return new LuceneIndex(folder, schema, directory, writer, config);
        } catch (IOException | RuntimeException e) {
            IOUtils.closeWhileHandlingException(writer, directory);
            throw e;
        }
    }

    private static final class Codec extends Lucene912Codec {
        private final KnnVectorsFormat vectors = new WideVectors();

        @Override
        public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return vectors;
        }
    }

    VectorIndex shape() {
        return schema.index();
    }

    void put(List<VectorRecord> records) {
        written(writes.readLock(), () -> {
            for (VectorRecord record : records) {
                writer.updateDocument(new Term(Documents.ID, record.id()), documents.of(record));
            }
            return records.size();
        });
    }

    void remove(Collection<String> ids) {
        Term[] terms = ids.stream().map(id -> new Term(Documents.ID, id)).toArray(Term[]::new);
        written(writes.readLock(), () -> writer.deleteDocuments(terms));
    }

    long removeWhere(VectorFilter filter) {
        Query query = Filters.query(filter);
        return written(writes.writeLock(), () -> {
            long found = searched(searcher -> (long) searcher.count(query));
            writer.deleteDocuments(query);
            return found;
        });
    }

    private <T> T written(Lock lock, Failures.Work<T> work) {
        lock.lock();
        try {
            return Failures.translated(folder, work);
        } finally {
            lock.unlock();
        }
    }

    long size() {
        return searched(searcher -> (long) searcher.getIndexReader().numDocs());
    }

    List<VectorHit> search(VectorQuery query) {
        return searched(searcher ->
                query.vector().isPresent() ? denseSearch.run(searcher, query) : lexicalSearch.run(searcher, query));
    }

    List<VectorRecord> read(Collection<String> ids) {
        return searched(searcher -> new Reading(searcher.getIndexReader()).records(ids));
    }

    KeyPage keys(Optional<String> after, int limit) {
        return searched(searcher -> new Reading(searcher.getIndexReader()).keys(after, limit));
    }

    @FunctionalInterface
    private interface Search<T> {
        T run(IndexSearcher searcher) throws IOException;
    }

    private <T> T searched(Search<T> search) {
        return Failures.translated(folder, () -> {
            searchers.maybeRefreshBlocking();
            IndexSearcher searcher = searchers.acquire();
            try {
                return search.run(searcher);
            } finally {
                searchers.release(searcher);
            }
        });
    }

    /** Waits until all earlier writes are on disk. */
    void commit() {
        Failures.translated(folder, () -> writer.commit());
    }

    /** Closes without a commit. */
    void abandon() throws IOException {
        searchers.close();
        writer.rollback();
        IOUtils.close(analyzer, directory);
    }

    /** Commits and closes. */
    @Override
    public void close() throws IOException {
        IOUtils.close(searchers, writer, analyzer, directory);
    }
}
