package dev.agentstorage.dsql.local.internal.sql;

import java.util.Optional;
import java.util.Set;

/**
 * One statement of a query text, and the result of its analysis. Immutable: may be cached and shared between threads.
 */
public final class Statement {

    private final Findings findings;

    Statement(Findings findings) {
        this.findings = findings;
    }

    /** The kind of the statement, even if it is refused. */
    public StatementKind kind() {
        return findings.kind;
    }

    /**
     * Returns the text for PostgreSQL: the query text up to the end of this statement. Everything that PostgreSQL must
     * not see is replaced with spaces, so that positions in its errors are correct for the whole query text:
     *
     * <ul>
     *   <li>all previous statements
     *   <li>in CREATE INDEX ASYNC: ASYNC, UNIQUE and NULLS [NOT] DISTINCT
     *   <li>in ALTER TABLE ASYNC: ASYNC
     *   <li>in a locking clause: NOWAIT and SKIP LOCKED, because the service never waits for a lock
     * </ul>
     *
     * <p>In ENABLE and DISABLE TRIGGER ALL, USER replaces ALL. Queries of system catalogs read the endpoint's views
     * instead. If the text differs from the query text, each call builds it again.
     */
    public String text() {
        return findings.source().text();
    }

    /**
     * Returns {@link #text()} without the leading blanks for previous statements, which would be expensive in texts
     * with many statements. Positions in PostgreSQL's errors are then too small by {@link #charactersBefore()}.
     */
    public String ownText() {
        return findings.source().ownText();
    }

    /** The number of characters (code points) before {@link #ownText()} in the query text. */
    public int charactersBefore() {
        return findings.source().charactersBefore();
    }

    /** The error, if the statement is refused because of its text. */
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(findings.refusal);
    }

    /**
     * The maximum number of rows that the statement can change, judged by its text: the number of rows of an INSERT …
     * VALUES without data-modifying CTEs, {@link Long#MAX_VALUE} for other writes and COPY FROM, 0 for everything else.
     */
    public long rowsAtMost() {
        return findings.rowsAtMost;
    }

    /** Whether the command tag counts all changed rows; false with data-modifying CTEs. */
    public boolean tagTellsRows() {
        return findings.tagTellsRows;
    }

    /**
     * The target tables of INSERT, UPDATE, DELETE or COPY, including those in CTEs. With a locking clause, also all
     * names that may be tables that the statement reads; some of them may not be tables.
     */
    public Set<TableName> writes() {
        return findings.writes;
    }

    /**
     * The row locks; present for a {@link StatementKind#LOCKING_READ}, and for a {@link StatementKind#WRITE} with a
     * locking clause.
     */
    public Optional<RowLock> rowLock() {
        return Optional.ofNullable(findings.rowLock);
    }

    /** The index to build; present for {@link StatementKind#ASYNC_INDEX}. */
    public Optional<AsyncIndex> asyncIndex() {
        return Optional.ofNullable(findings.asyncIndex);
    }

    /** The constraint to validate; present for {@link StatementKind#ASYNC_VALIDATE}. */
    public Optional<AsyncValidation> asyncValidation() {
        return Optional.ofNullable(findings.asyncValidation);
    }

    /** The constraints to drop; present for an ALTER TABLE that drops any. */
    public Optional<ConstraintDrop> constraintDrop() {
        return Optional.ofNullable(findings.constraintDrop);
    }

    /** The role mapping; present for a well-formed {@link StatementKind#IAM}. */
    public Optional<IamMapping> iamMapping() {
        return Optional.ofNullable(findings.iamMapping);
    }

    /** The call, if the statement only calls a function in the endpoint's private schema. */
    public Optional<PrivateCall> privateCall() {
        return Optional.ofNullable(findings.privateCall);
    }

    @Override
    public String toString() {
        return kind() + " " + text().strip();
    }
}
