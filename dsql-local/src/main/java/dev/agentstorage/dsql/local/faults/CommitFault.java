package dev.agentstorage.dsql.local.faults;

/** What happens to a transaction that is about to commit. */
public enum CommitFault {
    /** It is rolled back and its client told 40001, {@code OC000}: another transaction changed the same rows. */
    CONFLICT,
    /** It is rolled back and its client told 40001, {@code OC001}: another transaction changed the schema. */
    SCHEMA_CHANGE,
    /** It is rolled back and its client told XX000, {@code server unavailable}; the connection goes on. */
    SERVER_UNAVAILABLE,
    /** The connection is cut and the transaction rolled back. */
    CUT_AND_ROLL_BACK,
    /** The connection is cut and the transaction committed after that, so that the first read elsewhere may miss it. */
    CUT_AND_COMMIT,
    /** The transaction is committed and the connection cut before the client is told. */
    COMMIT_AND_CUT
}
