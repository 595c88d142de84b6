package dev.agentstorage.value;

import dev.agentstorage.error.TooLargeException;

/**
 * The size limits of a backend. Stores reject larger values with {@link TooLargeException} before they call the backend (rule
 * {@code CORE-21}).
 *
 * @param idBytes maximum length of an id, in bytes of UTF-8
 * @param nameBytes maximum length of an indexed name (span, entity), in bytes of UTF-8
 * @param valueBytes maximum size of a single value (a message's content, a metadata object, a span's input), in bytes of UTF-8
 * @param rowBytes maximum size of a span or score, with all ids, names and values, in bytes of UTF-8
 * @param snapshotBytes maximum size of a workflow snapshot, in bytes of UTF-8
 * @param atomicRows maximum number of rows that one call changes atomically
 * @param atomicBytes maximum number of bytes that one call writes atomically
 */
public record Limits(
        int idBytes,
        int nameBytes,
        long valueBytes,
        long rowBytes,
        long snapshotBytes,
        int atomicRows,
        long atomicBytes) {
    /**
     * Maximum size of a filter on metadata, scope or tags, in bytes of UTF-8 in its canonical form; the same in every backend (rule
     * {@code CORE-23}).
     */
    public static final int FILTER_BYTES = 1 << 16;

    /** Maximum size of the labels of a run, in bytes of UTF-8 in their canonical form; the same in every backend (rule {@code WF-56}). */
    public static final int LABELS_BYTES = 1 << 13;

    /**
     * The default limits of the backends of this project, chosen for Aurora DSQL: ids of 255 bytes and names of 500 bytes; values of
     * 1,044,480 bytes, slightly below the 1 MiB limit of a column, so that two of them fit a row; rows of 2 MiB minus 1 KiB for data other
     * than text and values; snapshots of 64 MiB, stored in chunks; 2,999 rows in one call, one below the limit of a transaction, for the
     * thread that is stored with its messages; 8 MiB in one call.
     */
    public static final Limits STANDARD = new Limits(255, 500, 1_044_480, (2 << 20) - 1024, 64 << 20, 2_999, 8 << 20);

    /**
     * Checks the size of a value that only the backend knows, such as the result of a merge (rule {@code MEM-85}).
     *
     * @param field the name of the field, for the error
     * @param bytes the size in bytes
     * @throws TooLargeException {@code value-too-large}
     */
    public void requireValue(String field, long bytes) {
        if (bytes > valueBytes) {
            throw new TooLargeException(
                    "value-too-large",
                    "a value exceeds the limit of the backend",
                    field,
                    valueBytes,
                    bytes,
                    "keep the large value elsewhere and store a reference");
        }
    }

    /**
     * Checks the size of a whole span or score.
     *
     * @param field the name of the field, which the error names
     * @param bytes the size in bytes
     * @throws TooLargeException {@code row-too-large}
     */
    public void requireRow(String field, long bytes) {
        if (bytes > rowBytes) {
            throw new TooLargeException(
                    "row-too-large",
                    "the values together exceed the row limit of the backend",
                    field,
                    rowBytes,
                    bytes,
                    "keep large values elsewhere and store references");
        }
    }
}
