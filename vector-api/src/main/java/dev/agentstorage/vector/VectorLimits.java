package dev.agentstorage.vector;

/**
 * The limits of a store. Larger values are rejected with {@link dev.agentstorage.error.TooLargeException}, and nothing is changed (rule
 * {@code VEC-27}). The number of records in a call is not limited: stores split it.
 *
 * @param dimension maximum dimension of a vector
 * @param idBytes maximum length of an id, in bytes of UTF-8
 * @param topK maximum number of hits of a query
 * @param metadataKeys maximum number of keys that an index may declare, filter and payload keys together
 * @param payloadKeys maximum number of payload keys that an index may declare
 * @param filterableBytes maximum size of the values of filter keys, as {@link Metadata#bytes(java.util.Map)} counts
 * @param metadataBytes maximum size of all metadata, as {@link Metadata#bytes()} counts
 * @param textBytes maximum length of an indexed text, in bytes of UTF-8
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
     * The minimum that every store supports, for portable applications: ids of 512 bytes, 100 hits, 20 keys of which 10 as payload, 1,024
     * bytes of filterable and 16 KiB of all metadata, texts of 16 KiB, 100 values in a filter, 1,536 dimensions.
     */
    public static final VectorLimits LEAST =
            new VectorLimits(1_536, 512, 100, 20, 10, 1 << 10, 16 << 10, 16 << 10, 100);

    /** The limits of local stores: large, but a single record cannot exhaust the memory. */
    public static final VectorLimits WIDE =
            new VectorLimits(4_096, 1_024, 10_000, 50, 50, 8 << 10, 64 << 10, 1 << 20, 1_000);
}
