package dev.agentstorage.dsql.local.internal.sql;

import java.util.Optional;
import java.util.Set;

/**
 * One statement of a query text, and what its text shows about it. Immutable: may be cached and shared between threads.
 */
public final class Statement {

    private final Findings findings;

    Statement(Findings findings) {
        this.findings = findings;
    }

    /** What the statement does. A refused statement has the kind that it would have if it were not refused. */
    public StatementKind kind() {
        return findings.kind;
    }

    /**
     * What PostgreSQL gets: the query text up to the end of this statement, in which everything that is not for PostgreSQL
     * is overwritten by spaces, so that positions in its errors are right for the whole query text. Overwritten are the
     * statements before, and of an asynchronous index ASYNC, UNIQUE and NULLS [NOT] DISTINCT, of an asynchronous validation
     * ASYNC, of a locking clause NOWAIT and SKIP LOCKED, because the service never waits for a lock. ENABLE and DISABLE
     * TRIGGER ALL have USER in the place of ALL. A query of system catalogs reads the endpoint's views of them. The text is
     * made by each call when anything differs.
     */
    public String text() {
        return findings.source().text();
    }

    /**
     * Returns {@link #text()} without the leading blanks that replace other statements, for texts with many statements, where
     * the blanks would be expensive. Positions in PostgreSQL's errors are then too small
     * by {@link #charactersBefore()}.
     */
    public String ownText() {
        return findings.source().ownText();
    }

    /** How many characters (code points) of the query text come before {@link #ownText()}. */
    public int charactersBefore() {
        return findings.source().charactersBefore();
    }

    /** The answer that the statement gets instead of being run, when its text is enough to refuse it. */
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(findings.refusal);
    }

    /**
     * How many rows the statement can change as far as its text shows: the rows of an INSERT … VALUES that has no CTE that
     * changes rows, {@link Long#MAX_VALUE} for other writes and COPY into a table, 0 for all else.
     */
    public long rowsAtMost() {
        return findings.rowsAtMost;
    }

    /** Whether the command tag counts all the rows that the statement changed: not if a CTE changes some. */
    public boolean tagTellsRows() {
        return findings.tagTellsRows;
    }

    /**
     * The tables that INSERT, UPDATE, DELETE or COPY names as its target, in CTEs too. With a locking clause also every
     * name that may be the one of a table that is read; among them may be names that are no table.
     */
    public Set<TableName> writes() {
        return findings.writes;
    }

    /** What is locked; present for a {@link StatementKind#LOCKING_READ}, and for a {@link StatementKind#WRITE} with a locking clause. */
    public Optional<RowLock> rowLock() {
        return Optional.ofNullable(findings.rowLock);
    }

    /** What index is built; present for an {@link StatementKind#ASYNC_INDEX}. */
    public Optional<AsyncIndex> asyncIndex() {
        return Optional.ofNullable(findings.asyncIndex);
    }

    /** What constraint is validated; present for an {@link StatementKind#ASYNC_VALIDATE}. */
    public Optional<AsyncValidation> asyncValidation() {
        return Optional.ofNullable(findings.asyncValidation);
    }

    /** What constraints are dropped; present for an ALTER TABLE that drops any. */
    public Optional<ConstraintDrop> constraintDrop() {
        return Optional.ofNullable(findings.constraintDrop);
    }

    /** What is mapped; present for a {@link StatementKind#IAM} that is written as it should be. */
    public Optional<IamMapping> iamMapping() {
        return Optional.ofNullable(findings.iamMapping);
    }

    /** The call of a function in the endpoint's private schema, if the statement is nothing but one. */
    public Optional<PrivateCall> privateCall() {
        return Optional.ofNullable(findings.privateCall);
    }

    @Override
    public String toString() {
        return kind() + " " + text().strip();
    }
}
