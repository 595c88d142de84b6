package dev.agentstorage.dsql.local.internal.sql;

import java.util.Optional;

/**
 * What the locking clauses of a statement lock.
 *
 * @param strength the strongest lock that the statement takes
 * @param plain present when the locked rows are those of one table that meet a condition, and nothing else
 */
public record RowLock(Strength strength, Optional<Plain> plain) {

    /** How much a lock excludes. */
    public enum Strength {
        /** Conflicts with every change of the row. */
        FOR_UPDATE,
        /** Conflicts with a deletion of the row and a change of its key. */
        FOR_KEY_SHARE
    }

    /**
     * The locked rows of one table. The condition compares columns with values: it calls no function and contains no
     * query, so that it selects the same rows later in the transaction, except those that the transaction has changed.
     *
     * @param table as it is named; it may be a view
     * @param tableText the table as written, with ONLY and its alias, fit to stand behind FROM
     * @param whereText the condition as written, without the word WHERE; empty when there is none
     */
    public record Plain(TableName table, String tableText, String whereText) {}
}
