package dev.agentstorage.dsql.internal.query;

import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.error.TooLargeException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** How many rows one call may read to find those that a filter leaves which only this side can judge. Immutable and thread-safe. */
@Singleton
public final class FilterBound {
    private final long rows;

    /** Takes the bound from the settings. */
    @Inject
    public FilterBound(DsqlSettings settings) {
        this.rows = settings.filterRows();
    }

    /** Returns how many rows to read next: so many, or one more than may still be read, which tells that there are too many. */
    public long portion(long wanted, long read) {
        return Math.min(wanted, rows - read + 1);
    }

    /** @throws TooLargeException {@code filter-too-wide} if so many rows are over the bound */
    public void require(long read) {
        if (read > rows) {
            throw new TooLargeException(
                    "filter-too-wide",
                    "more rows have to be read to answer the filter than one call may read",
                    "filterRows",
                    rows,
                    read,
                    "narrow the query by what the database can filter, such as a thread, a resource or a time, or raise filterRows");
        }
    }
}
