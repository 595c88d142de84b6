package dev.agentstorage.dsql.local.internal.sql;

import java.util.Set;

/**
 * What a locking clause of a SELECT locks, and by what it finds the rows.
 *
 * @param strength the strongest lock that the statement takes
 * @param table the locked table; when {@code singleTable} is false, the first one that is named
 * @param tableText the table as written, with ONLY and its alias, fit to stand behind FROM
 * @param whereText the condition as written, without the word WHERE; empty when there is none
 * @param equalColumns the columns that the condition compares by {@code =} with something that is no column of the row,
 *     in parts that are joined by AND; unquoted and folded
 * @param singleTable whether the statement is one plain SELECT that reads this table and nothing else: no join, no set
 *     operation, no grouping, and no lock inside of a sub-query or CTE
 */
public record RowLock(
        Strength strength,
        TableName table,
        String tableText,
        String whereText,
        Set<String> equalColumns,
        boolean singleTable) {

    /** Keeps an immutable copy of the columns. */
    public RowLock {
        equalColumns = Set.copyOf(equalColumns);
    }

    /** How much a lock excludes. */
    public enum Strength {
        /** Conflicts with every change of the row. */
        FOR_UPDATE,
        /** Conflicts with a deletion of the row and a change of its key. */
        FOR_KEY_SHARE
    }
}
