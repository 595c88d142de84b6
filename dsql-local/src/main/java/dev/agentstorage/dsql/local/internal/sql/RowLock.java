package dev.agentstorage.dsql.local.internal.sql;

import java.util.Optional;

/**
 * The rows that the locking clauses of a statement lock.
 *
 * @param strength the strongest lock that the statement takes
 * @param plain present if the locked rows are exactly the rows of one table that match a condition
 */
public record RowLock(Strength strength, Optional<Plain> plain) {

    /** The strength of a row lock. */
    public enum Strength {
        /** Conflicts with every change of the row. */
        FOR_UPDATE,
        /** Conflicts with a deletion of the row and a change of its key. */
        FOR_KEY_SHARE
    }

    /**
     * The locked rows of one table. The condition compares columns with values, without function calls and sub-queries,
     * so that it selects the same rows later in the transaction, except those that the transaction has changed.
     *
     * @param table the name of the table; may be a view
     * @param tableText the table as written, with ONLY and alias, so that it can follow FROM
     * @param whereText the condition as written, without the word WHERE; empty if there is none
     */
    public record Plain(TableName table, String tableText, String whereText) {}
}
