package dev.agentstorage.spi;

import dev.agentstorage.error.TooLarge;

/**
 * The sizes that a backend accepts. The stores refuse what is larger with {@link TooLarge} before the backend
 * sees it.
 *
 * @param idBytes the longest id, in bytes of UTF-8
 * @param nameBytes the longest indexed name (span, entity), in bytes of UTF-8
 * @param valueBytes the largest single value (a message's content, a metadata object, a span's input), in bytes of UTF-8
 * @param snapshotBytes the largest workflow snapshot, in bytes of UTF-8
 * @param atomicRows the most rows that one call changes atomically
 * @param atomicBytes the most bytes that one call writes atomically
 */
public record Limits(
        int idBytes, int nameBytes, long valueBytes, long snapshotBytes, int atomicRows, long atomicBytes) {
    /** What every backend should accept: ids of 255 bytes, names of 500 bytes, values of 1 MiB, 3,000 rows and 8 MiB at once. */
    public static final Limits STANDARD = new Limits(255, 500, 1 << 20, 1 << 20, 3000, 8 << 20);

    /**
     * Checks the size of a value that only the backend knows, such as what a merge results in (rule {@code MEM-85}).
     *
     * @throws TooLarge {@code value-too-large}
     */
    public void requireValue(String field, long bytes) {
        if (bytes > valueBytes) {
            throw new TooLarge(
                    "value-too-large", "a value is over the limit of the backend", field, valueBytes, bytes, "");
        }
    }
}
