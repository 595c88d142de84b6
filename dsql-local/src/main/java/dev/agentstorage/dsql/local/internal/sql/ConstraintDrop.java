package dev.agentstorage.dsql.local.internal.sql;

import java.util.List;

/**
 * ALTER TABLE … DROP CONSTRAINT. Immutable.
 *
 * @param tableText the table's name as written, including quotes
 * @param constraints the names of the constraints, unquoted and folded
 */
public record ConstraintDrop(String tableText, List<String> constraints) {

    /** Keeps an immutable copy of the names. */
    public ConstraintDrop {
        constraints = List.copyOf(constraints);
    }
}
