package dev.agentstorage.dsql.local.faults;

/** The fault that a transaction meets when it commits. */
public enum CommitFault {
    /**
     * The transaction is rolled back and COMMIT fails with 40001, {@code OC000}: another transaction changed the same
     * rows.
     */
    CONFLICT,
    /**
     * The transaction is rolled back and COMMIT fails with 40001, {@code OC001}: another transaction changed the
     * schema.
     */
    SCHEMA_CHANGE,
    /**
     * The transaction is rolled back and COMMIT fails with XX000, {@code server unavailable}; the connection stays
     * open.
     */
    SERVER_UNAVAILABLE,
    /** The connection is closed and the transaction is rolled back. */
    CUT_AND_ROLL_BACK,
    /**
     * The connection is closed first and the transaction committed afterwards, so that the next read on another
     * connection may miss it.
     */
    CUT_AND_COMMIT,
    /** The transaction is committed and the connection is closed before the client receives an answer. */
    COMMIT_AND_CUT
}
