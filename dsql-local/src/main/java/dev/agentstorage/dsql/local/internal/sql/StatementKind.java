package dev.agentstorage.dsql.local.internal.sql;

/** The kind of a statement, as far as transactions are concerned. */
public enum StatementKind {
    /** Only white space and comments. */
    EMPTY,
    /** BEGIN and START TRANSACTION. */
    BEGIN,
    /** COMMIT and END. */
    COMMIT,
    /** ROLLBACK and ABORT, not ROLLBACK TO. */
    ROLLBACK,
    /** SELECT, VALUES, TABLE, SHOW, and EXPLAIN that does not execute a write. */
    READ,
    /** SELECT with FOR UPDATE or FOR KEY SHARE, also in a sub-query. */
    LOCKING_READ,
    /** INSERT, UPDATE and DELETE, a query with a data-modifying CTE, and EXPLAIN ANALYZE of any of these. */
    WRITE,
    /** Statements that change the catalog: CREATE, ALTER, DROP, GRANT, REVOKE, COMMENT and similar. */
    DDL,
    /** CREATE INDEX ASYNC. */
    ASYNC_INDEX,
    /** ALTER TABLE ASYNC … VALIDATE CONSTRAINT. */
    ASYNC_VALIDATE,
    /** SET, RESET and SET CONSTRAINTS. */
    SET,
    /** COPY FROM, into a table. */
    COPY_IN,
    /** COPY TO, from a table or a query that changes nothing. */
    COPY_OUT,
    /** CALL of a procedure. */
    CALL,
    /** AWS IAM GRANT and AWS IAM REVOKE. */
    IAM,
    /** DEALLOCATE ALL. */
    DEALLOCATE_ALL,
    /** Everything else, including lexically invalid texts. */
    OTHER;

    /** Whether the statement begins or ends a transaction. */
    public boolean controlsTransaction() {
        return this == BEGIN || this == COMMIT || this == ROLLBACK;
    }
}
