package dev.agentstorage.dsql.local.internal.transaction;

/** The counters that are compared with the limits of a transaction. Not thread-safe. */
public final class TransactionSize {
    private long rows;
    private long maximumRows;
    private long bytes;

    /** Adds changed rows. Returns the new total. */
    public long addRows(long changed) {
        rows += changed;
        return rows;
    }

    /** Adds the maximum number of rows that a statement can change. The total saturates at {@link Long#MAX_VALUE}. */
    public void addMaximumRows(long maximum) {
        maximumRows = maximum >= Long.MAX_VALUE - maximumRows ? Long.MAX_VALUE : maximumRows + maximum;
    }

    /** The maximum number of rows that the statements of the transaction can have changed, judged by their texts. */
    public long maximumRows() {
        return maximumRows;
    }

    /** Adds the size of changed rows, or of the keys of locked rows. */
    public void addBytes(long more) {
        bytes += more;
    }

    public long bytes() {
        return bytes;
    }
}
