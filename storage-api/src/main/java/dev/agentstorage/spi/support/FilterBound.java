package dev.agentstorage.spi.support;

import dev.agentstorage.error.TooLargeException;

/**
 * Maximum number of rows scanned by a client-side filter, for which the database has no
 * operator. Immutable and thread-safe.
 *
 * @param rows maximum number of rows of one call, at least 1
 * @param option the option of the backend that sets it, which the error names
 */
public record FilterBound(long rows, String option) {
    /**
     * {@return the number of rows to read next: those requested, or one more than may still be read, which detects too many}
     *
     * @param wanted number of rows are wanted
     * @param read the number of rows read already
     */
    public long portion(long wanted, long read) {
        return Math.min(wanted, rows - read + 1);
    }

    /**
     * Checks how many rows a call has read.
     *
     * @param read the number of rows read already
     * @throws TooLargeException {@code filter-too-wide} when these are more than {@code rows}
     */
    public void require(long read) {
        if (read > rows) {
            throw new TooLargeException(
                    "filter-too-wide",
                    "the filter scans more rows than one call may read",
                    option,
                    rows,
                    read,
                    "narrow the query by a filter that the database supports, such as thread, resource or time, or raise "
                            + option);
        }
    }
}
