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
 * Stores records with vectors, texts and metadata in named indexes. Open one with {@link VectorStores}; {@code docs/VECTOR-CONTRACT.md}
 * defines the rules for every store. Implementations extend {@code spi.CheckedVectorStore}, which performs the checks documented below.
 *
 * <p>A write is visible to all threads of this store when the call returns, and durable after {@link #flush()}. A call with many records is
 * not atomic: after an error, some of them may be stored. Writes are idempotent: repeat the call after an error.
 *
 * <p>Errors are those of Agent Storage. In addition to the documented exceptions, every method that takes the name of an index throws
 * {@link NotFoundException} ({@code index-not-found}) unless documented otherwise, and every method throws {@link InvalidRequestException}
 * ({@code null-argument}), {@link NotInitializedException} ({@code storage-closed}) after {@link #close()}, and
 * {@link UnavailableException} when the store is unreachable or its disk fails.
 *
 * <p>Thread-safe; calls block.
 */
public interface VectorStore extends AutoCloseable {
    /** {@return the name of the provider} */
    String provider();

    /** {@return the features of this store; constant} Works after closing. */
    Set<VectorFeature> features();

    /** {@return the limits of this store; constant} Works after closing. */
    VectorLimits limits();

    /**
     * Creates an index, durably.
     *
     * @param index the definition of the index
     * @return {@code true} if it was created, {@code false} if an index with exactly this definition exists
     * @throws AlreadyExistsException {@code index-differs} when an index with this name has another dimension, metric or other keys;
     *     {@code stored(VectorIndex.class)} returns it
     * @throws UnsupportedException for texts without {@link VectorFeature#LEXICAL}, and for unsupported metrics
     * @throws TooLargeException {@code dimension-too-large}, {@code metadata-keys-too-many}
     */
    boolean createIndex(VectorIndex index);

    /**
     * {@return the definition of an index; empty when it does not exist}
     *
     * @param name the name of the index
     */
    Optional<VectorIndex> findIndex(String name);

    /**
     * {@return the definitions of all indexes whose names start with a prefix, sorted by name; an empty prefix returns all}
     *
     * @param prefix the prefix of the names; may be empty
     */
    List<VectorIndex> listIndexes(String prefix);

    /**
     * Removes an index with all its records, durably; does nothing when it does not exist.
     *
     * @param name the name of the index
     * @return whether it existed
     */
    boolean dropIndex(String name);

    /**
     * {@return the exact number of records of an index} May take as long as {@link #listKeys listing} all of them.
     *
     * @param index the name of the index
     */
    long count(String index);

    /**
     * Stores records. A record with an existing id replaces the whole stored record.
     *
     * @param index the name of the index
     * @param records any number of records with distinct ids; the store splits them as necessary
     * @throws InvalidRequestException {@code id-repeated} when two have the same id; {@code index-not-dense} and {@code index-not-lexical}
     *     when one has a vector or text that the index does not search; {@code dimension-mismatch}; {@code vector-zero} for
     *     {@link Metric#COSINE}; {@code metadata-key-unknown}; {@code metadata-type} when the value of a filter key has another type than
     *     declared. In these cases no record is stored
     * @throws TooLargeException {@code id-too-long}, {@code metadata-too-large}, {@code text-too-large}; no record is stored
     */
    void upsert(String index, List<VectorRecord> records);

    /**
     * Finds the best matches of a query, best first, equal scores ordered by the UTF-8 bytes of their ids. The result is exact if the
     * filter leaves few records (every store guarantees this up to 1,000); otherwise the store may miss some of the best hits, but never
     * returns a wrong one.
     *
     * @param query what to search for
     * @return at most {@code topK} hits, all of which match the filter
     * @throws InvalidRequestException {@code index-not-dense}, {@code index-not-lexical}, {@code dimension-mismatch}, {@code vector-zero};
     * {@code filter-key-unknown} when the index does not declare a filter key; {@code filter-type} when a key has another type
     * @throws TooLargeException {@code top-k-too-large}, {@code filter-too-large}, {@code text-too-large}
     */
    List<VectorHit> query(VectorQuery query);

    /**
     * {@return the records with these ids as they were stored, in any order; unknown ids are omitted}
     *
     * @param index the name of the index
     * @param ids the ids of the records
     */
    List<VectorRecord> get(String index, Collection<String> ids);

    /**
     * Removes the records with these ids; unknown ids are ignored.
     *
     * @param index the name of the index
     * @param ids the ids of the records
     */
    void delete(String index, Collection<String> ids);

    /**
     * Removes all records that match a filter.
     *
     * @param index the name of the index
     * @param filter the records to remove
     * @return the number removed
     * @throws UnsupportedException without {@link VectorFeature#DELETE_BY_FILTER}
     * @throws InvalidRequestException {@code filter-key-unknown}, {@code filter-type}
     * @throws TooLargeException {@code filter-too-large}
     */
    long deleteWhere(String index, VectorFilter filter);

    /**
     * {@return a page of the ids of an index} A walk over all pages returns each record that exists during the whole walk exactly once;
     * records that are stored or removed during the walk may or may not be returned.
     *
     * @param index the name of the index
     * @param after {@link KeyPage#next()} of the previous page; empty for the first page
     * @param limit maximum number of ids; a page may have fewer and still not be the last
     * @throws InvalidRequestException {@code limit-not-positive}, {@code cursor-invalid}
     */
    KeyPage listKeys(String index, Optional<String> after, int limit);

    /**
     * Waits until every write that returned before this call is durable: it survives the end of the process and a crash of the machine.
     *
     * @throws StorageException when durability is not certain; repeat the call or the writes
     */
    void flush();

    /** Flushes and releases all resources. Idempotent. */
    @Override
    void close();
}
