package dev.agentstorage.dsql.local.internal.catalog;

/**
 * Limits of databases, tables and rows. Immutable.
 *
 * @param columnBytes maximum size of a value, in bytes; text and {@code jsonb} count with their compressed size, but a
 *     {@code varchar} is also limited to 65,535 bytes before compression
 * @param rowBytes maximum size of a row: the sum of its values, in bytes; text and {@code jsonb} count with their
 *     compressed size
 * @param keyBytes maximum size of a key: the sum of the values of a primary key, or of an index and the primary key, in
 *     bytes, plus seven bytes for each column after the first
 * @param columns maximum number of columns in a table
 * @param keyColumns maximum number of columns in a primary key or index
 * @param indexes maximum number of indexes of a table, including that of its primary key
 * @param statistics maximum number of extended statistics objects of a table
 * @param schemas maximum number of schemas, not counting {@code public} and {@code sys}
 * @param tables maximum number of tables in the database
 * @param views maximum number of views in the database
 * @param sequences maximum number of sequences in the database, including those of identity columns
 * @param transactionBytes maximum number of bytes of large rows that a transaction may write, before compression; a row
 *     is large if one of its values takes so much of {@code rowBytes} that the others could exceed it, or more than 64
 *     KiB
 */
public record ServerLimits(
        int columnBytes,
        int rowBytes,
        int keyBytes,
        int columns,
        int keyColumns,
        int indexes,
        int statistics,
        int schemas,
        int tables,
        int views,
        int sequences,
        long transactionBytes) {
    private static final ServerLimits SERVICE =
            new ServerLimits(1 << 20, 2 << 20, 1_981, 256, 8, 24, 5, 10, 1_000, 5_000, 5_000, 10 << 20);

    /**
     * Validates the limits.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public ServerLimits {
        for (long limit : new long[] {
            columnBytes,
            rowBytes,
            keyBytes,
            columns,
            keyColumns,
            indexes,
            statistics,
            schemas,
            tables,
            views,
            sequences,
            transactionBytes
        }) {
            if (limit <= 0) {
                throw new IllegalArgumentException("every limit must be positive");
            }
        }
    }

    /** The limits of the service. */
    public static ServerLimits ofTheService() {
        return SERVICE;
    }

    /**
     * Returns a copy with another {@code transactionBytes}.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public ServerLimits withTransactionBytes(long bytes) {
        return new ServerLimits(
                columnBytes,
                rowBytes,
                keyBytes,
                columns,
                keyColumns,
                indexes,
                statistics,
                schemas,
                tables,
                views,
                sequences,
                bytes);
    }
}
