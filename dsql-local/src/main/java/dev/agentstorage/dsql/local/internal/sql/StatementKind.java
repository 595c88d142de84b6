package dev.agentstorage.dsql.local.internal.sql;

/** What a statement does, as far as transactions are concerned. */
public enum StatementKind {
    /** Nothing but white space and comments. */
    EMPTY,
    /** BEGIN and START TRANSACTION. */
    BEGIN,
    /** COMMIT and END. */
    COMMIT,
    /** ROLLBACK and ABORT, not ROLLBACK TO. */
    ROLLBACK,
    /** SELECT, VALUES, TABLE, SHOW, and EXPLAIN without effect. */
    READ,
    /** SELECT with FOR UPDATE or FOR KEY SHARE, also in a sub-query. */
    LOCKING_READ,
    /** INSERT, UPDATE and DELETE, a query with a CTE of them, EXPLAIN ANALYZE of any of these. */
    WRITE,
    /** What changes the catalog: CREATE, ALTER, DROP, GRANT, REVOKE, COMMENT and their like. */
    DDL,
    /** CREATE INDEX ASYNC. */
    ASYNC_INDEX,
    /** ALTER TABLE ASYNC … VALIDATE CONSTRAINT. */
    ASYNC_VALIDATE,
    /** SET, RESET and SET CONSTRAINTS. */
    SET,
    /** COPY into a table. */
    COPY_IN,
    /** COPY out of a table or query that changes nothing. */
    COPY_OUT,
    /** CALL of a procedure. */
    CALL,
    /** AWS IAM GRANT and AWS IAM REVOKE. */
    IAM,
    /** DEALLOCATE ALL. */
    DEALLOCATE_ALL,
    /** Everything else, also a text that cannot be divided into tokens. */
    OTHER;

    /** Whether the statement begins or ends a transaction. */
    public boolean controlsTransaction() {
        return this == BEGIN || this == COMMIT || this == ROLLBACK;
    }
}
