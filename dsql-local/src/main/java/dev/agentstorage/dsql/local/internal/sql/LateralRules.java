package dev.agentstorage.dsql.local.internal.sql;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Rejects LEFT JOIN LATERAL of a sub-query that selects a column of an outer table, which the service's planner does
 * not support.
 */
final class LateralRules {

    private LateralRules() {}

    /** Checks the LATERAL at the cursor. Does not move the cursor. */
    static void read(Cursor cursor, Findings findings) {
        boolean left = cursor.isAt(-1, "join")
                && (cursor.isAt(-2, "left") || (cursor.isAt(-2, "outer") && cursor.isAt(-3, "left")));
        int open = cursor.position() + 1;
        Cursor query = cursor.range(open + 1, cursor.closing(open));
        if (!left || !query.accept("select")) {
            return;
        }
        int from = query.position();
        if (!query.skipTo("from")) {
            return;
        }
        Cursor results = query.range(from, query.position());
        query.skip(1);
        query.accept("only");
        Optional<TableName> table = query.acceptTableName();
        if (table.isPresent()) {
            Set<String> inner = innerNames(query, table.get());
            int column = outerColumn(results, inner);
            if (column > 0) {
                findings.refuse(
                        "42804",
                        "attribute " + column + " of type " + table.get().name() + " has wrong type",
                        null);
            }
        }
    }

    /** The names and aliases of the sub-query's own tables. */
    private static Set<String> innerNames(Cursor from, TableName first) {
        Set<String> names = new HashSet<>();
        names.add(first.name());
        from.accept("as");
        from.acceptName().ifPresent(names::add);
        while (!from.atEnd() && !from.atAny("where", "group", "having", "order", "limit", "union")) {
            boolean next = from.atAny("join", ",");
            from.skipOne();
            if (next) {
                from.acceptAny("lateral", "only");
                from.acceptParentheses();
                from.acceptTableName().ifPresent(table -> names.add(table.name()));
                from.accept("as");
                from.acceptName().ifPresent(names::add);
            }
        }
        return names;
    }

    /** The 1-based position of the first result column that uses another table; 0 if there is none. */
    private static int outerColumn(Cursor results, Set<String> inner) {
        int place = 1;
        int depth = 0;
        for (int i = results.position(); i < results.end(); i++) {
            Token token = results.token(i);
            if (token.is("(")) {
                depth++;
            } else if (token.is(")")) {
                depth--;
            } else if (token.is(",") && depth == 0) {
                place++;
            } else if (token.is(".") && i > results.position() && i + 1 < results.end()) {
                Token qualifier = results.token(i - 1);
                boolean call = i + 2 < results.end() && results.token(i + 2).is("(");
                boolean inPath =
                        i - 2 >= results.position() && results.token(i - 2).is(".");
                if (qualifier.isIdentifier() && !call && !inPath && !inner.contains(qualifier.value())) {
                    return place;
                }
            }
        }
        return 0;
    }
}
