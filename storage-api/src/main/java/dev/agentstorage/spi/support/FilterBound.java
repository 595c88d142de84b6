package dev.agentstorage.spi.support;

import dev.agentstorage.error.TooLargeException;

/**
 * How many rows one call may read to find those that pass a filter which only the backend can judge, because its database has no operator for
 * it. Immutable and thread-safe.
 *
 * @param rows the most rows of one call, at least 1
 * @param option the option of the backend that sets it, which the error names
 */
public record FilterBound(long rows, String option) {
    /**
     * {@return how many rows to read next: those wanted, or one more than may still be read, which shows that there are too many}
     *
     * @param wanted how many rows are wanted
     * @param read how many rows were read already
     */
    public long portion(long wanted, long read) {
        return Math.min(wanted, rows - read + 1);
    }

    /**
     * Checks how many rows a call has read.
     *
     * @param read how many rows were read already
     * @throws TooLargeException {@code filter-too-wide} when these are more than {@code rows}
     */
    public void require(long read) {
        if (read > rows) {
            throw new TooLargeException(
                    "filter-too-wide",
                    "more rows have to be read to answer the filter than one call may read",
                    option,
                    rows,
                    read,
                    "narrow the query by what the database can filter, such as a thread, a resource or a time, or raise "
                            + option);
        }
    }
}
