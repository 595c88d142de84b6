package dev.agentstorage.vector.spi;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.vector.KeyPage;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorLimits;
import dev.agentstorage.vector.VectorProvider;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.VectorStore;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Base class of vector stores: performs every check that {@link VectorStore} specifies, so that the abstract methods receive only valid requests,
 * for an index that existed when the call began. If the index has been dropped since, they throw {@link #indexNotFound}.
 *
 * <p>A call that is running when the store is closed by another thread may fail with any {@link NotInitializedException} or {@link
 * dev.agentstorage.error.UnavailableException}. Subclasses must be thread-safe.
 */
public abstract class CheckedVectorStore implements VectorStore {
    private final VectorProvider provider;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Creates an open store.
     *
     * @param provider the provider of the backend
     */
    protected CheckedVectorStore(VectorProvider provider) {
        this.provider = provider;
    }

    /**
     * Creates an index if none with this name exists, durably and atomically; otherwise returns the existing one.
     *
     * @param index the name of the index
     * @return the existing index; empty if it was created
     */
    protected abstract Optional<VectorIndex> create(VectorIndex index);

    /**
     * {@return the index with this name; empty when it is missing} Called before every operation, so it must not cost a round trip each time.
     *
     * @param name the name of the index
     */
    protected abstract Optional<VectorIndex> find(String name);

    /** {@return all indexes, in any order} */
    protected abstract Collection<VectorIndex> indexes();

    /**
     * Drops an index with all its records.
     *
     * @param name the name of the index
     * @return whether it existed
     */
    protected abstract boolean drop(String name);

    /**
     * Counts the records.
     *
     * @param index the name of the index
     * @return the number of records
     */
    protected abstract long size(VectorIndex index);

    /**
     * Upserts records: at least one, with distinct ids.
     *
     * @param index the name of the index
     * @param records the records
     */
    protected abstract void put(VectorIndex index, List<VectorRecord> records);

    /**
     * Executes a query. The query is valid for the index.
     *
     * @param index the name of the index
     * @param query what to search for
     * @return the hits, best first
     */
    protected abstract List<VectorHit> search(VectorIndex index, VectorQuery query);

    /**
     * {@return the existing records with these ids, without duplicates}
     *
     * @param index the name of the index
     * @param ids the ids of the records
     */
    protected abstract List<VectorRecord> read(VectorIndex index, Set<String> ids);

    /**
     * Removes the records with these ids, at least one; missing ids are ignored.
     *
     * @param index the name of the index
     * @param ids the ids of the records
     */
    protected abstract void remove(VectorIndex index, Set<String> ids);

    /**
     * Removes the matching records; called only with {@link VectorFeature#DELETE_BY_FILTER}.
     *
     * @param index the name of the index
     * @param filter the filter that the removed records match
     * @return the number of removed records
     */
    protected abstract long removeWhere(VectorIndex index, VectorFilter filter);

    /**
     * {@return a page of ids}
     *
     * @param index the name of the index
     * @param after the position after which it begins; empty for the beginning
     * @param limit the maximum number of ids
     * @throws InvalidRequestException {@link #cursorInvalid}
     */
    protected abstract KeyPage keys(VectorIndex index, Optional<String> after, int limit);

    /** Makes all earlier writes durable. */
    protected abstract void sync();

    /** Flushes and releases all resources; called once. */
    protected abstract void shutDown();

    @Override
    public final String provider() {
        return provider.name();
    }

    @Override
    public final Set<VectorFeature> features() {
        return provider.features();
    }

    @Override
    public final VectorLimits limits() {
        return provider.limits();
    }

    @Override
    public final boolean createIndex(VectorIndex index) {
        requireOpen();
        notNull("index", index);
        if (index.lexical()) {
            require(VectorFeature.LEXICAL);
        }
        index.dense().ifPresent(this::requireDense);
        requireAtMost(
                "metadata-keys-too-many",
                "filterKeys",
                limits().metadataKeys(),
                index.filterKeys().size() + index.payloadKeys().size());
        requireAtMost(
                "metadata-keys-too-many",
                "payloadKeys",
                limits().payloadKeys(),
                index.payloadKeys().size());
        Optional<VectorIndex> stored = create(index);
        if (stored.isPresent() && !stored.get().equals(index)) {
            throw new AlreadyExistsException(
                    "index-differs",
                    "an index of this name has another shape",
                    Map.of("name", index.name()),
                    stored.get());
        }
        return stored.isEmpty();
    }

    private void requireDense(VectorIndex.Dense dense) {
        if (dense.metric() == Metric.EUCLIDEAN) {
            require(VectorFeature.EUCLIDEAN);
        } else if (dense.metric() == Metric.DOT_PRODUCT) {
            require(VectorFeature.DOT_PRODUCT);
        }
        requireAtMost("dimension-too-large", "dimension", limits().dimension(), dense.dimension());
    }

    @Override
    public final Optional<VectorIndex> findIndex(String name) {
        requireOpen();
        return find(notNull("name", name));
    }

    @Override
    public final List<VectorIndex> listIndexes(String prefix) {
        requireOpen();
        notNull("prefix", prefix);
        return indexes().stream()
                .filter(index -> index.name().startsWith(prefix))
                .sorted(Comparator.comparing(VectorIndex::name))
                .toList();
    }

    @Override
    public final boolean dropIndex(String name) {
        requireOpen();
        return drop(notNull("name", name));
    }

    @Override
    public final long count(String index) {
        return size(index(index));
    }

    @Override
    public final void upsert(String index, List<VectorRecord> records) {
        VectorIndex shape = index(index);
        new RecordChecks(shape, limits()).check(notNull("records", records));
        if (!records.isEmpty()) {
            put(shape, List.copyOf(records));
        }
    }

    @Override
    public final List<VectorHit> query(VectorQuery query) {
        VectorIndex shape = index(notNull("query", query).index());
        new QueryChecks(shape, limits()).check(query);
        return search(shape, query);
    }

    @Override
    public final List<VectorRecord> get(String index, Collection<String> ids) {
        VectorIndex shape = index(index);
        Set<String> wanted = ids(ids);
        return wanted.isEmpty() ? List.of() : read(shape, wanted);
    }

    @Override
    public final void delete(String index, Collection<String> ids) {
        VectorIndex shape = index(index);
        Set<String> unwanted = ids(ids);
        if (!unwanted.isEmpty()) {
            remove(shape, unwanted);
        }
    }

    @Override
    public final long deleteWhere(String index, VectorFilter filter) {
        requireOpen();
        require(VectorFeature.DELETE_BY_FILTER);
        VectorIndex shape = index(index);
        new QueryChecks(shape, limits()).check(notNull("filter", filter));
        return removeWhere(shape, filter);
    }

    @Override
    public final KeyPage listKeys(String index, Optional<String> after, int limit) {
        VectorIndex shape = index(index);
        notNull("after", after);
        if (limit < 1) {
            throw new InvalidRequestException(
                    "limit-not-positive", "a limit must be >= 1", Details.of("field", "limit", "value", limit));
        }
        return keys(shape, after, limit);
    }

    @Override
    public final void flush() {
        requireOpen();
        sync();
    }

    @Override
    public final void close() {
        if (closed.compareAndSet(false, true)) {
            shutDown();
        }
    }

    /**
     * {@return the error for an index that does not exist}
     *
     * @param name the name of the index
     */
    protected static NotFoundException indexNotFound(String name) {
        return new NotFoundException("index-not-found", "there is no index of this name", Map.of("name", name));
    }

    /** {@return the error for a cursor that was not returned by a page of this index} */
    protected static InvalidRequestException cursorInvalid() {
        return new InvalidRequestException("cursor-invalid", "the cursor is malformed", Map.of("field", "after"));
    }

    /** Checks that the store is open. */
    protected final void requireOpen() {
        if (closed.get()) {
            throw new NotInitializedException(
                    "storage-closed", "the vector store is closed", Map.of("provider", provider()));
        }
    }

    private VectorIndex index(String name) {
        requireOpen();
        notNull("index", name);
        return find(name).orElseThrow(() -> indexNotFound(name));
    }

    private static Set<String> ids(Collection<String> ids) {
        Set<String> wanted = new LinkedHashSet<>();
        notNull("ids", ids).forEach(id -> wanted.add(notNull("ids", id)));
        return wanted;
    }

    private void require(VectorFeature feature) {
        if (!features().contains(feature)) {
            throw new UnsupportedException(feature.name(), provider());
        }
    }

    static <T> T notNull(String field, @Nullable T value) {
        if (value == null) {
            throw new InvalidRequestException("null-argument", "a required value is null", Map.of("field", field));
        }
        return value;
    }

    static void requireAtMost(String code, String field, long limit, long size) {
        if (size > limit) {
            throw new TooLargeException(
                    code,
                    "a value exceeds the limit of the vector store",
                    field,
                    limit,
                    size,
                    "stay within the limits of the vector store");
        }
    }
}
