package dev.agentstorage.dsql.local.internal.catalog;

/**
 * How much a database, a table and a row may hold. Immutable.
 *
 * @param columnBytes largest value of a column, in bytes; text and {@code jsonb} count as they are after compression; a
 *     {@code varchar} never has more than 65,535 bytes before it
 * @param rowBytes largest row: the sum of its values, in bytes; text and {@code jsonb} count as they are after compression
 * @param keyBytes largest key: the sum of the values of a primary key, or of those of an index and of the primary key, in
 *     bytes, and seven bytes more for each column after the first
 * @param columns most columns of a table
 * @param keyColumns most columns of a primary key or an index
 * @param indexes most indexes of a table, that of its primary key included
 * @param statistics most objects of extended statistics of a table
 * @param schemas most schemas, {@code public} and {@code sys} not counted
 * @param tables most tables of the database
 * @param views most views of the database
 * @param sequences most sequences of the database, those of identity columns included
 * @param transactionBytes most bytes of large rows that a transaction may write, before compression; a row is large when one
 *     of its values takes so much of {@code rowBytes} that the others could exceed it, or more than 64 KiB
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
     * Checks the figures.
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
     * The same with another limit of what a transaction may write.
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
