package dev.agentstorage.vector;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.error.UnsupportedException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Records with vectors, texts and metadata in named indexes. {@link VectorStores} opens one by the name of its provider; {@code
 * docs/VECTOR-CONTRACT.md} has the rules that every store obeys. Implementations extend {@code spi.CheckedVectorStore}, which makes the
 * checks below once for all of them.
 *
 * <p>Every write can be seen as soon as the call has returned, by this store and all of its threads; it is durable after {@link #flush()}.
 * A call with many records is not atomic: when it fails on the way, some of them may be stored. Writes are idempotent, so that the
 * remedy is to repeat the call.
 *
 * <p>Errors are those of Agent Storage. In addition to the ones named below, every method that takes the name of an index throws {@link
 * NotFoundException} ({@code index-not-found}) unless it says otherwise, and every method {@link InvalidRequestException} ({@code
 * null-argument}), {@link NotInitializedException} ({@code storage-closed}) after {@link #close()}, and {@link UnavailableException} when
 * the store cannot be reached or its disk fails.
 *
 * <p>Thread-safe; calls block.
 */
public interface VectorStore extends AutoCloseable {
    /** {@return the name of the provider} */
    String provider();

    /** {@return what this store has; always the same} Works after closing. */
    Set<VectorFeature> features();

    /** {@return the sizes that this store accepts; always the same} Works after closing. */
    VectorLimits limits();

    /**
     * Creates an index, durably.
     *
     * @param index the name of the index
     * @return false when there is one of exactly this shape already
     * @throws AlreadyExistsException {@code index-differs} when an index of this name has another shape, which {@code
     *     stored(VectorIndex.class)} gives: another dimension, metric, or other keys
     * @throws UnsupportedException for texts without {@link VectorFeature#LEXICAL}, and for metrics that the store does not have
     * @throws TooLargeException {@code dimension-too-large}, {@code metadata-keys-too-many}
     */
    boolean createIndex(VectorIndex index);

    /**
     * {@return the shape of an index as it was created; empty when there is none of this name}
     *
     * @param name the name of the index
     */
    Optional<VectorIndex> findIndex(String name);

    /**
     * {@return the shapes of all indexes whose names begin with this, by name; the empty prefix gives all of them}
     *
     * @param prefix what the names of the variables begin with
     */
    List<VectorIndex> listIndexes(String prefix);

    /**
     * Removes an index with all of its records, durably; false when there is none of this name.
     *
     * @param name the name of the index
     * @return whether it existed
     */
    boolean dropIndex(String name);

    /**
     * {@return the exact number of records of an index} It may take as long as {@link #listKeys listing} them all.
     *
     * @param index the name of the index
     */
    long count(String index);

    /**
     * Stores records. One whose id is there already replaces the whole record.
     *
     * @param index the name of the index
     * @param records any number, of different ids; the store splits them as it needs
     * @throws InvalidRequestException {@code id-repeated} when two have one id; {@code index-not-dense} and {@code index-not-lexical} when
     *     one has a vector or text that the index does not search; {@code dimension-mismatch}; {@code vector-zero} for {@link
     *     Metric#COSINE}; {@code metadata-key-unknown}; {@code metadata-type} when a value for filters has another type than declared. No
     *     record was stored then
     * @throws TooLargeException {@code id-too-long}, {@code metadata-too-large}, {@code text-too-large}; no record was stored
     */
    void upsert(String index, List<VectorRecord> records);

    /**
     * Finds the records that fit a query best, the best first, those of equal score by the UTF-8 bytes of their ids. A filter that leaves
     * few records (at least those of 1,000) is answered exactly; otherwise the store may miss some of the best hits, but never invents one.
     *
     * @param query what to search for
     * @return at most {@code topK} hits, all of which match the filter
     * @throws InvalidRequestException {@code index-not-dense}, {@code index-not-lexical}, {@code dimension-mismatch}, {@code vector-zero};
     *     {@code filter-key-unknown} when the index does not declare a key for filters; {@code filter-type} when a key has another type
     * @throws TooLargeException {@code top-k-too-large}, {@code filter-too-large}, {@code text-too-large}
     */
    List<VectorHit> query(VectorQuery query);

    /**
     * {@return the records of these ids as they were stored, in any order; ids that do not exist are left out}
     *
     * @param index the name of the index
     * @param ids the ids of the records
     */
    List<VectorRecord> get(String index, Collection<String> ids);

    /**
     * Removes the records of these ids; ids that do not exist are ignored.
     *
     * @param index the name of the index
     * @param ids the ids of the records
     */
    void delete(String index, Collection<String> ids);

    /**
     * Removes all records that match a filter.
     *
     * @param index the name of the index
     * @param filter which records
     * @return the number removed
     * @throws UnsupportedException without {@link VectorFeature#DELETE_BY_FILTER}
     * @throws InvalidRequestException {@code filter-key-unknown}, {@code filter-type}
     * @throws TooLargeException {@code filter-too-large}
     */
    long deleteWhere(String index, VectorFilter filter);

    /**
     * {@return some of the ids of an index} A walk over all pages returns each record that exists during the whole walk exactly once; one that is
     * stored or removed meanwhile may be in it or not.
     *
     * @param index the name of the index
     * @param after {@link KeyPage#next()} of the page before; empty for the first page
     * @param limit maximum number of ids; the page may have fewer and still not be the last
     * @throws InvalidRequestException {@code limit-not-positive}, {@code cursor-invalid}
     */
    KeyPage listKeys(String index, Optional<String> after, int limit);

    /**
     * Returns when every write that returned before this call began is durable: it survives the end of the process and of the machine.
     *
     * @throws StorageException when that is not certain; call again, or write again
     */
    void flush();

    /** Flushes and releases everything. Closing again does nothing. */
    @Override
    void close();
}
