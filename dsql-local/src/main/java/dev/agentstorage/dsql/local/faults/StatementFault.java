package dev.agentstorage.dsql.local.faults;

/** The fault of a statement. */
public enum StatementFault {
    /** The statement fails with 40001, {@code OC001}: another transaction changed the schema. */
    SCHEMA_CHANGE,
    /**
     * The statement fails with XX000, {@code server unavailable}; the whole transaction may be retried on this
     * connection.
     */
    SERVER_UNAVAILABLE,
    /** The statement fails with 54000: it needs more temporary space than a query may use. */
    TEMP_SPACE_EXCEEDED,
    /** The connection is closed and an open transaction is rolled back. */
    CUT
}
