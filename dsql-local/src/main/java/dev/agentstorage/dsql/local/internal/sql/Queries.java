package dev.agentstorage.dsql.local.internal.sql;

import java.util.Optional;
import java.util.Set;

/** SELECT, VALUES, TABLE, INSERT, UPDATE, DELETE and MERGE, with or without CTEs. */
final class Queries {
    /**
     * Functions and function-like words that return one value; with other functions, a VALUES row may become many rows.
     */
    private static final Set<String> ONE_VALUE = Keywords.words("""
            abs array cast clock_timestamp coalesce concat convert_from convert_to current_time
            current_timestamp date_trunc decode encode exists gen_random_uuid greatest in json_build_array
            json_build_object jsonb_build_array jsonb_build_object least length localtimestamp lower
            make_interval md5 nextval now nullif repeat replace row statement_timestamp substr to_char to_date
            to_json to_jsonb to_timestamp transaction_timestamp trim upper
            """);

    /** CTEs that are nested deeper are assumed to change rows. */
    private static final int DEEPEST = 50;

    private Queries() {}

    /** Reads a query that is a complete statement. */
    static void read(Cursor cursor, Findings findings) {
        Cursor whole = cursor.copy();
        findings.kind = StatementKind.READ;
        statement(cursor, findings);
        ClauseScan.run(whole, findings);
    }

    /** Reads a query, without its expressions, and adds the tables that it writes to the findings. */
    private static void statement(Cursor cursor, Findings findings) {
        skipParentheses(cursor);
        boolean modifyingCte = with(cursor, findings, 0);
        if (cursor.accept("insert", "into")) {
            insert(cursor, findings);
        } else if (cursor.accept("update")) {
            target(cursor, findings);
        } else if (cursor.accept("delete", "from")) {
            target(cursor, findings);
        } else if (cursor.at("merge", "into")) {
            findings.kind = StatementKind.WRITE;
            findings.rowsAtMost = Long.MAX_VALUE;
            findings.refuse("unsupported statement type: MERGE");
        } else {
            select(cursor, findings);
        }
        if (modifyingCte) {
            findings.kind = StatementKind.WRITE;
            findings.tagTellsRows = false;
            findings.rowsAtMost = Long.MAX_VALUE;
        }
    }

    /** Reads WITH and its CTEs; true if one of them changes rows. */
    private static boolean with(Cursor cursor, Findings findings, int depth) {
        boolean modifying = depth > DEEPEST;
        if (modifying || !cursor.accept("with")) {
            return modifying;
        }
        cursor.accept("recursive");
        do {
            if (cursor.acceptName().isEmpty()) {
                return modifying;
            }
            cursor.acceptParentheses();
            if (!cursor.accept("as")) {
                return modifying;
            }
            cursor.accept("not");
            cursor.accept("materialized");
            if (!cursor.at("(")) {
                return modifying;
            }
            int close = cursor.closing(cursor.position());
            Cursor body = cursor.range(cursor.position() + 1, close);
            modifying |= cte(body, findings, depth);
            cursor.moveTo(close + 1);
            skipSearchAndCycle(cursor);
        } while (cursor.accept(","));
        return modifying;
    }

    private static boolean cte(Cursor body, Findings findings, int depth) {
        boolean nested = with(body, findings, depth + 1);
        if (body.accept("insert", "into") || body.accept("update") || body.accept("delete", "from")) {
            body.accept("only");
            name(body).ifPresent(findings::write);
            return true;
        }
        return nested;
    }

    private static void skipSearchAndCycle(Cursor cursor) {
        if (cursor.atAny("search", "cycle")) {
            while (!cursor.atEnd()
                    && !cursor.atAny(",", "select", "insert", "update", "delete", "values", "table", "(")) {
                cursor.skip(1);
                if (cursor.at(",") && !startsCte(cursor)) {
                    cursor.skip(1);
                }
            }
        }
    }

    private static boolean startsCte(Cursor cursor) {
        Cursor ahead = cursor.copy();
        ahead.skip(1);
        if (ahead.acceptName().isEmpty()) {
            return false;
        }
        ahead.acceptParentheses();
        return ahead.at("as");
    }

    private static void target(Cursor cursor, Findings findings) {
        findings.kind = StatementKind.WRITE;
        findings.rowsAtMost = Long.MAX_VALUE;
        cursor.accept("only");
        name(cursor).ifPresent(findings::write);
    }

    private static Optional<TableName> name(Cursor cursor) {
        if (cursor.at("(")) {
            return cursor.range(cursor.position() + 1, cursor.closing(cursor.position()))
                    .acceptTableName();
        }
        return cursor.acceptTableName();
    }

    private static void insert(Cursor cursor, Findings findings) {
        target(cursor, findings);
        if (cursor.accept("as")) {
            cursor.skip(1);
        }
        if (!startsQuery(cursor)) {
            cursor.acceptParentheses();
        }
        if (cursor.accept("overriding")) {
            cursor.skip(2);
        }
        if (cursor.at("default", "values")) {
            findings.rowsAtMost = 1;
        } else if (cursor.at("with")) {
            if (with(cursor, findings, 0)) {
                findings.tagTellsRows = false;
            }
        } else if (cursor.accept("values")) {
            findings.rowsAtMost = rows(cursor);
        }
    }

    /** Whether the following parenthesis contains a query and not a list of columns. */
    private static boolean startsQuery(Cursor cursor) {
        int ahead = 0;
        while (cursor.isAt(ahead, "(")) {
            ahead++;
        }
        return cursor.isAt(ahead, "select")
                || cursor.isAt(ahead, "with")
                || cursor.isAt(ahead, "table")
                || (cursor.isAt(ahead, "values") && cursor.isAt(ahead + 1, "("));
    }

    private static long rows(Cursor cursor) {
        long rows = 0;
        int from = cursor.position();
        do {
            if (!cursor.acceptParentheses()) {
                return Long.MAX_VALUE;
            }
            rows++;
        } while (cursor.accept(","));
        int to = cursor.position();
        boolean onlyRows = cursor.atEnd() || cursor.atAny("on", "returning");
        // PostgreSQL accepts a set-returning function only in a VALUES with one row.
        return onlyRows && (rows > 1 || !mayGiveManyRows(cursor, from, to)) ? rows : Long.MAX_VALUE;
    }

    private static boolean mayGiveManyRows(Cursor cursor, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            Token name = cursor.token(i - 1);
            boolean called = cursor.token(i).is("(") && name.isIdentifier();
            if (called && !ONE_VALUE.contains(name.value()) && !isTypeOrOperand(cursor.token(i - 2), name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTypeOrOperand(Token before, Token name) {
        return before.is("::")
                || name.is("select")
                || name.is("from")
                || name.is("where")
                || name.is("and")
                || name.is("or")
                || name.is("not")
                || name.is("then")
                || name.is("else")
                || name.is("when");
    }

    private static void select(Cursor cursor, Findings findings) {
        skipParentheses(cursor);
        if (cursor.at("select") && cursor.skipTo("into")) {
            findings.refuse(Findings.unsupportedStatement("CreateTableAs"));
        }
    }

    /** Moves into a query in parentheses; its first part determines its effect. */
    private static void skipParentheses(Cursor cursor) {
        while (cursor.at("(")) {
            cursor.skip(1);
        }
    }
}
