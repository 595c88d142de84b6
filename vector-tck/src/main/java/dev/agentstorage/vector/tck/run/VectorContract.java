package dev.agentstorage.vector.tck.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.agentstorage.error.StorageException;
import dev.agentstorage.tck.engine.run.KitContract;
import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.KeyPage;
import dev.agentstorage.vector.KeyType;
import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorLimits;
import dev.agentstorage.vector.VectorProvider;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.VectorStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;

/**
 * Base of the contract classes of vector stores: what the tests of rules can use, in addition to {@link KitContract}. One store is opened for a
 * whole run; each test has its own indexes, which are dropped after it.
 */
public abstract class VectorContract extends KitContract {
    /** The dimension of the default indexes. */
    protected static final int DIMENSION = 4;

    private static final int PAGE = 100;
    private static final int MOST_PAGES = 1_000;

    private final List<String> made = new CopyOnWriteArrayList<>();

    /** For subclasses. */
    protected VectorContract() {}

    /** Returns the store under test. A test must not close it. */
    protected final VectorStore store() {
        return subject().store();
    }

    /** Returns the provider under test. */
    protected final VectorProvider provider() {
        return subject().provider();
    }

    /** Returns the features that the author of the store declares. */
    protected final Set<VectorFeature> declared() {
        return subject().declared();
    }

    /** Returns the limits of the store under test. */
    protected final VectorLimits limits() {
        return store().limits();
    }

    /** Opens another store over the data with this name; the caller must close it. */
    protected final VectorStore open(String data) {
        return subject().open(data);
    }

    private VectorSubject subject() {
        return subject(VectorSubject.class);
    }

    /** Begins an index definition with a key of each type ({@code t}, {@code n}, {@code f}, {@code l}) and two as payload ({@code p}, {@code q}). */
    protected final VectorIndex.Builder shape() {
        return VectorIndex.builder(id("idx"))
                .filterKey("t", KeyType.TEXT)
                .filterKey("n", KeyType.NUMBER)
                .filterKey("f", KeyType.FLAG)
                .filterKey("l", KeyType.TEXTS)
                .payloadKey("p")
                .payloadKey("q");
    }

    /** Creates an index and returns its name; it is dropped after the test. */
    protected final String create(VectorIndex index) {
        made.add(index.name());
        assertThat(store().createIndex(index)).as("index was created").isTrue();
        return index.name();
    }

    /** Creates a default index: {@value #DIMENSION} dimensions, cosine metric. */
    protected final String createDense() {
        return create(shape().dense(DIMENSION, Metric.COSINE).build());
    }

    /** Creates an index of texts without vectors. */
    protected final String createLexical() {
        return create(shape().lexical().build());
    }

    /** Drops the indexes that the test has created. */
    @AfterEach
    protected final void dropIndexes() {
        made.forEach(name -> store().dropIndex(name));
        made.clear();
    }

    /** Returns a record with a vector and without metadata. */
    protected static VectorRecord record(String id, float... vector) {
        return VectorRecord.builder(id).vector(Embedding.of(vector)).build();
    }

    /** Returns a record with metadata and a vector; each number gives another direction. */
    protected static VectorRecord record(String id, Metadata metadata) {
        return VectorRecord.builder(id)
                .vector(Embedding.of(1, 1, 1, 1))
                .metadata(metadata)
                .build();
    }

    /** Returns records {@code r0}, {@code r1}, … with different vectors. */
    protected static List<VectorRecord> records(int count) {
        List<VectorRecord> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            records.add(record("r" + i, 1, i, 0, 0));
        }
        return records;
    }

    /** Queries an index for the vectors nearest to a vector. */
    protected final List<VectorHit> query(String index, int topK, float... vector) {
        return store().query(VectorQuery.dense(index, Embedding.of(vector))
                .topK(topK)
                .build());
    }

    /** Queries an index for the words of a text. */
    protected final List<VectorHit> search(String index, String text) {
        return store().query(VectorQuery.lexical(index, text).build());
    }

    /** Returns the ids of hits, in order. */
    protected static List<String> ids(List<VectorHit> hits) {
        return hits.stream().map(VectorHit::id).toList();
    }

    /** Reads all pages of the ids of an index. */
    protected static List<String> keys(VectorStore store, String index, int limit) {
        List<String> ids = new ArrayList<>();
        Optional<String> after = Optional.empty();
        for (int page = 0; page < MOST_PAGES; page++) {
            KeyPage next = store.listKeys(index, after, limit);
            assertThat(next.ids()).as("a page").hasSizeLessThanOrEqualTo(limit);
            ids.addAll(next.ids());
            if (next.next().isEmpty()) {
                return ids;
            }
            after = next.next();
        }
        throw new AssertionError("listing the keys does not end");
    }

    /** Reads all pages of the ids of an index of the store under test. */
    protected final List<String> keys(String index) {
        return keys(store(), index, PAGE);
    }

    /** Asserts that a call fails with an error of this type and code. */
    protected static <T extends StorageException> T assertRefused(
            Class<T> type, String code, String what, ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).as(what).isInstanceOf(type);
        T error = type.cast(thrown);
        assertThat(error.code()).as(what).isEqualTo(code);
        return error;
    }
}
