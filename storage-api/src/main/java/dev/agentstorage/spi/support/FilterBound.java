package dev.agentstorage.spi.support;

import dev.agentstorage.error.TooLargeException;

/**
 * Maximum number of rows scanned by a client-side filter, which the database has no operator for. Immutable and thread-safe.
 *
 * @param rows maximum number of rows of one call, at least 1
 * @param option the name of the backend option that sets the maximum, for the error
 */
public record FilterBound(long rows, String option) {
    /**
     * {@return the number of rows to read next: at most one more than may still be read, so that {@link #require} detects the excess}
     *
     * @param wanted the number of rows that the caller wants to read
     * @param read the number of rows read already
     */
    public long portion(long wanted, long read) {
        return Math.min(wanted, rows - read + 1);
    }

    /**
     * Checks the number of rows that a call has read.
     *
     * @param read the number of rows read already
     * @throws TooLargeException {@code filter-too-wide} when {@code read} exceeds {@code rows}
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
