package dev.agentstorage.vector;

/**
 * The sizes that a store accepts. What is larger is refused with {@link dev.agentstorage.error.TooLargeException}, and nothing is changed
 * (rule {@code VEC-27}). There is no limit to the records of a call: stores split it.
 *
 * @param dimension maximum dimension of a vector
 * @param idBytes maximum length of an id, in bytes of UTF-8
 * @param topK maximum number of hits of a query
 * @param metadataKeys maximum number of keys that an index may declare, for filters and as payload together
 * @param payloadKeys maximum number of keys that an index may declare as payload
 * @param filterableBytes maximum size of the metadata of the keys for filters, as {@link Metadata#bytes(java.util.Map)} counts
 * @param metadataBytes maximum size of all metadata, as {@link Metadata#bytes()} counts
 * @param textBytes maximum length of a text to search, in bytes of UTF-8
 * @param filterValues maximum number of values of a filter, as {@link VectorFilter#values()} counts
 */
public record VectorLimits(
        int dimension,
        int idBytes,
        int topK,
        int metadataKeys,
        int payloadKeys,
        int filterableBytes,
        int metadataBytes,
        int textBytes,
        int filterValues) {
    /**
     * What every store accepts at least, and callers who want to change stores keep to: ids of 512 bytes, 100 hits, 20 keys of which 10 as
     * payload, 1,024 bytes of filterable and 16 KiB of all metadata, texts of 16 KiB, 100 values in a filter, 1,536 numbers.
     */
    public static final VectorLimits LEAST =
            new VectorLimits(1_536, 512, 100, 20, 10, 1 << 10, 16 << 10, 16 << 10, 100);

    /** What stores on this machine accept: wide, and still small enough that one record is no threat to memory. */
    public static final VectorLimits WIDE =
            new VectorLimits(4_096, 1_024, 10_000, 50, 50, 8 << 10, 64 << 10, 1 << 20, 1_000);
}
