package dev.agentstorage.dsql.local.internal.transaction;

/** What counts against the limits of a transaction. Not thread-safe. */
public final class TransactionSize {
    private long rows;
    private long maximumRows;
    private long bytes;

    /** @return the rows that the transaction has changed with these */
    public long addRows(long changed) {
        rows += changed;
        return rows;
    }

    /** Adds the largest number of rows that a statement may change. */
    public void addMaximumRows(long maximum) {
        maximumRows = maximum >= Long.MAX_VALUE - maximumRows ? Long.MAX_VALUE : maximumRows + maximum;
    }

    /** The largest number of rows that the transaction may have changed, as far as its statements show. */
    public long maximumRows() {
        return maximumRows;
    }

    /** Adds bytes of a changed row, or of the key of a locked one. */
    public void addBytes(long more) {
        bytes += more;
    }

    public long bytes() {
        return bytes;
    }
}
